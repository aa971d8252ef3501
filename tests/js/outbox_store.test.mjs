import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import { OutboxStore } from "../../articles/static/newsdesk/js/desk/outbox_store.js";
import { FakeLocks, FakeStorage } from "./fakes.mjs";

globalThis.location = { origin: "https://desk.example" };
let storage, locks;
const tab = (user = "7") => new OutboxStore(user, storage, locks);
const item = (title) => ({ url: "/desk/1/publish/", body: new URLSearchParams({ version: "1" }), title });
const titles = (items) => items.map(({ title }) => title);

beforeEach(() => {
  storage = new FakeStorage();
  locks = new FakeLocks();
});

describe("OutboxStore", () => {
  test("keeps the items of two open tabs apart", async () => {
    const [one, other] = [tab(), tab()];
    one.save([item("a")]);
    other.save([item("b")]);

    assert.deepEqual(await other.takeOrphans(), []);
    other.save([]);

    assert.equal(storage.length, 1);
    assert.match(storage.getItem(one.key), /"title":"a"/);
  });

  test("hands the items of a closed tab to the next one, once", async () => {
    const closed = tab();
    closed.save([item("a"), item("b")]);
    locks.release(closed.key);
    const [next, third] = [tab(), tab()];

    assert.deepEqual(titles(await next.takeOrphans()), ["a", "b"]);
    assert.deepEqual(await third.takeOrphans(), []);
    assert.equal(storage.length, 0);
  });

  test("leaves the items of other users alone", async () => {
    const closed = tab("8");
    closed.save([item("a")]);
    locks.release(closed.key);

    assert.deepEqual(await tab("7").takeOrphans(), []);
  });

  test("takes all items where there are no locks", async () => {
    locks = undefined;
    tab().save([item("a")]);

    assert.deepEqual(titles(await tab().takeOrphans()), ["a"]);
  });

  test("ignores unreadable items and addresses of other sites", async () => {
    storage.setItem("newsdesk:outbox:7:x", "{");
    storage.setItem("newsdesk:outbox:7:y", JSON.stringify([{ url: "https://other.example/", body: "", title: "a" }]));

    assert.deepEqual(await tab().takeOrphans(), []);
    assert.equal(storage.length, 1);
  });

  test("goes on without storage", () => {
    storage.setItem = () => {
      throw new Error("QuotaExceededError");
    };

    tab().save([item("a")]);

    assert.equal(storage.length, 0);
  });
});
