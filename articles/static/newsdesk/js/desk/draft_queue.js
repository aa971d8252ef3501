// @ts-check
/**
 * The drafts on the screen: the current one, those loaded ahead, the list, and those
 * that were skipped.
 */

import { parse } from "../lib/http.js";
import { takesText } from "./keys.js";

export class DraftQueue {
  /** @param {HTMLElement} desk */
  constructor(desk) {
    this.desk = desk;
    this.place = element("desk-current");
    this.upcoming = element("desk-upcoming");
    this.list = element("desk-queue");
    this.remaining = element("desk-remaining");
    /** Drafts that were decided here: the server may not know yet. @type {Set<string>} */
    this.decidedIds = new Set();
    /** Drafts that were skipped, the last one last. @type {HTMLElement[]} */
    this.history = [];
    /** The draft after which the next ones are looked for when none is shown. */
    this.after = this.current()?.dataset.pk || "";
  }

  /** Return whether no draft is shown: the next one has not arrived, or there is none. */
  isWaiting() {
    return this.current() === null;
  }

  /** @returns {HTMLElement | null} */
  current() {
    return this.place.querySelector(".draft");
  }

  /** @returns {HTMLElement[]} */
  loaded() {
    return [...this.upcoming.querySelectorAll(":scope > .draft")].map((draft) => /** @type {HTMLElement} */ (draft));
  }

  /** @param {string} pk */
  loadedDraft(pk) {
    return /** @type {HTMLElement | null} */ (this.upcoming.querySelector(`:scope > [data-pk="${pk}"]`));
  }

  /** @param {string} pk */
  row(pk) {
    return /** @type {HTMLElement | null} */ (this.list.querySelector(`[data-pk="${pk}"]`));
  }

  /** @param {string} pk */
  addressOf(pk) {
    return `${this.desk.dataset.queue}?${[this.desk.dataset.query, `at=${pk}`].filter(Boolean).join("&")}`;
  }

  /** @param {HTMLElement} draft */
  show(draft) {
    const pk = draft.dataset.pk || "";
    this.after = pk;
    this.place.removeAttribute("aria-busy");
    this.place.replaceChildren(draft);
    this.loadedDraft(pk)?.remove();
    this.markCurrent(pk);
    history.replaceState(null, "", this.addressOf(pk));
    if (!isTyping()) titleOf(draft)?.focus({ preventScroll: true });
    const { top } = this.place.getBoundingClientRect();
    const margin = parseFloat(getComputedStyle(this.place).scrollMarginTop);
    if (top < margin || top > innerHeight / 2) this.place.scrollIntoView({ block: "start" });
  }

  /** @param {string} pk */
  markCurrent(pk) {
    for (const link of this.list.querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
    this.row(pk)?.querySelector("a")?.setAttribute("aria-current", "true");
  }

  /** Show the next draft if one is loaded. Return whether there was one; else wait for it. */
  advance() {
    const [draft] = this.loaded();
    if (draft) {
      this.show(draft);
      return true;
    }
    this.place.setAttribute("aria-busy", "true");
    return false;
  }

  /**
   * Show that the queue has no further draft.
   * @param {Element} end
   */
  finish(end) {
    this.place.removeAttribute("aria-busy");
    this.place.replaceChildren(...end.childNodes);
    if (!isTyping()) this.place.querySelector("h2")?.focus();
  }

  /**
   * Note a decision: the draft leaves the list.
   * @param {string} pk
   */
  markDecided(pk) {
    this.decidedIds.add(pk);
    this.loadedDraft(pk)?.remove();
    this.row(pk)?.remove();
  }

  /**
   * Take what the server says comes next.
   * @param {HTMLElement} answer
   */
  update(answer) {
    const rows = /** @type {HTMLElement} */ (answer.querySelector("[data-queue-rows]"));
    for (const row of rowsIn(rows)) if (this.decidedIds.has(row.dataset.pk || "")) row.remove();
    this.load(answer);
    this.arrange(rows);
    this.remaining.textContent = answer.querySelector("[data-remaining]")?.textContent?.trim() || "";
    const focused = rowsIn(this.list).find((row) => row.contains(document.activeElement))?.dataset.pk;
    this.list.replaceChildren(...rows.childNodes);
    this.markCurrent(this.current()?.dataset.pk || "");
    if (focused) this.row(focused)?.querySelector("a")?.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} answer */
  load(answer) {
    const shown = this.current()?.dataset.pk;
    for (const draft of answer.querySelectorAll("[data-drafts] > .draft")) {
      const { pk = "" } = /** @type {HTMLElement} */ (draft).dataset;
      if (this.decidedIds.has(pk) || pk === shown || this.history.some((other) => other.dataset.pk === pk)) continue;
      this.loadedDraft(pk)?.remove();
      this.upcoming.append(draft);
    }
  }

  /**
   * Order the loaded drafts like the rows. One without a row was decided, or comes later.
   * @param {HTMLElement} rows
   */
  arrange(rows) {
    const order = rowsIn(rows).map((row) => row.dataset.pk);
    for (const draft of this.loaded()) if (!order.includes(draft.dataset.pk)) draft.remove();
    for (const pk of order) {
      const draft = this.loadedDraft(pk || "");
      if (draft) this.upcoming.append(draft);
    }
  }

  /**
   * Tell the server what this page has already.
   * @param {URLSearchParams} parameters
   */
  describe(parameters) {
    const draft = this.current();
    parameters.set("at", draft?.dataset.pk || "");
    parameters.set("after", this.after);
    parameters.delete("have");
    for (const each of [draft, ...this.loaded()]) if (each) parameters.append("have", each.dataset.pk || "");
  }

  /** Return the drafts on the screen with their versions. @returns {[string, string][]} */
  seen() {
    const all = this.desk.querySelectorAll(".draft[data-pk], .desk-row[data-pk]:not([data-decided])");
    const pairs = [...all].map((each) => {
      const { pk = "", version = "" } = /** @type {HTMLElement} */ (each).dataset;
      return /** @type {[string, string]} */ ([pk, version]);
    });
    return [...new Map(pairs)];
  }
}

/**
 * @param {string} html
 * @param {string} pk
 */
export function draftIn(html, pk) {
  return /** @type {HTMLElement | null} */ (parse(html).querySelector(`.draft[data-pk="${pk}"]`));
}

/** @param {HTMLElement} draft */
export function titleOf(draft) {
  return /** @type {HTMLElement | null} */ (draft.querySelector(".draft-title"));
}

/** @param {HTMLElement} part */
export function rowsIn(part) {
  return [...part.querySelectorAll(".desk-row")].map((row) => /** @type {HTMLElement} */ (row));
}

/** @param {string} id */
function element(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** Whether a field has the focus, such as that of the reason: a draft that arrives leaves it there. */
function isTyping() {
  return takesText(document.activeElement);
}
