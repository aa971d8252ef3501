// @ts-check
/** Loads drafts from the server, and takes what its answers say about the queue. */

import { errorText, get, parse } from "../lib/http.js";
import { draftIn, rowsIn } from "./draft_queue.js";
import { showStatus } from "./status.js";

/** @typedef {import("./draft_queue.js").DraftQueue} DraftQueue */

const RECHECK_MS = 10_000;

export class DraftLoader {
  /**
   * @param {HTMLElement} desk
   * @param {DraftQueue} queue
   * @param {() => boolean} isSaving whether decisions are on their way; when they are saved, `load` is called
   * @param {() => void} onMissing called when the queue no longer has the current draft
   */
  constructor(desk, queue, isSaving, onMissing) {
    this.desk = desk;
    this.queue = queue;
    this.isSaving = isSaving;
    this.onMissing = onMissing;
    this.starts = 0;
    this.hasFailed = false;
  }

  /**
   * Show the status of an answer, and load its drafts and rows.
   * @param {HTMLElement} answer
   */
  take(answer) {
    const { queue } = this;
    const upcoming = /** @type {HTMLElement | null} */ (answer.querySelector("[data-upcoming]"));
    const status = answer.querySelector("[data-status]");
    if (status) showStatus(...status.childNodes);
    if (!upcoming) return;
    queue.update(upcoming);
    const draft = queue.current();
    if (draft && !queue.row(draft.dataset.pk || "")) this.onMissing();
    if (!draft && queue.loaded().length) queue.advance();
  }

  /** Load the next drafts. If none is shown, show the first of them, or that there are none. */
  async load() {
    const { queue, starts } = this;
    const wasWaiting = queue.isWaiting();
    const parameters = new URLSearchParams();
    queue.describe(parameters);
    const { status, html } = await this.fetch(parameters);
    if (starts !== this.starts) return;
    this.hasFailed = status !== 200;
    if (this.hasFailed) return;
    const answer = parse(html);
    const rows = rowsIn(answer);
    this.take(answer);
    if (!queue.isWaiting() || this.isSaving()) return;
    const end = answer.querySelector("[data-end]");
    if (end) {
      this.finish(end);
      return;
    }
    // All its drafts were skipped or wait to be saved: look further. If the page had drafts when
    // it asked, the answer leaves them out, although they were decided since: ask again.
    if (wasWaiting) queue.after = rows.at(-1)?.dataset.pk || "";
    this.load();
  }

  /** Load the next drafts, and ignore older answers: they may have a refused draft as it was. */
  startAfresh() {
    this.starts += 1;
    this.load();
  }

  /** Load what could not be loaded. */
  retry() {
    if (this.hasFailed) this.load();
  }

  /** @param {Element} end */
  finish(end) {
    const { place } = this.queue;
    if (place.textContent !== end.textContent) this.queue.finish(end);
    if (place.querySelector("[data-others]")) this.waitForOthers();
  }

  /** Look for drafts that other users leave, from the beginning of the queue. */
  waitForOthers() {
    this.queue.after = "";
    setTimeout(() => this.queue.place.querySelector("[data-others]") && this.load(), RECHECK_MS);
  }

  /**
   * Show a draft that is not loaded.
   * @param {string} pk
   */
  async show(pk) {
    const { queue } = this;
    const answer = await this.fetch(new URLSearchParams({ at: pk }));
    const draft = draftIn(answer.html, pk);
    if (answer.status !== 200) {
      showStatus(`${errorText(answer)} Try again.`);
    } else if (!draft) {
      location.assign(queue.addressOf(pk)); // it left the queue: the page says why
    } else {
      queue.decidedIds.delete(pk);
      queue.upcoming.replaceChildren();
      queue.show(draft);
      this.take(parse(answer.html));
    }
  }

  /** Return the draft before the current one; null at the start of the queue. */
  async fetchPrevious() {
    const pk = this.queue.current()?.dataset.pk || "";
    const answer = await this.fetch(new URLSearchParams({ before: pk }));
    const draft = /** @type {HTMLElement | null} */ (parse(answer.html).querySelector(".draft"));
    if (answer.status !== 200) showStatus(`${errorText(answer)} Try again.`);
    else if (draft?.dataset.pk === pk) showStatus("This is the start of the queue.");
    else return draft;
    return null;
  }

  /** @param {URLSearchParams} parameters */
  fetch(parameters) {
    const query = [this.desk.dataset.query || "", parameters].filter(String).join("&");
    return get(`${this.desk.dataset.ahead}?${query}`);
  }
}
