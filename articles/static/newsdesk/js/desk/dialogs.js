// @ts-check
/** Dialogs: the forms of an action, opened within the draft's panel. */

import { startAutosave } from "../article/autosave.js";
import { errorText, get, parse } from "../lib/http.js";

export class Dialogs {
  /**
   * @param {() => HTMLElement | null} currentDraft
   * @param {(draft: HTMLElement, text: string) => void} showNotice
   */
  constructor(currentDraft, showNotice) {
    this.currentDraft = currentDraft;
    this.showNotice = showNotice;
  }

  /**
   * Open the dialog that a link leads to, unless the user has moved on to another draft.
   * @param {HTMLAnchorElement} link
   */
  async open(link) {
    const draft = this.currentDraft();
    const answer = await get(link.href);
    if (!draft || draft !== this.currentDraft()) return;
    if (answer.status === 200) this.fill(draft, answer.html);
    else this.showNotice(draft, `${errorText(answer)} Try again.`);
  }

  /**
   * @param {HTMLElement} draft
   * @param {string} html
   */
  fill(draft, html) {
    const place = placeIn(draft);
    if (!place) return;
    place.replaceChildren(...parse(html).childNodes);
    for (const form of place.querySelectorAll("form[data-autosave]")) {
      startAutosave(/** @type {HTMLFormElement} */ (form));
    }
    const first = place.querySelector("textarea") || place.querySelector("button");
    first?.focus();
  }

  /** Close the open dialog. Return whether there was one. */
  close() {
    const draft = this.currentDraft();
    const place = draft && placeIn(draft);
    if (!place?.hasChildNodes()) return false;
    place.replaceChildren();
    /** @type {HTMLElement | null} */ (draft?.querySelector(".draft-title") ?? null)?.focus({ preventScroll: true });
    return true;
  }

  /** @param {HTMLElement} draft */
  isOpen(draft) {
    return Boolean(placeIn(draft)?.hasChildNodes());
  }

  /** Return whether an open dialog has text that was not sent. */
  hasUnsentText() {
    const place = this.currentDraft() && placeIn(/** @type {HTMLElement} */ (this.currentDraft()));
    const fields = place?.querySelectorAll("textarea, input:not([type=hidden])") ?? [];
    return [...fields].some((field) => {
      const control = /** @type {HTMLInputElement} */ (field);
      return control.value !== control.defaultValue;
    });
  }
}

/**
 * @param {HTMLElement} draft
 * @returns {HTMLElement | null}
 */
function placeIn(draft) {
  return draft.querySelector("[data-dialog]");
}
