import assert from "node:assert/strict";
import { test } from "node:test";

import { clockInGroup, fullTime } from "../../articles/static/newsdesk/js/public/local_times.js";
import { nextTheme } from "../../articles/static/newsdesk/js/public/theme_switch.js";

test("a time is written as the server writes it, in another zone", () => {
  const at = new Date("2031-05-04T22:30:00+00:00");

  assert.equal(fullTime(at, "UTC"), "4 May 2031, 22:30 UTC");
  assert.equal(fullTime(at, "Pacific/Auckland"), "5 May 2031, 10:30 GMT+12");
});

test("a clock in a group of a day names the day only if it is another one", () => {
  assert.equal(clockInGroup("2031-05-04T09:05:00+00:00", "Europe/Oslo"), "11:05");
  assert.equal(clockInGroup("2031-05-04T22:30:00+00:00", "Europe/Oslo"), "Mon 00:30");
});

test("the themes follow each other", () => {
  assert.deepEqual(["system", "light", "dark"].map(nextTheme), ["light", "dark", "system"]);
});
