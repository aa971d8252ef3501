import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { areEnabled, setEnabled, shortcutOf } from "../../articles/static/newsdesk/js/desk/keys.js";
import { FakeStorage } from "./fakes.mjs";

const press = (key, more = {}) => ({
  key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false, isComposing: false, ...more,
});

describe("shortcutOf", () => {
  for (const [name, event, shortcut] of [
    ["a letter", press("p"), "p"],
    ["a digit", press("3"), "3"],
    ["a digit with Shift, as on French keyboards", press("3", { shiftKey: true }), "3"],
    ["a slash with Shift, as on German keyboards", press("/", { shiftKey: true }), "/"],
    ["a question mark", press("?", { shiftKey: true }), "?"],
    ["Next held down", press("j", { repeat: true }), "j"],
    ["a Cyrillic letter, by its place", press("ч", { code: "KeyX" }), "x"],
    ["a Cyrillic letter with Shift", press("Ч", { code: "KeyX", shiftKey: true }), ""],
    ["an accented letter that is no letter key", press("ö", { code: "Semicolon" }), ""],
    ["a letter of another Latin layout, by its name", press("a", { code: "KeyQ" }), "a"],
    ["a letter with Shift", press("P", { shiftKey: true }), ""],
    ["a letter with Caps Lock", press("P"), ""],
    ["a letter with Shift and Caps Lock", press("p", { shiftKey: true }), ""],
    ["a letter with Ctrl", press("p", { ctrlKey: true }), ""],
    ["a letter with Cmd", press("p", { metaKey: true }), ""],
    ["a letter with Alt", press("p", { altKey: true }), ""],
    ["Publish held down", press("p", { repeat: true }), ""],
    ["a key of an input method", press("p", { isComposing: true }), ""],
    ["zero", press("0"), ""],
    ["a named key", press("Enter"), ""],
    ["an event of autofill without a key", press(undefined), ""],
  ]) {
    test(`${name} gives "${shortcut}"`, () => assert.equal(shortcutOf(event, true), shortcut));
  }

  for (const key of ["p", "x", "1", "/", "?"]) {
    test(`"${key}" does nothing when shortcuts are off`, () => assert.equal(shortcutOf(press(key), false), ""));
  }
});

describe("the switch", () => {
  test("is on at first, and remembered", () => {
    const storage = new FakeStorage();

    assert.equal(areEnabled(storage), true);
    setEnabled(storage, false);
    assert.equal(areEnabled(storage), false);
    setEnabled(storage, true);
    assert.equal(areEnabled(storage), true);
    assert.equal(storage.length, 0);
  });

  test("is on where there is no storage", () => {
    const broken = {
      getItem() {
        throw new Error("SecurityError");
      },
    };

    assert.equal(areEnabled(broken), true);
  });
});
