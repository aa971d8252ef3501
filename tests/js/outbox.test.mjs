import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import { Outbox } from "../../articles/static/newsdesk/js/desk/outbox.js";

const OK = { status: 200, html: "" };
const OFFLINE = { status: 0, html: "" };
const LOGGED_OUT = { status: 401, html: "" };
const CONFLICT = { status: 409, html: "<p data-problem>rival rejected it.</p>" };
const OTHER_PERSON = { status: 409, html: "<p data-retry data-problem>Log in as Ed.</p>" };

// Only what `errorText` needs of a browser.
globalThis.DOMParser = class {
  parseFromString(html) {
    const found = html.match(/data-problem>([^<]*)</);
    const problem = { textContent: found?.[1], matches: () => html.includes("data-retry") };
    return { body: { querySelector: () => (found ? problem : null) } };
  }
};

let answers, posted, saved, log;

function makeOutbox(orphans = []) {
  const post = async (url, body) => {
    posted.push(`${url}?${body}`);
    await null;
    return answers.shift() ?? OK;
  };
  const store = { save: (items) => (saved = items.map((item) => item.title)), takeOrphans: async () => orphans };
  return new Outbox(post, store, {
    saved: (item) => log.push(`saved ${item.title}`),
    failed: (item) => log.push(`failed ${item.title}`),
    discarded: (item) => log.push(`discarded ${item.title}`),
    changed: () => {},
    idle: () => log.push("idle"),
  });
}

const item = (title, more = {}) => ({ url: `/${title}/`, body: new URLSearchParams({ version: "1" }), title, ...more });

beforeEach(() => {
  [answers, posted, saved, log] = [[], [], null, []];
});

describe("Outbox", () => {
  test("sends items one at a time, in order", async () => {
    const outbox = makeOutbox();

    const first = outbox.send(item("a"));
    outbox.send(item("b"));
    assert.deepEqual(posted, ["/a/?version=1"]);
    assert.deepEqual(saved, ["a", "b"]);
    await first;

    assert.deepEqual(posted, ["/a/?version=1", "/b/?version=1"]);
    assert.deepEqual(log, ["saved a", "saved b", "idle"]);
    assert.deepEqual(saved, []);
    assert.equal(outbox.isBusy(), false);
  });

  for (const [name, answer] of Object.entries({ OFFLINE, LOGGED_OUT, OTHER_PERSON, "500": { status: 500, html: "" } })) {
    test(`keeps and retries an item after ${name}`, async () => {
      answers = [answer];
      const outbox = makeOutbox();

      await outbox.send(item("a"));
      assert.deepEqual(saved, ["a"]);
      assert.equal(outbox.failed.length, 1);
      await outbox.retry();

      assert.equal(posted.length, 2);
      assert.deepEqual(log, ["failed a", "idle", "saved a", "idle"]);
      assert.deepEqual([saved, outbox.failed], [[], []]);
    });
  }

  test("sends the items behind a failed one", async () => {
    answers = [OFFLINE];
    const outbox = makeOutbox();

    const first = outbox.send(item("a"));
    outbox.send(item("b"));
    await first;

    assert.deepEqual(log, ["failed a", "saved b", "idle"]);
    assert.deepEqual(saved, ["a"]);
  });

  test("retries in the order of sending", async () => {
    answers = [OFFLINE, OFFLINE];
    const outbox = makeOutbox();
    const first = outbox.send(item("a"));
    outbox.send(item("b"));
    await first;

    await outbox.retry();

    assert.deepEqual(posted.slice(2), ["/a/?version=1", "/b/?version=1"]);
  });

  test("does not retry what the server refused with a reason", async () => {
    answers = [CONFLICT];
    const outbox = makeOutbox();

    await outbox.send(item("a"));
    await outbox.retry();

    assert.equal(posted.length, 1);
    assert.equal(outbox.failed[0].problem, "rival rejected it.");
    assert.deepEqual(saved, []);
  });

  test("does not retry or store an item that is to be sent once", async () => {
    answers = [OFFLINE];
    const outbox = makeOutbox();

    await outbox.send(item("undo", { once: true }));
    await outbox.retry();

    assert.equal(posted.length, 1);
    assert.deepEqual(saved, []);
  });

  test("completes the body when the item is sent", async () => {
    const outbox = makeOutbox();

    await outbox.send(item("a", { complete: (body) => body.set("at", "7") }));

    assert.deepEqual(posted, ["/a/?version=1&at=7"]);
  });

  test("passes the answer to the item's own handler", async () => {
    const outbox = makeOutbox();

    await outbox.send(item("a", { onSaved: ({ status }) => log.push(`own ${status}`) }));

    assert.deepEqual(log, ["own 200", "idle"]);
  });

  test("forgets a discarded item", async () => {
    answers = [OFFLINE];
    const outbox = makeOutbox();
    await outbox.send(item("a"));

    outbox.discard(outbox.failed[0]);

    assert.deepEqual([outbox.failed, saved], [[], []]);
    assert.equal(log.at(-1), "discarded a");
  });

  test("sends what a closed tab left", async () => {
    const outbox = makeOutbox([{ url: "/old/", body: "version=3", title: "old" }]);

    await outbox.restore();

    assert.deepEqual(posted, ["/old/?version=3"]);
    assert.deepEqual(log, ["saved old", "idle"]);
  });
});
