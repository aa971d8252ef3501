// @ts-check
/** Listens for keyboard shortcuts; the help dialog lists them and has the switch. */

import { areEnabled, setEnabled, shortcutOf, takesText } from "./keys.js";

/**
 * @param {HTMLElement} place where the current draft's buttons are
 * @param {HTMLElement} statusLine where the reasons of a rejection are
 * @param {() => boolean} closeDialog
 */
export function listenForShortcuts(place, statusLine, closeDialog) {
  const help = /** @type {HTMLDialogElement} */ (document.getElementById("desk-shortcuts"));
  const control = /** @type {HTMLInputElement} */ (help.querySelector("[data-shortcuts-switch]"));
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
  document.querySelector("[data-shows-shortcuts]")?.addEventListener("click", () => help.showModal());

  /** @param {string} key */
  const targetOf = (key) => {
    if (key === "/") return document.getElementById("desk-search");
    if (/^[1-9]$/.test(key)) return statusLine.querySelectorAll("[data-reason-form] button[name=reason]")[Number(key) - 1];
    const selector = `[data-shortcut="${key}"]`;
    return place.querySelector(selector) || document.querySelector(`.desk-header ${selector}`);
  };

  document.addEventListener("keydown", (event) => {
    const form = savedForm(event);
    if (form) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (help.open || (event.key === "Escape" && closeDialog()) || takesText(event.target)) return;
    const key = shortcutOf(event, isEnabled);
    const target = key && targetOf(key);
    if (!(target instanceof HTMLElement)) return;
    event.preventDefault();
    if (key === "/") target.focus();
    else target.click();
  });
}

/**
 * Return the form that Ctrl+S or Ctrl+Enter saves.
 * @param {KeyboardEvent} event
 * @returns {HTMLFormElement | null}
 */
function savedForm(event) {
  const isSave = (event.ctrlKey || event.metaKey) && (event.key === "Enter" || event.key === "s");
  return isSave && event.target instanceof Element ? event.target.closest("form[data-dialog-form], form[data-reason-form]") : null;
}
