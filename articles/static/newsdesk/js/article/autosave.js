// @ts-check
/** Keeps the unsaved text of a form in this browser and offers to restore it. */

import { button } from "../lib/announce.js";
import { keyOf, load, noteSubmitted, remove, save } from "../lib/drafts.js";

/** @typedef {import("../lib/drafts.js").Fields} Fields */

const DELAY_MS = 800;
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "queue"]);

/**
 * Keep what is typed in a form until it is saved. `data-changed` marks a form that the server shows
 * again with the typed text in it.
 * @param {HTMLFormElement} form
 */
export function startAutosave(form) {
  const key = keyFor(form);
  if (!key) return;
  const isChanged = "changed" in form.dataset;
  const opened = fieldsOf(form);
  const draft = isChanged ? null : load(localStorage, key, Date.now());
  if (draft && !isSame(draft.fields, opened)) offer(form, key, draft);

  let timer = 0;
  const keep = () => {
    clearTimeout(timer);
    if (!form.isConnected) return;
    const now = fieldsOf(form);
    if (isChanged || !isSame(now, opened)) save(localStorage, key, now, Date.now());
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(keep, DELAY_MS);
  });
  window.addEventListener("pagehide", keep);
  form.addEventListener("submit", (event) => {
    keep();
    if (!opensTab(event)) noteSubmitted(sessionStorage, key);
  });
}

/**
 * Whether a submit button, such as Preview, shows its answer in another tab.
 * @param {SubmitEvent} event
 */
export function opensTab(event) {
  return event.submitter?.hasAttribute("formtarget") ?? false;
}

/**
 * Remove the kept text of a form that was saved.
 * @param {HTMLFormElement} form
 */
export function forgetAutosave(form) {
  const key = keyFor(form);
  if (key) remove(localStorage, key);
}

/**
 * Return the key of a form; "" where nothing can be kept.
 * @param {HTMLFormElement} form
 */
function keyFor(form) {
  const { user } = document.body.dataset;
  try {
    return user && localStorage ? keyOf(user, new URL(form.action, location.href).pathname) : "";
  } catch {
    return "";
  }
}

/**
 * Return the fields of a form that are worth keeping.
 * @param {HTMLFormElement} form
 * @returns {Fields}
 */
export function fieldsOf(form) {
  /** @type {Fields} */
  const fields = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !NOT_KEPT.has(name)) fields.push([name, value.replaceAll("\r\n", "\n")]);
  }
  return fields;
}

/**
 * @param {Fields} one
 * @param {Fields} other
 */
export function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * Ask whether to restore the kept text. Its version comes with it, so that saving over a newer
 * version shows an edit conflict.
 * @param {HTMLFormElement} form
 * @param {string} key
 * @param {import("../lib/drafts.js").Draft} draft
 */
function offer(form, key, draft) {
  const notice = document.createElement("div");
  notice.className = "alert alert-warning";
  notice.setAttribute("role", "status");
  const text = document.createElement("p");
  const time = new Date(draft.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  text.textContent = `This browser has unsaved text for this form from ${time}.`;
  const buttons = document.createElement("p");
  buttons.className = "cluster";
  buttons.append(
    button("Restore unsaved text", () => {
      restore(form, draft.fields);
      notice.remove();
      form.dispatchEvent(new Event("input", { bubbles: true }));
    }),
    button("Discard", () => {
      remove(localStorage, key);
      notice.remove();
    }),
  );
  const content = document.createElement("div");
  content.append(text, buttons);
  notice.append(content);
  form.prepend(notice);
}

/**
 * @param {HTMLFormElement} form
 * @param {Fields} fields
 */
export function restore(form, fields) {
  /** @type {Map<string, string[]>} */
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) || []), value]);
  for (const name of values.keys()) addRowFor(form, name);
  for (const control of form.elements) {
    if (control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type)) {
      control.checked = values.get(control.name)?.includes(control.value) ?? false;
    } else if (isTyped(control)) {
      const value = values.get(control.name)?.shift();
      if (value !== undefined) control.value = value;
    }
  }
}

/**
 * @param {Element} control
 * @returns {control is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement}
 */
function isTyped(control) {
  if (control instanceof HTMLInputElement) return !["file", "password"].includes(control.type) && !NOT_KEPT.has(control.name);
  return control instanceof HTMLTextAreaElement || control instanceof HTMLSelectElement;
}

/**
 * Ask the rows of a formset for a new one, if a kept field has none.
 * @param {HTMLFormElement} form
 * @param {string} name such as "related-3-title"
 */
function addRowFor(form, name) {
  const row = name.match(/^(\w+)-(\d+)-/);
  if (!row || form.elements.namedItem(name)) return;
  document.dispatchEvent(new CustomEvent("rows:add", { detail: { prefix: row[1], number: Number(row[2]) } }));
}
