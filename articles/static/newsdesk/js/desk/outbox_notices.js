// @ts-check
/** The list of decisions that were not saved, with buttons to retry, show or discard each. */

import { button, loginLink } from "../lib/announce.js";
import { LOGGED_OUT } from "../lib/http.js";

/** @typedef {import("./outbox.js").Item} Item */
/** @typedef {import("./outbox.js").Outbox} Outbox */

/**
 * @param {HTMLElement} place
 * @param {Outbox} outbox
 * @param {(pk: string) => void} showDraft
 */
export function showFailures(place, outbox, showDraft) {
  const problems = outbox.problems();
  const shown = JSON.stringify(problems.map(({ title, problem }) => [title, problem]));
  if (place.dataset.shown === shown) return; // not announced twice
  place.dataset.shown = shown;
  place.replaceChildren(...problems.map((item) => notice(item, outbox, showDraft)));
  place.hidden = problems.length === 0;
}

/**
 * @param {Item} item
 * @param {Outbox} outbox
 * @param {(pk: string) => void} showDraft
 */
function notice(item, outbox, showDraft) {
  const text = document.createElement("p");
  text.textContent = `Not saved: ${item.title}. ${item.problem}`;
  if (item.problem === LOGGED_OUT) text.append(" ", loginLink());
  const buttons = document.createElement("p");
  buttons.className = "cluster";
  if (item.retryable) buttons.append(button("Retry", () => outbox.retry()));
  const { pk } = item;
  if (pk) {
    buttons.append(
      button("Show draft", () => {
        outbox.discard(item);
        showDraft(pk);
      }),
    );
  }
  buttons.append(button("Discard", () => outbox.discard(item)));
  const content = document.createElement("div");
  content.append(text, buttons);
  const alert = document.createElement("div");
  alert.className = "alert alert-error";
  alert.setAttribute("role", "alert");
  alert.append(content);
  return alert;
}
