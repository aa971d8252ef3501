// @ts-check
/** An article's page: unsaved text is kept, Ctrl+S saves, rows and conflicts are edited in place. */

import { sendBeacon } from "../lib/http.js";
import { opensTab, startAutosave } from "./autosave.js";
import { enableConflictChoices } from "./conflict.js";
import { enableRows } from "./rows.js";

const presence = /** @type {HTMLElement | null} */ (document.querySelector("[data-presence]"));
if (presence) {
  const url = presence.dataset.presence || "";
  window.addEventListener("pagehide", () => sendBeacon(url, new URLSearchParams({ leave: "yes" })));
}

enableRows();
const form = document.getElementById("article_form");
if (form instanceof HTMLFormElement && form.querySelector("[name=_save]")) {
  startAutosave(form);
  warnBeforeLeaving(form);
  saveOnCtrlS(form);
  addTopics(form);
  enableConflictChoices(form);
}

/** @param {HTMLFormElement} form */
function warnBeforeLeaving(form) {
  const state = () => JSON.stringify([...new FormData(form)].filter(([name]) => !name.startsWith("keep-")));
  let saved = "changed" in form.dataset ? "" : state();
  let isLeaving = false;
  let isChanged = false;
  // Rows that are fetched into the form are no change.
  document.addEventListener("rows:before-change", () => (isChanged = state() !== saved));
  document.addEventListener("rows:after-change", () => (saved = isChanged ? saved : state()));
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && state() !== saved) event.preventDefault();
  });
  form.addEventListener("submit", (event) => (isLeaving = !opensTab(event)));
  window.addEventListener("pageshow", () => (isLeaving = false));
}

/** @param {HTMLFormElement} form */
function saveOnCtrlS(form) {
  document.addEventListener("keydown", (event) => {
    const isSave = event.key?.toLowerCase() === "s" && (event.ctrlKey || event.metaKey);
    if (!isSave || event.altKey || event.shiftKey) return;
    event.preventDefault();
    const button = form.querySelector("[name=_continue]") || form.querySelector("[name=_save]");
    form.requestSubmit(/** @type {HTMLElement} */ (button));
  });
}

/**
 * Inputs that add to a list of lines: Enter adds what was typed or chosen as the last line.
 * @param {HTMLFormElement} form
 */
function addTopics(form) {
  for (const each of form.querySelectorAll("[data-adds-to]")) {
    const input = /** @type {HTMLInputElement} */ (each);
    const lines = /** @type {HTMLTextAreaElement} */ (document.getElementById(input.dataset.addsTo || ""));
    const add = () => {
      const text = input.value.trim();
      if (text) lines.value = [...lines.value.split("\n").filter((line) => line.trim()), text].join("\n");
      input.value = "";
    };
    input.hidden = false;
    input.addEventListener("change", add);
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      add();
    });
  }
}
