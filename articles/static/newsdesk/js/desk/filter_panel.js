// @ts-check
/** The filter of the queue in a panel at the side, which says how many drafts it finds. */

import { get, parse } from "../lib/http.js";

const DELAY_MS = 300;

/** @param {HTMLDialogElement} panel */
export function enableFilterPanel(panel) {
  const content = /** @type {HTMLElement} */ (panel.querySelector("[data-content]"));
  const url = panel.dataset.url || "";
  let timer = 0;

  /** @param {HTMLAnchorElement} link */
  const open = async (link) => {
    const { status, html } = await get(link.href);
    if (status !== 200) {
      location.assign(link.href);
      return;
    }
    content.replaceChildren(...parse(html).childNodes);
    panel.showModal();
    /** @type {HTMLElement | null} */ (content.querySelector("input, select"))?.focus();
  };

  /** @param {HTMLFormElement} form */
  const count = async (form) => {
    const { status, html } = await get(`${url}?${given(form)}`);
    const place = content.querySelector("[data-count]");
    if (status === 200 && place) place.textContent = parse(html).querySelector("[data-count]")?.textContent || "";
  };

  // Before the desk's own listener, which follows links.
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (!link || link.pathname !== url || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      open(link);
    },
    { capture: true },
  );
  content.addEventListener("input", (event) => {
    const { form } = /** @type {HTMLInputElement} */ (event.target);
    if (form?.method !== "get") return;
    clearTimeout(timer);
    timer = window.setTimeout(() => count(form), DELAY_MS);
  });
  content.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.method !== "get") return;
    event.preventDefault();
    location.assign(`${form.action}?${given(form)}`);
  });
}

/**
 * Return the filled fields of a form as a query.
 * @param {HTMLFormElement} form
 */
function given(form) {
  const filled = [...new FormData(form)].map(([name, value]) => [name, String(value)]).filter(([, value]) => value);
  return new URLSearchParams(filled);
}
