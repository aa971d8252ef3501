// @ts-check
/** The line above the draft that says what was done, and the live region for screen readers. */

import { loginLink } from "../lib/announce.js";
import { LOGGED_OUT } from "../lib/http.js";

export const statusLine = /** @type {HTMLElement} */ (document.getElementById("desk-status"));

/**
 * Say something to screen readers only.
 * @param {string} text
 */
export function announce(text) {
  const region = document.getElementById("desk-live");
  if (region) region.textContent = text;
}

/**
 * Replace the status line, unless the user is typing a reason in it.
 * @param {...(Node | string)} content
 */
export function showStatus(...content) {
  if (statusLine.contains(document.activeElement)) return;
  const nodes = content.map((each) => (typeof each === "string" ? line(each) : each));
  statusLine.replaceChildren(...nodes);
}

/** @param {string} text */
function line(text) {
  const paragraph = document.createElement("p");
  paragraph.className = "desk-done";
  paragraph.textContent = text;
  return paragraph;
}

const SLOW_MS = 1500;
let savingTimer = 0;

/**
 * Say that saving takes long, if it does.
 * @param {number} count of decisions that are not saved yet
 */
export function showSaving(count) {
  const place = /** @type {HTMLElement} */ (document.getElementById("desk-saving"));
  if (!count) {
    clearTimeout(savingTimer);
    savingTimer = 0;
    place.hidden = true;
  } else {
    place.textContent = `Saving ${count} ${count === 1 ? "change" : "changes"} …`;
    savingTimer ||= window.setTimeout(() => (place.hidden = false), SLOW_MS);
  }
}

/**
 * Show why the server does not answer; "" when it does again.
 * @param {string} problem
 */
export function showConnection(problem) {
  const place = /** @type {HTMLElement} */ (document.getElementById("desk-connection"));
  const text = problem && `${problem} Decisions wait in this browser until then.`;
  if (place.textContent === text) return;
  place.textContent = text;
  if (problem === LOGGED_OUT) place.append(" ", loginLink());
  place.hidden = !problem;
}

/**
 * Show a notice about a draft on its panel.
 * @param {HTMLElement} draft
 * @param {string} text
 */
export function showNotice(draft, text) {
  const notice = document.createElement("p");
  notice.className = "alert alert-warning";
  notice.textContent = text;
  draft.querySelector("[data-notice]")?.replaceChildren(notice);
  return notice;
}
