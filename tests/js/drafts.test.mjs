import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import * as drafts from "../../articles/static/newsdesk/js/lib/drafts.js";
import { FakeStorage } from "./fakes.mjs";

const DAY = 24 * 3600 * 1000;
const KEY = drafts.keyOf("7", "/admin/articles/article/1/change/");
const FIELDS = [["title", "Fog lifts"], ["version", "3"]];
let storage, session;

beforeEach(() => {
  [storage, session] = [new FakeStorage(), new FakeStorage()];
});

describe("drafts", () => {
  test("are loaded as they were saved", () => {
    drafts.save(storage, KEY, FIELDS, 1000);

    assert.deepEqual(drafts.load(storage, KEY, 2000), { at: 1000, fields: FIELDS });
    assert.equal(drafts.load(storage, drafts.keyOf("8", "/admin/articles/article/1/change/"), 2000), null);
  });

  test("expire after a week", () => {
    drafts.save(storage, KEY, FIELDS, 0);

    assert.notEqual(drafts.load(storage, KEY, 6 * DAY), null);
    assert.equal(drafts.load(storage, KEY, 8 * DAY), null);
  });

  test("that cannot be read are ignored", () => {
    storage.setItem(KEY, "{");

    assert.equal(drafts.load(storage, KEY, 0), null);
  });

  test("are removed when the form was saved", () => {
    drafts.save(storage, KEY, FIELDS, 0);
    drafts.noteSubmitted(session, KEY);

    drafts.settleSubmitted(storage, session, true);

    assert.equal(drafts.load(storage, KEY, 1), null);
  });

  test("stay when the form led to an error or to the login page", () => {
    drafts.save(storage, KEY, FIELDS, 0);
    drafts.noteSubmitted(session, KEY);

    drafts.settleSubmitted(storage, session, false);
    drafts.settleSubmitted(storage, session, true);

    assert.notEqual(drafts.load(storage, KEY, 1), null);
  });

  test("are all removed on logout, and nothing else", () => {
    drafts.save(storage, KEY, FIELDS, 0);
    drafts.save(storage, drafts.keyOf("8", "/x/"), FIELDS, 0);
    storage.setItem("newsdesk:shortcuts", "off");

    drafts.removeAll(storage);

    assert.deepEqual([...storage.items.keys()], ["newsdesk:shortcuts"]);
  });

  test("are given up where the storage is full", () => {
    storage.setItem = () => {
      throw new Error("QuotaExceededError");
    };

    drafts.save(storage, KEY, FIELDS, 0);

    assert.equal(drafts.load(storage, KEY, 1), null);
  });
});
