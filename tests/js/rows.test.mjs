import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { renumber } from "../../articles/static/newsdesk/js/article/rows.js";
import { range } from "../../articles/static/newsdesk/js/lib/selection.js";

const saved = (number) => ({ isSaved: true, number: String(number) });
const added = { isSaved: false, number: "" };

describe("renumber", () => {
  for (const [name, rows, numbers] of [
    ["keeps an unchanged order", [saved(1), saved(2), saved(3)], ["1", "2", "3"]],
    ["shares out the same numbers after a move", [saved(3), saved(1), saved(2)], ["1", "2", "3"]],
    ["keeps gaps of rows that are not on the page", [saved(41), saved(2), saved(40)], ["2", "40", "41"]],
    ["sorts by value, not as text", [saved(10), saved(9)], ["9", "10"]],
    ["gives a new row the number before it", [saved(1), added, saved(2)], ["1", "1", "2"]],
    ["gives a new first row the first number", [added, saved(4), saved(5)], ["4", "4", "5"]],
    ["leaves new rows without a number where none is saved", [added, added], ["", ""]],
    ["has nothing to do without rows", [], []],
  ]) {
    test(name, () => assert.deepEqual(renumber(rows), numbers));
  }
});

describe("range", () => {
  const items = ["a", "b", "c", "d"];
  for (const [one, other, expected] of [
    ["b", "d", ["b", "c", "d"]],
    ["d", "b", ["b", "c", "d"]],
    ["c", "c", ["c"]],
    ["gone", "b", []],
  ]) {
    test(`${one} to ${other}`, () => assert.deepEqual(range(items, one, other), expected));
  }
});
