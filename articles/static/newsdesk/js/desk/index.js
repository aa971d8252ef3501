// @ts-check
/**
 * The review desk: one key decides and shows the next draft.
 *
 * The next drafts are loaded ahead. A decision shows the next one at once and goes to the outbox;
 * its answer brings the drafts that follow. Everything here is a form or a link of the page, which
 * works without this script too.
 */

import { errorText, get, parse, post, sendBeacon } from "../lib/http.js";
import { forgetAutosave } from "../article/autosave.js";
import { Dialogs } from "./dialogs.js";
import { enableFilterPanel } from "./filter_panel.js";
import { DraftQueue, draftIn, rowsIn, titleOf } from "./draft_queue.js";
import { Outbox } from "./outbox.js";
import { showFailures } from "./outbox_notices.js";
import { OutboxStore } from "./outbox_store.js";
import { PresencePoller } from "./presence.js";
import { Reasons } from "./reasons.js";
import { listenForShortcuts } from "./shortcuts.js";
import { announce, showConnection, showSaving, showStatus, statusLine } from "./status.js";

/** @typedef {import("./presence.js").Change} Change */
/** @typedef {HTMLButtonElement | null} Button */

const RECHECK_MS = 10_000;
const desk = /** @type {HTMLElement} */ (document.getElementById("desk"));
const queue = new DraftQueue(desk);
const dialogs = new Dialogs(() => queue.current(), showNotice);
const store = new OutboxStore(document.body.dataset.user || "", localStorage, navigator.locks);
const outbox = new Outbox(post, store, {
  saved: (item, { html }) => {
    const answer = parse(html);
    reasons.noteSaved(item, answer);
    const isAboutLatest = !latest || item === latest || item.about === latest;
    // The status line is about the last decision, and the question for its reason stays.
    if (!isAboutLatest || item.reason || reasons.isAskedFor(item)) answer.querySelector("[data-status]")?.remove();
    takeAnswer(answer);
    if (item === latest && item.reason && !reasons.addresses.has(item)) showStatus(`Reason saved: ${item.reason}`);
  },
  failed: (item) => {
    if (item === latest && !(item.retryable && reasons.isAskedFor(item))) statusLine.replaceChildren();
    announce(`Not saved: ${item.title}. ${item.problem}`);
    if (item.retryable) return; // it will be sent again, so it counts as decided
    queue.decidedIds.delete(item.pk || "");
    refusals += 1;
    fetchUpcoming();
  },
  discarded: (item) => queue.decidedIds.delete(item.pk || ""),
  changed: () => {
    desk.toggleAttribute("data-saving", outbox.isBusy());
    showSaving(outbox.count());
    showFailures(/** @type {HTMLElement} */ (document.getElementById("desk-outbox")), outbox, showDraft);
  },
  idle: () => {
    if (queue.isWaiting()) fetchUpcoming();
  },
});
const reasons = new Reasons(outbox);
/** The last decision or undo of this page. @type {import("./outbox.js").Item | null} */
let latest = null;
let refusals = 0;
let needsUpcoming = false;

// Answers of the server

/** @param {HTMLElement} answer */
function takeAnswer(answer) {
  const upcoming = /** @type {HTMLElement | null} */ (answer.querySelector("[data-upcoming]"));
  const status = answer.querySelector("[data-status]");
  if (status) showStatus(...status.childNodes);
  if (upcoming) takeUpcoming(upcoming);
}

/** @param {HTMLElement} upcoming */
function takeUpcoming(upcoming) {
  queue.update(upcoming);
  const draft = queue.current();
  // The queue no longer has the current draft: find out why.
  if (draft && !queue.row(draft.dataset.pk || "")) presence.poll();
  if (!draft && queue.loaded().length) queue.advance();
}

/** Load the next drafts. If none is shown, show the first of them, or that there are none. */
async function fetchUpcoming() {
  const asked = { wasWaiting: queue.isWaiting(), refusals };
  const parameters = new URLSearchParams(desk.dataset.query);
  queue.describe(parameters);
  const { status, html } = await get(`${desk.dataset.ahead}?${parameters}`);
  // Asked before a decision was refused: the answer may have the refused draft as it was.
  if (asked.refusals !== refusals) return;
  needsUpcoming = status !== 200;
  if (needsUpcoming) return; // the next good poll asks again
  const answer = parse(html);
  const rows = rowsIn(answer);
  takeAnswer(answer);
  if (!queue.isWaiting() || outbox.isBusy()) return; // the idle outbox asks again
  const end = answer.querySelector("[data-end]");
  if (end) {
    if (queue.place.textContent !== end.textContent) queue.finish(end);
    if (queue.place.querySelector("[data-others]")) waitForOthers();
    return;
  }
  // All its drafts were skipped or wait to be saved: look further. If the page had drafts when
  // it asked, the answer leaves them out, although they were decided since: ask again.
  if (asked.wasWaiting) queue.after = rows.at(-1)?.dataset.pk || "";
  fetchUpcoming();
}

/** Look for drafts that other users leave, from the beginning of the queue. */
function waitForOthers() {
  queue.after = "";
  setTimeout(() => queue.place.querySelector("[data-others]") && fetchUpcoming(), RECHECK_MS);
}

/**
 * Show a draft that is not loaded.
 * @param {string} pk
 */
async function showDraft(pk) {
  const parameters = new URLSearchParams(desk.dataset.query);
  parameters.set("at", pk);
  const { status, html } = await get(`${desk.dataset.ahead}?${parameters}`);
  const draft = status === 200 ? draftIn(html, pk) : null;
  if (!draft) {
    location.assign(queue.addressOf(pk));
    return;
  }
  queue.decidedIds.delete(pk);
  queue.upcoming.replaceChildren();
  queue.show(draft);
  takeAnswer(parse(html));
}

// Actions

function advance() {
  if (!queue.advance() && !outbox.isBusy()) fetchUpcoming();
}

/**
 * @param {HTMLFormElement} form
 * @param {Button} button
 */
function decide(form, button) {
  const draft = queue.current();
  if (!draft) return;
  if (draft.hasAttribute("data-decided")) {
    announce("This draft was already decided. Press J to continue.");
    return;
  }
  const body = formBody(form, button);
  const done = `${button?.dataset.done || form.dataset.done || "Decided"}: ${form.dataset.title || "Untitled"}`;
  const pk = draft.dataset.pk || "";
  const url = button?.hasAttribute("formaction") ? button.formAction : form.action;
  for (const other of form.querySelectorAll("[data-decides-too], [name=seen]")) {
    queue.markDecided(/** @type {HTMLInputElement} */ (other).value.split(":")[0]);
  }
  queue.markDecided(pk);
  draft.remove();
  advance();
  announce(`${done}. ${queue.current() ? "" : "Loading the next draft."}`);
  latest = { url, body, title: done, pk, complete: (late) => queue.describe(late) };
  if (button?.hasAttribute("data-asks-reason")) reasons.ask(latest, form.dataset.title || "Untitled");
  else showStatus(done);
  outbox.send(latest);
}

function undo() {
  announce("Undoing.");
  latest = {
    url: desk.dataset.undo || "",
    body: new URLSearchParams({ queue: desk.dataset.query || "" }),
    title: "Undo",
    once: true,
    complete: (body) => queue.describe(body),
    onSaved: (answer) => showUndone(parse(answer.html)),
  };
  outbox.send(latest);
}

/** @param {HTMLElement} answer */
function showUndone(answer) {
  const draft = /** @type {HTMLElement | null} */ (answer.querySelector("[data-drafts] > .draft"));
  if (draft) {
    const pk = draft.dataset.pk || "";
    const before = queue.current();
    queue.decidedIds.delete(pk);
    if (before && before.dataset.pk !== pk) queue.upcoming.prepend(before);
    queue.loadedDraft(pk)?.remove();
    queue.show(draft);
  }
  announce(answer.querySelector("[data-status]")?.textContent?.trim() || "");
  takeAnswer(answer);
}

/**
 * Pass the draft on: the server keeps it out of this queue for a day.
 * @param {HTMLFormElement} form
 * @param {Button} button
 */
function pass(form, button) {
  const draft = queue.current();
  if (!draft || !button) return;
  const body = formBody(form, button);
  const title = `Passed: ${form.dataset.title || "Untitled"}`;
  dialogs.close();
  queue.history.push(draft);
  draft.remove();
  queue.advance();
  announce(`${title}.`);
  latest = { url: button.formAction, body, title, complete: (late) => queue.describe(late) };
  outbox.send(latest);
}

async function goBack() {
  const before = queue.history.pop() || (await fetchPrevious());
  if (!before) return;
  dialogs.close();
  const draft = queue.current();
  if (draft) queue.upcoming.prepend(draft);
  queue.show(before);
  presence.poll();
}

/** Return the draft before the current one; null at the start of the queue. */
async function fetchPrevious() {
  const pk = queue.current()?.dataset.pk || "";
  const parameters = new URLSearchParams(desk.dataset.query);
  parameters.set("before", pk);
  const answer = await get(`${desk.dataset.ahead}?${parameters}`);
  const draft = /** @type {HTMLElement | null} */ (parse(answer.html).querySelector(".draft"));
  if (answer.status !== 200) showStatus(`${errorText(answer)} Try again.`);
  else if (draft?.dataset.pk === pk) showStatus("This is the start of the queue.");
  else return draft;
  return null;
}

/**
 * Follow a link when all decisions are saved.
 * @param {HTMLAnchorElement} link
 */
async function follow(link) {
  while (outbox.isBusy()) await new Promise((resolve) => setTimeout(resolve, 50));
  location.assign(link.href);
}

/**
 * @param {HTMLFormElement} form
 * @param {Button} button
 */
async function saveDialog(form, button) {
  const draft = queue.current();
  if (!draft) return;
  const pk = draft.dataset.pk || "";
  const body = formBody(form, button);
  body.set("at", pk);
  for (const other of queue.loaded()) body.append("have", other.dataset.pk || "");
  const saved = await post(form.action, body);
  const answer = parse(saved.html);
  if (saved.status !== 200) {
    if (answer.querySelector(".desk-dialog")) dialogs.fill(draft, saved.html);
    else showNotice(draft, `Not saved. ${errorText(saved)}`).scrollIntoView({ block: "center" });
    return;
  }
  forgetAutosave(form);
  if (form.matches("[data-goes-on]")) queue.decidedIds.add(pk);
  const fresh = /** @type {HTMLElement | null} */ (answer.querySelector(`[data-drafts] > [data-pk="${pk}"]`));
  if (fresh && !form.matches("[data-goes-on]")) queue.show(fresh);
  else dropCurrent(draft);
  announce(answer.querySelector("[data-status]")?.textContent?.trim() || "Saved.");
  takeAnswer(answer);
  // The next conflict of the same draft opens at once.
  const more = form.matches("[data-resolves-conflict]") && fresh?.querySelector("[data-shortcut=c]");
  if (more instanceof HTMLAnchorElement) dialogs.open(more);
}

/**
 * Leave a draft that no longer matches the filter.
 * @param {HTMLElement} draft
 */
function dropCurrent(draft) {
  queue.row(draft.dataset.pk || "")?.remove();
  draft.remove();
  advance();
}

/**
 * @param {HTMLFormElement} form
 * @param {Button} button
 */
function takeReason(form, button) {
  const draft = queue.current();
  if (draft) titleOf(draft)?.focus({ preventScroll: true });
  reasons.take(form, button);
}

// Changes by others

/**
 * @param {HTMLElement} draft
 * @param {string} text
 */
function showNotice(draft, text) {
  const line = document.createElement("p");
  line.className = "alert alert-warning";
  line.textContent = text;
  draft.querySelector("[data-notice]")?.replaceChildren(line);
  return line;
}

/**
 * @param {string} pk
 * @param {Change} change
 */
function onChange(pk, change) {
  if (queue.decidedIds.has(pk)) return;
  const row = queue.row(pk);
  if (row) {
    row.dataset.version = String(change.version);
    if (!change.waits) {
      row.dataset.decided = "";
      const people = row.querySelector("[data-people]");
      if (people) people.textContent = change.text;
    }
  }
  const loaded = queue.loadedDraft(pk);
  loaded?.remove();
  const draft = queue.current();
  if (draft?.dataset.pk === pk && draft.dataset.version !== String(change.version)) onCurrentChange(draft, change);
  if (loaded) fetchUpcoming();
}

/**
 * @param {HTMLElement} draft
 * @param {Change} change
 */
function onCurrentChange(draft, change) {
  draft.dataset.version = String(change.version);
  if (!change.waits) {
    draft.dataset.decided = "";
    showNotice(draft, `Already decided. ${change.text} Press J to continue.`);
  } else if (dialogs.isOpen(draft)) {
    showNotice(draft, `Changed by someone else. ${change.text} Saving will show both versions.`);
  } else {
    showDraft(draft.dataset.pk || "");
  }
}

/** @param {string} problem why the server did not answer, "" if it did */
function onPoll(problem) {
  showConnection(problem);
  if (problem) return;
  outbox.retry();
  if (needsUpcoming) fetchUpcoming();
}

/**
 * Leave a draft to the user who claims it, which happens after a pause of two minutes.
 * @param {string} pk
 * @param {string} user
 */
function onClaim(pk, user) {
  const loaded = queue.loadedDraft(pk);
  loaded?.remove();
  const draft = queue.current();
  const text = `${user} is reviewing this draft.`;
  if (draft?.dataset.pk === pk && !draft.hasAttribute("data-decided")) {
    // Not announced again by each poll.
    if (!draft.querySelector("[data-notice]")?.textContent?.includes(text)) showNotice(draft, text);
  }
  if (loaded) fetchUpcoming();
}

// Events

/**
 * @param {HTMLFormElement} form
 * @param {Button} button
 */
function formBody(form, button) {
  const pairs = [...new FormData(form, button)].map(([name, value]) => [name, String(value)]);
  return new URLSearchParams(pairs);
}

/**
 * Return a handler that first asks before unsaved text is discarded.
 * @template {unknown[]} Arguments
 * @param {(...args: Arguments) => unknown} handler
 * @returns {(...args: Arguments) => unknown}
 */
function ifMayLeave(handler) {
  return (...args) => dialogs.mayLeave() && handler(...args);
}

/**
 * @param {HTMLFormElement} form
 * @param {Button} button
 */
function submitHandler(form, button) {
  if (form.matches("[data-reason-form]")) return takeReason;
  if (form.matches("[data-dialog-form]")) return saveDialog;
  if (button?.dataset.shortcut === "u") return ifMayLeave(undo);
  if (button?.matches("[data-passes]")) return ifMayLeave(pass);
  if (form.matches("[data-decision]")) return ifMayLeave(decide);
  return null;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !desk.contains(form) || event.defaultPrevented) return;
  const button = /** @type {Button} */ (event.submitter);
  const handler = submitHandler(form, button);
  if (!handler) return;
  event.preventDefault();
  handler(form, button);
});

/**
 * @param {HTMLAnchorElement | HTMLButtonElement} target
 * @returns {(() => unknown) | null}
 */
function clickHandler(target) {
  if (target.matches("[data-close]")) return ifMayLeave(() => dialogs.close());
  if (!(target instanceof HTMLAnchorElement)) return null;
  if (target.matches("[data-opens-dialog]")) return ifMayLeave(() => dialogs.open(target));
  if (target.dataset.shortcut === "k" && queue.current()) return ifMayLeave(goBack);
  const { pk = "" } = /** @type {HTMLElement | null} */ (target.closest(".desk-row"))?.dataset || {};
  if (pk) return pk === queue.current()?.dataset.pk ? () => {} : ifMayLeave(() => showDraft(pk));
  return outbox.isBusy() && target.matches("[href]:not([target])") ? () => follow(target) : null;
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target.closest("a, button") : null;
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const handler = clickHandler(/** @type {HTMLAnchorElement | HTMLButtonElement} */ (target));
  if (!handler) return;
  event.preventDefault();
  handler();
});

window.addEventListener("online", () => outbox.retry());
window.addEventListener("beforeunload", (event) => {
  if (outbox.failed.length || dialogs.hasUnsentText()) event.preventDefault();
});
window.addEventListener("pagehide", () => {
  for (const item of outbox.waiting) if (!item.once) sendBeacon(item.url, new URLSearchParams(item.body));
});

listenForShortcuts(queue.place, statusLine, () => !dialogs.mayLeave() || dialogs.close());
const presence = new PresencePoller(
  desk,
  () => {
    const draft = queue.current();
    const editing = Boolean(draft?.querySelector("[data-dialog] textarea"));
    const have = queue.loaded().map((each) => each.dataset.pk || "");
    return { seen: queue.seen(), at: draft?.dataset.pk || "", have, editing };
  },
  onChange,
  onClaim,
  onPoll,
);
if (queue.current()) fetchUpcoming();
else if (queue.place.querySelector("[data-others]")) waitForOthers();
outbox.restore();
enableFilterPanel(/** @type {HTMLDialogElement} */ (document.getElementById("desk-filter")));
