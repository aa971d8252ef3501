// @ts-check
/** The line above the draft that says what was done, and the live region for screen readers. */

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
