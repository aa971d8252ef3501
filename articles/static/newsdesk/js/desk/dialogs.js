// @ts-check
/** Dialogs: the forms of an action, opened within the draft's panel. */

import { startAutosave } from "../article/autosave.js";
import { get, parse } from "../lib/http.js";

export class Dialogs {
  /** @param {() => HTMLElement | null} currentDraft */
  constructor(currentDraft) {
    this.currentDraft = currentDraft;
  }

  /**
   * Open the dialog that a link leads to. Without an answer, follow the link to its own page.
   * @param {HTMLAnchorElement} link
   */
  async open(link) {
    const draft = this.currentDraft();
    const { status, html } = await get(link.href);
    if (status !== 200) location.assign(link.href);
    else if (draft && draft === this.currentDraft()) this.fill(draft, html);
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
