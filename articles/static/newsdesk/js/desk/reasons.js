// @ts-check
/**
 * The reason of a rejection or a recommendation: asked for at once, and saved with its decision or after it.
 *
 * Each question belongs to one decision, so a late answer of the server never moves a reason to
 * another draft.
 */

import { showStatus, statusLine } from "./status.js";

/** @typedef {import("./outbox.js").Item} Item */
/** @typedef {import("./outbox.js").Outbox} Outbox */

export class Reasons {
  /** @param {Outbox} outbox */
  constructor(outbox) {
    this.outbox = outbox;
    /** The decision that each form asks about. @type {WeakMap<HTMLFormElement, Item>} */
    this.items = new WeakMap();
    /** Where the server takes the reason of a saved decision. @type {WeakMap<Item, string>} */
    this.addresses = new WeakMap();
  }

  /**
   * Ask for the reason of a decision that is on its way.
   * @param {string} template the `id` of the question
   * @param {Item} item
   * @param {string} title
   */
  ask(template, item, title) {
    const { content } = /** @type {HTMLTemplateElement} */ (document.getElementById(template));
    const form = /** @type {HTMLFormElement} */ (content.cloneNode(true).firstChild);
    /** @type {HTMLElement} */ (form.querySelector("[data-title]")).textContent = title;
    this.items.set(form, item);
    statusLine.replaceChildren(form);
  }

  /** @param {Item} item */
  isAskedFor(item) {
    const form = statusLine.querySelector("form");
    return form !== null && this.items.get(form) === item;
  }

  /**
   * Note that a decision was saved. Send its reason if that came too late to be sent with it.
   * @param {Item} item
   * @param {HTMLElement} answer
   */
  noteSaved(item, answer) {
    const form = /** @type {HTMLFormElement | null} */ (answer.querySelector("[data-reason-form]"));
    if (!form) return;
    this.addresses.set(item, form.action);
    if (item.reason) this.send(form.action, item.reason, item.title, item);
  }

  /**
   * Take the reason of a form, chosen by a button or typed.
   * @param {HTMLFormElement} form
   * @param {HTMLButtonElement | null} button
   */
  take(form, button) {
    const typed = /** @type {HTMLInputElement} */ (form.elements.namedItem("typed"));
    const reason = typed.value.trim() || button?.value;
    if (!reason) {
      typed.focus();
      return;
    }
    const item = this.items.get(form);
    const title = form.querySelector("[data-title]")?.textContent || "";
    statusLine.replaceChildren();
    showStatus(`Saving reason: ${reason} …`);
    const address = item ? this.addresses.get(item) : form.action;
    if (address) this.send(address, reason, `“${title}”`, item);
    else if (item) this.outbox.addReason(item, reason);
  }

  /**
   * @param {string} url
   * @param {string} reason
   * @param {string} title
   * @param {Item} [about]
   */
  send(url, reason, title, about) {
    this.outbox.send({ url, body: new URLSearchParams({ reason }), title: `Reason “${reason}” for ${title}`, about });
  }
}
