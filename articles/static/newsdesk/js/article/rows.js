// @ts-check
/**
 * Rows of pictures and related links: fetched on demand, added without saving in between, moved by
 * buttons.
 */

import { get, LOGGED_OUT, parse } from "../lib/http.js";

/**
 * Number rows in the order that they have now. The saved rows share out the numbers that they had;
 * a new row takes the number of the saved one before it, and the server sorts it behind that.
 * @param {{isSaved: boolean, number: string}[]} rows in the order on the page
 * @returns {string[]} the new number of each
 */
export function renumber(rows) {
  const numbers = rows.filter((row) => row.isSaved).map((row) => row.number);
  numbers.sort((a, b) => Number(a) - Number(b));
  let last = numbers[0] ?? "";
  return rows.map((row) => {
    if (row.isSaved) last = numbers.shift() ?? last;
    return last;
  });
}

class Rows {
  /** @param {HTMLDetailsElement} element */
  constructor(element) {
    this.element = element;
    this.prefix = element.dataset.rows || "";
    this.list = /** @type {HTMLElement} */ (element.querySelector("[data-list]"));
    this.template = element.querySelector("template");
    this.addButton = /** @type {HTMLButtonElement | null} */ (element.querySelector("[data-add]"));
    this.status = /** @type {HTMLElement} */ (element.querySelector("[data-row-status]"));
    this.next = Number(element.dataset.next);
    this.removeBlankRow();
    this.showScripted(element);
    for (const part of element.querySelectorAll(".without-script")) /** @type {HTMLElement} */ (part).hidden = true;
    element.classList.add("is-scripted");
    this.updateButtons();
    this.addButton?.addEventListener("click", () => this.open(this.add()));
    this.list.addEventListener("click", (event) => this.move(event));
  }

  /** @returns {HTMLElement[]} */
  all() {
    return [...this.list.querySelectorAll("[data-row]")].map((row) => /** @type {HTMLElement} */ (row));
  }

  count() {
    return Number(this.element.dataset.count) + this.all().filter((row) => !isSaved(row)).length;
  }

  /** The page has an empty last row for browsers without scripts. */
  removeBlankRow() {
    const row = this.all().at(-1);
    if (this.addButton && row && isEmpty(row) && !row.querySelector(".field-error")) row.remove();
  }

  /** @param {Element} part */
  showScripted(part) {
    for (const each of part.querySelectorAll(".with-script")) /** @type {HTMLElement} */ (each).hidden = false;
  }

  updateButtons() {
    if (!this.addButton) return;
    this.all().forEach((row, index, rows) => {
      moveButton(row, "up").disabled = index === 0;
      moveButton(row, "down").disabled = index === rows.length - 1;
    });
    this.addButton.disabled = this.count() >= Number(this.element.dataset.most);
  }

  renumber() {
    const rows = this.all();
    const numbers = renumber(rows.map((row) => ({ isSaved: isSaved(row), number: orderOf(row).value })));
    rows.forEach((row, index) => (orderOf(row).value = numbers[index]));
    this.updateButtons();
  }

  /** Add an empty row and return it. */
  add() {
    const content = /** @type {HTMLTemplateElement} */ (this.template).content;
    const row = /** @type {HTMLElement} */ (/** @type {Element} */ (content.firstElementChild).cloneNode(true));
    for (const part of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
      for (const attribute of ["name", "id", "for", "aria-describedby"]) {
        const text = part.getAttribute(attribute);
        if (text) part.setAttribute(attribute, text.replaceAll("__prefix__", String(this.next)));
      }
    }
    this.next += 1;
    this.showScripted(row);
    this.list.append(row);
    this.renumber();
    return row;
  }

  /** @param {HTMLElement} row */
  open(row) {
    this.element.open = true;
    /** @type {HTMLDetailsElement} */ (row.querySelector("details")).open = true;
    /** @type {HTMLElement | null} */ (row.querySelector("input:not([type=hidden]), textarea"))?.focus();
  }

  /** @param {MouseEvent} event */
  move(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-move]") : null;
    const row = /** @type {HTMLElement | null} */ (button?.closest("[data-row]") ?? null);
    if (!(button instanceof HTMLButtonElement) || !row) return;
    if (button.dataset.move === "up") row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    this.renumber();
    const number = orderOf(row).value || this.all().indexOf(row) + 1;
    this.status.textContent = `Moved to position ${number} of ${this.count()}.`;
    const focused = button.disabled ? row.querySelector("[data-move]:not(:disabled)") : button;
    /** @type {HTMLElement | null} */ (focused)?.focus();
  }

  /**
   * Fetch rows that the page does not have, and return those asked for.
   * @param {URLSearchParams} query
   */
  async fetch(query) {
    const { status, html } = await get(`${this.element.dataset.from}&${query}`);
    if (status === 0) throw new Error("The server cannot be reached. Try again.");
    if (status === 401) throw new Error(LOGGED_OUT);
    if (status !== 200) throw new Error("These items could not be loaded. Try again.");
    document.dispatchEvent(new CustomEvent("rows:before-change"));
    const found = [...parse(html).querySelectorAll("[data-row]")];
    const rows = found.map((row) => this.existing(/** @type {HTMLElement} */ (row)) ?? this.insert(/** @type {HTMLElement} */ (row)));
    document.dispatchEvent(new CustomEvent("rows:after-change"));
    this.updateButtons();
    return rows;
  }

  /** @param {HTMLElement} row */
  existing(row) {
    return /** @type {HTMLElement | null | undefined} */ (
      this.list.querySelector(`[name="${openedOf(row).name}"]`)?.closest("[data-row]")
    );
  }

  /** @param {HTMLElement} row */
  insert(row) {
    const number = Number(orderOf(row).value);
    const after = this.all().find((other) => orderOf(other).value === "" || Number(orderOf(other).value) > number);
    this.showScripted(row);
    if (after) after.before(row);
    else this.list.append(row);
    return row;
  }
}

export function enableRows() {
  /** @type {Map<string, Rows>} */
  const lists = new Map();
  for (const element of document.querySelectorAll("details[data-rows]")) {
    const rows = new Rows(/** @type {HTMLDetailsElement} */ (element));
    lists.set(rows.prefix, rows);
  }

  document.addEventListener("rows:add", (event) => {
    const { prefix, number } = /** @type {CustomEvent} */ (event).detail;
    const rows = lists.get(prefix);
    if (rows?.template && rows.next === number) rows.add();
  });

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-opens-rows]") : null;
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const query = new URLSearchParams(link.search);
    const rows = lists.get(query.get("edit") || "");
    if (!rows?.element.dataset.from) return;
    event.preventDefault();
    for (const name of ["edit", "list"]) query.delete(name);
    openRows(rows, link, query);
  });
}

/**
 * @param {Rows} rows
 * @param {HTMLAnchorElement} link
 * @param {URLSearchParams} query
 */
async function openRows(rows, link, query) {
  link.setAttribute("aria-busy", "true");
  try {
    const shown = await rows.fetch(query);
    rows.status.textContent = shown.length === 1 ? "1 item opened." : `${shown.length} items opened.`;
    rows.element.open = true;
    if (query.has("row") && shown.length) rows.open(shown[0]);
    else shown[0]?.querySelector("summary")?.focus();
    if (query.has("page")) link.remove();
  } catch (error) {
    rows.status.textContent = error instanceof Error ? error.message : "";
  }
  link.removeAttribute("aria-busy");
}

/** @param {HTMLElement} row */
function orderOf(row) {
  return /** @type {HTMLInputElement} */ (row.querySelector("[name$=-ORDER]"));
}

/** @param {HTMLElement} row */
function openedOf(row) {
  return /** @type {HTMLInputElement} */ (row.querySelector("[name$=-opened]"));
}

/** @param {HTMLElement} row */
function isSaved(row) {
  return openedOf(row).value !== "";
}

/** @param {HTMLElement} row */
function isEmpty(row) {
  return [...row.querySelectorAll("input, textarea, select")].every((each) => {
    const control = /** @type {HTMLInputElement} */ (each);
    return control.type === "checkbox" ? !control.checked : !control.value || control.value === "unknown";
  });
}

/**
 * @param {HTMLElement} row
 * @param {"up" | "down"} direction
 */
function moveButton(row, direction) {
  return /** @type {HTMLButtonElement} */ (row.querySelector(`[data-move=${direction}]`));
}
