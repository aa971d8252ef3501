// @ts-check
/** Listens for keyboard shortcuts; the dialog of actions lists them and has the switch. */

import { ActionsDialog, moveFocus, perform } from "./actions_dialog.js";
import { areEnabled, setEnabled, shortcutOf, takesText } from "./keys.js";

/**
 * @param {HTMLElement} place where the current draft's buttons are
 * @param {HTMLElement} statusLine where the reason of the last decision is asked for
 * @param {() => boolean} closeDialog
 */
export function listenForShortcuts(place, statusLine, closeDialog) {
  const header = /** @type {HTMLElement} */ (document.querySelector(".desk-header"));
  const rows = /** @type {HTMLElement} */ (document.getElementById("desk-queue"));
  const search = /** @type {HTMLInputElement} */ (document.getElementById("desk-search"));
  const actions = new ActionsDialog(() => [
    ...elements(place, "[data-shortcut]"),
    ...elements(statusLine, "[data-shortcut]"),
    ...elements(header, ".desk-links a, .desk-orders a, [type=search]"),
  ]);
  const control = /** @type {HTMLInputElement} */ (actions.dialog.querySelector("[data-shortcuts-switch]"));
  let isEnabled = areEnabled(localStorage);

  const showState = () => {
    control.checked = isEnabled;
    document.body.toggleAttribute("data-shortcuts-off", !isEnabled);
  };
  control.addEventListener("change", () => {
    isEnabled = control.checked;
    setEnabled(localStorage, isEnabled);
    showState();
  });
  showState();
  const opener = /** @type {HTMLElement} */ (header.querySelector("[data-shows-shortcuts]"));
  opener.addEventListener("click", () => actions.open());

  /** @param {string} key */
  const targetOf = (key) => {
    if (key === "/") return search;
    if (/^[1-9]$/.test(key)) return elements(statusLine, "[data-reason-form] button[name=reason]")[Number(key) - 1];
    const selector = `[data-shortcut="${key}"]`;
    return [place, header, statusLine].map((part) => elements(part, selector)[0]).find(Boolean);
  };

  /**
   * Do what a key stands for, if anything.
   * @param {KeyboardEvent} event
   */
  const handle = (event) => {
    const isCommand = event.ctrlKey || event.metaKey;
    const target = event.target instanceof Element ? event.target : document.body;
    const form = isCommand && (event.key === "Enter" || event.key === "s") && target.closest(SAVED_BY_KEY);
    if (form instanceof HTMLFormElement) return () => form.requestSubmit();
    if (isCommand && event.key === "k") return () => actions.open();
    const isField = target instanceof HTMLInputElement && (target === search || statusLine.contains(target));
    if (event.key === "Escape" && isField) return () => target.blur();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && rows.contains(target)) return () => moveFocus(elements(rows, "a"), step);
    if (takesText(target)) return null;
    const found = targetOf(shortcutOf(event, isEnabled));
    return found ? () => perform(found) : null;
  };

  document.addEventListener("keydown", (event) => {
    if (actions.dialog.open || (event.key === "Escape" && closeDialog())) return;
    const action = handle(event);
    if (!action) return;
    event.preventDefault();
    action();
  });
}

const SAVED_BY_KEY = "form[data-dialog-form], form[data-reason-form]";

/**
 * @param {HTMLElement} parent
 * @param {string} selector
 */
function elements(parent, selector) {
  return [...parent.querySelectorAll(selector)].map((each) => /** @type {HTMLElement} */ (each));
}
