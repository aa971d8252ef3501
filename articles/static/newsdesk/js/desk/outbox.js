// @ts-check
/**
 * Decisions on their way to the server: sent in order, one at a time, none lost.
 *
 * The desk shows the next draft before the server has answered. What the server did not accept
 * stays here with the reason and can be sent again; so does what was unsent when the page was
 * closed. Sending something twice is harmless: the server knows what it did from which version.
 */

import { errorText, isRetryable } from "../lib/http.js";

/** @typedef {import("../lib/http.js").Answer} Answer */
/**
 * @typedef {object} Item
 * @property {string} url
 * @property {URLSearchParams | string} body
 * @property {string} title what the user did, for messages
 * @property {string} [pk]
 * @property {boolean} [once] never sent again automatically
 * @property {string} [reason] of a rejection, if it was given after the key
 * @property {Item} [about] the decision that this reason belongs to
 * @property {string} [problem] why it was not saved
 * @property {boolean} [retryable]
 * @property {(body: URLSearchParams) => void} [complete] adds what is only known when it is sent
 * @property {(answer: Answer) => void} [onSaved] replaces the event `saved`
 */
/**
 * @typedef {object} Events
 * @property {(item: Item, answer: Answer) => void} saved
 * @property {(item: Item) => void} failed
 * @property {(item: Item) => void} discarded
 * @property {() => void} changed the items that wait or failed have changed
 * @property {() => void} idle nothing is waiting any more
 */
/**
 * @typedef {object} Store
 * @property {(items: Item[]) => void} save
 * @property {() => Promise<Item[]>} takeOrphans return items whose tab was closed, and own them now
 */

export class Outbox {
  /**
   * @param {(url: string, body: URLSearchParams, options: {keepalive: boolean}) => Promise<Answer>} post
   * @param {Store} store
   * @param {Events} events
   */
  constructor(post, store, events) {
    this.post = post;
    this.store = store;
    this.events = events;
    /** @type {Item[]} */
    this.waiting = [];
    /** @type {Item[]} */
    this.failed = [];
    /** @type {Item | null} */
    this.inFlight = null;
  }

  isBusy() {
    return this.count() > 0;
  }

  /** Return how many items are on their way. */
  count() {
    return this.waiting.length + (this.inFlight ? 1 : 0);
  }

  /** @param {Item} item */
  send(item) {
    this.waiting.push(item);
    this.save();
    return this.sendNext();
  }

  /**
   * Add a reason to a decision that is not saved yet. If it is being sent, a retry has the reason.
   * @param {Item} item
   * @param {string} reason
   */
  addReason(item, reason) {
    item.reason = reason;
    const body = new URLSearchParams(item.body);
    body.set("reason", reason);
    item.body = body;
    this.save();
  }

  async sendNext() {
    const item = this.inFlight ? undefined : this.waiting.shift();
    if (!item) return;
    this.inFlight = item;
    const body = new URLSearchParams(item.body);
    item.complete?.(body);
    const answer = await this.post(item.url, body, { keepalive: true });
    this.inFlight = null;
    if (answer.status !== 200) this.fail(item, answer);
    else if (item.onSaved) item.onSaved(answer);
    else this.events.saved(item, answer);
    this.save();
    if (this.waiting.length) await this.sendNext();
    else this.events.idle();
  }

  /**
   * @param {Item} item
   * @param {Answer} answer
   */
  fail(item, answer) {
    item.problem = errorText(answer);
    item.retryable = isRetryable(answer) && !item.once;
    this.failed.push(item);
    this.events.failed(item);
  }

  /** Send again what failed for a passing reason. */
  async retry() {
    const items = this.failed.filter((item) => item.retryable);
    if (!items.length) return;
    this.failed = this.failed.filter((item) => !item.retryable);
    this.waiting.push(...items);
    this.save();
    await this.sendNext();
  }

  /** Return the items that failed, also those that are being sent again. */
  problems() {
    return [this.inFlight, ...this.waiting, ...this.failed].filter((item) => item !== null).filter((item) => item.problem);
  }

  /** @param {Item} item */
  discard(item) {
    this.waiting = this.waiting.filter((other) => other !== item);
    this.failed = this.failed.filter((other) => other !== item);
    this.events.discarded(item);
    this.save();
  }

  /** Send what earlier tabs of this user left unsent. */
  async restore() {
    this.waiting.push(...(await this.store.takeOrphans()));
    this.save();
    await this.sendNext();
  }

  /** Return what a later tab may still send. */
  unsaved() {
    const items = [this.inFlight, ...this.waiting, ...this.failed.filter((item) => item.retryable)];
    return items.filter((item) => item !== null).filter((item) => !item.once);
  }

  save() {
    this.store.save(this.unsaved());
    this.events.changed();
  }
}
