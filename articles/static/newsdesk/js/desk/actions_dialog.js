// @ts-check
/** The dialog that lists every action of the page with its key, and finds actions by name. */

export class ActionsDialog {
  /** @param {() => HTMLElement[]} targets the buttons, links and fields of the page that are actions */
  constructor(targets) {
    this.targets = targets;
    this.dialog = /** @type {HTMLDialogElement} */ (document.getElementById("desk-shortcuts"));
    this.search = /** @type {HTMLInputElement} */ (this.dialog.querySelector("[data-search]"));
    this.list = /** @type {HTMLElement} */ (this.dialog.querySelector("[data-actions]"));
    this.search.addEventListener("input", () => this.filter());
    this.dialog.addEventListener("keydown", (event) => this.onKey(event));
  }

  open() {
    this.list.replaceChildren(...this.targets().map((target) => this.item(target)));
    this.search.value = "";
    this.dialog.showModal();
    this.search.focus();
  }

  /** @param {HTMLElement} target */
  item(target) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-quiet";
    button.append(nameOf(target));
    const key = target.getAttribute("aria-keyshortcuts");
    if (key) {
      const kbd = document.createElement("kbd");
      kbd.textContent = key.toUpperCase();
      button.append(" ", kbd);
    }
    button.addEventListener("click", () => {
      this.dialog.close();
      perform(target);
    });
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  filter() {
    const words = this.search.value.toLowerCase();
    for (const item of this.list.children) {
      /** @type {HTMLElement} */ (item).hidden = !item.textContent?.toLowerCase().includes(words);
    }
  }

  /** @returns {HTMLButtonElement[]} */
  found() {
    return [...this.list.querySelectorAll("li:not([hidden]) button")].map((each) => /** @type {HTMLButtonElement} */ (each));
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) moveFocus(this.found(), step);
    else if (event.key === "Enter" && event.target === this.search) this.found()[0]?.click();
    else if (event.key === "?" && !this.search.value) this.dialog.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/**
 * Do what a key of an element stands for.
 * @param {HTMLElement} target
 */
export function perform(target) {
  if (!(target instanceof HTMLInputElement)) {
    target.click();
    return;
  }
  target.focus();
  target.select();
}

/**
 * Focus the element before or after the focused one.
 * @param {HTMLElement[]} elements
 * @param {number} step
 */
export function moveFocus(elements, step) {
  const now = elements.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const next = now < 0 && step < 0 ? -1 : now + step;
  elements.at(next % elements.length)?.focus();
}

/** @param {HTMLElement} target */
function nameOf(target) {
  const copy = /** @type {HTMLElement} */ (target.cloneNode(true));
  for (const key of copy.querySelectorAll("kbd")) key.remove();
  return target.getAttribute("placeholder") || copy.textContent?.trim().replace(/\s+/g, " ") || "";
}
