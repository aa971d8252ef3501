// @ts-check
/**
 * The review desk: one key decides and shows the next draft.
 *
 * The next drafts are loaded ahead. A decision shows the next one at once and goes to the outbox;
 * its answer brings the drafts that follow. Everything here is a form or a link of the page, which
 * works without this script too.
 */

import { errorText, parse, post, sendBeacon } from "../lib/http.js";
import { forgetAutosave } from "../article/autosave.js";
import { Dialogs } from "./dialogs.js";
import { enableFilterPanel } from "./filter_panel.js";
import { ChangesByOthers } from "./changes.js";
import { DraftLoader } from "./draft_loader.js";
import { DraftQueue, titleOf } from "./draft_queue.js";
import { Outbox } from "./outbox.js";
import { showFailures } from "./outbox_notices.js";
import { OutboxStore } from "./outbox_store.js";
import { PresencePoller } from "./presence.js";
import { Reasons } from "./reasons.js";
import { listenForShortcuts } from "./shortcuts.js";
import { announce, showConnection, showNotice, showSaving, showStatus, statusLine } from "./status.js";

/** @typedef {HTMLButtonElement | null} Button */

const desk = /** @type {HTMLElement} */ (document.getElementById("desk"));
const queue = new DraftQueue(desk);
const dialogs = new Dialogs(() => queue.current());
const store = new OutboxStore(document.body.dataset.user || "", localStorage, navigator.locks);
const outbox = new Outbox(post, store, {
  saved: (item, { html }) => {
    const answer = parse(html);
    reasons.noteSaved(item, answer);
    const isAboutLatest = !latest || item === latest || item.about === latest;
    // The status line is about the last decision, and the question for its reason stays.
    if (!isAboutLatest || item.reason || reasons.isAskedFor(item)) answer.querySelector("[data-status]")?.remove();
    loader.take(answer);
    if (item === latest && item.reason && !reasons.addresses.has(item)) showStatus(`Reason saved: ${item.reason}`);
  },
  failed: (item) => {
    if (item === latest && !(item.retryable && reasons.isAskedFor(item))) statusLine.replaceChildren();
    announce(`Not saved: ${item.title}. ${item.problem}`);
    if (item.retryable) return; // it will be sent again, so it counts as decided
    queue.decidedIds.delete(item.pk || "");
    loader.startAfresh();
  },
  discarded: (item) => queue.decidedIds.delete(item.pk || ""),
  changed: () => {
    desk.toggleAttribute("data-saving", outbox.isBusy());
    showSaving(outbox.count());
    showFailures(/** @type {HTMLElement} */ (document.getElementById("desk-outbox")), outbox, (pk) => loader.show(pk));
  },
  idle: () => {
    if (queue.isWaiting()) loader.load();
  },
});
const loader = new DraftLoader(desk, queue, () => outbox.isBusy(), () => presence.poll());
const changes = new ChangesByOthers(queue, dialogs, loader);
const reasons = new Reasons(outbox);
/** The last decision or undo of this page. @type {import("./outbox.js").Item | null} */
let latest = null;

// Actions

function advance() {
  if (!queue.advance() && !outbox.isBusy()) loader.load();
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
  const asked = button?.dataset.asksReason;
  if (asked) reasons.ask(asked, latest, form.dataset.title || "Untitled");
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
  loader.take(answer);
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
  const before = queue.history.pop() || (await loader.fetchPrevious());
  if (!before) return;
  dialogs.close();
  const draft = queue.current();
  if (draft) queue.upcoming.prepend(draft);
  queue.show(before);
  presence.poll();
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
  const [kept] = (body.get("kept") || "").split(":");
  for (const box of form.querySelectorAll("input[type=checkbox][name=seen]:checked")) {
    const other = /** @type {HTMLInputElement} */ (box).value.split(":")[0];
    if (other !== pk && other !== kept) queue.markDecided(other);
  }
  const fresh = /** @type {HTMLElement | null} */ (answer.querySelector(`[data-drafts] > [data-pk="${pk}"]`));
  if (fresh && !form.matches("[data-goes-on]")) queue.show(fresh);
  else dropCurrent(draft);
  announce(answer.querySelector("[data-status]")?.textContent?.trim() || "Saved.");
  loader.take(answer);
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

/** @param {string} problem why the server did not answer, "" if it did */
function onPoll(problem) {
  showConnection(problem);
  if (problem) return;
  outbox.retry();
  loader.retry();
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
  if (pk) return pk === queue.current()?.dataset.pk ? () => {} : ifMayLeave(() => loader.show(pk));
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
  (pk, change) => changes.note(pk, change),
  (pk, user) => changes.noteClaim(pk, user),
  onPoll,
);
if (queue.current()) loader.load();
else if (queue.place.querySelector("[data-others]")) loader.waitForOthers();
outbox.restore();
enableFilterPanel(/** @type {HTMLDialogElement} */ (document.getElementById("desk-filter")));
