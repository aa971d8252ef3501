import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { cropBox, pointAfterKey, pointAt } from "../../articles/static/newsdesk/js/picture/focal.js";

describe("cropBox", () => {
  for (const [name, size, ratio, point, box] of [
    ["cuts the sides of a wide picture", [1600, 900], 1, { x: 50, y: 50 }, "350 0 900 900"],
    ["follows the point", [1600, 900], 1, { x: 30, y: 50 }, "30 0 900 900"],
    ["stops at the edge", [1600, 900], 1, { x: 0, y: 0 }, "0 0 900 900"],
    ["stops at the other edge", [1600, 900], 1, { x: 100, y: 100 }, "700 0 900 900"],
    ["cuts a tall picture", [900, 1600], 1.5, { x: 50, y: 100 }, "0 1000 900 600"],
    ["shows all of a picture with its ratio", [1600, 900], 16 / 9, { x: 0, y: 0 }, "0 0 1600 900"],
  ]) {
    test(name, () => assert.equal(cropBox(size[0], size[1], ratio, point), box));
  }
});

describe("pointAfterKey", () => {
  for (const [key, distance, point] of [
    ["ArrowLeft", 1, { x: 49, y: 98 }],
    ["ArrowRight", 10, { x: 60, y: 98 }],
    ["ArrowUp", 1, { x: 50, y: 97 }],
    ["ArrowDown", 10, { x: 50, y: 100 }],
    ["Enter", 1, null],
  ]) {
    test(key, () => assert.deepEqual(pointAfterKey({ x: 50, y: 98 }, key, distance), point));
  }
});

test("pointAt returns whole percents within the picture", () => {
  const frame = { left: 100, top: 50, width: 400, height: 200 };
  assert.deepEqual(pointAt(frame, 201, 100), { x: 25, y: 25 });
  assert.deepEqual(pointAt(frame, 0, 900), { x: 0, y: 100 });
});
