// @ts-check
/** Dialogs: the forms of an action, opened within the draft's panel. */

import { forgetAutosave, startAutosave } from "../article/autosave.js";
import { errorText, get, parse } from "../lib/http.js";
import { showNotice } from "./status.js";

export class Dialogs {
  /** @param {() => HTMLElement | null} currentDraft */
  constructor(currentDraft) {
    this.currentDraft = currentDraft;
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
    else showNotice(draft, `${errorText(answer)} Try again.`);
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
    const problem = /** @type {HTMLElement | null} */ (place.querySelector("[role=alert]"));
    const first = problem || place.querySelector("[data-first]") || place.querySelector("textarea") || place.querySelector(".button");
    problem?.setAttribute("tabindex", "-1");
    first?.focus();
  }

  /** Return whether the open dialog has no unsaved text, or the user discards it. */
  mayLeave() {
    if (!this.hasUnsentText()) return true;
    if (!confirm("Discard your unsaved changes to this draft?")) return false;
    const form = this.currentDraft()?.querySelector("form[data-autosave]");
    if (form) forgetAutosave(/** @type {HTMLFormElement} */ (form));
    return true;
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
      return control.value !== control.defaultValue || control.closest("[data-changed]");
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
