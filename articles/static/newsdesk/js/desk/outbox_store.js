// @ts-check
/**
 * Where unsent decisions outlive their tab: local storage, one key a tab.
 *
 * Each tab holds a lock named like its key for as long as it lives. Another tab takes over the
 * items of a key only if it gets that lock, so two open tabs never remove each other's items.
 */

/** @typedef {import("./outbox.js").Item} Item */

export class OutboxStore {
  /**
   * @param {string} user
   * @param {Storage} storage
   * @param {LockManager | undefined} locks absent without https
   */
  constructor(user, storage, locks) {
    this.prefix = `newsdesk:outbox:${user}:`;
    this.key = this.prefix + Math.random().toString(36).slice(2);
    this.storage = storage;
    this.locks = locks;
    // Held until the page is gone: the promise never settles.
    locks?.request(this.key, () => new Promise(() => {})).catch(() => {});
  }

  /** @param {Item[]} items */
  save(items) {
    const plain = items.map(({ url, body, title, pk }) => ({ url, body: body.toString(), title, pk }));
    try {
      if (plain.length) this.storage.setItem(this.key, JSON.stringify(plain));
      else this.storage.removeItem(this.key);
    } catch {
      // No storage: the page asks before it is closed with unsaved decisions.
    }
  }

  /** @returns {Promise<Item[]>} */
  async takeOrphans() {
    const taken = await Promise.all(this.otherKeys().map((key) => this.take(key)));
    return taken.flat();
  }

  otherKeys() {
    const keys = Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index));
    return keys.filter((key) => key !== null).filter((key) => key.startsWith(this.prefix) && key !== this.key);
  }

  /**
   * Take the items of a key whose tab is closed. Without locks that cannot be known; then they are
   * taken anyway: sending twice is harmless.
   * @param {string} key
   * @returns {Promise<Item[]>}
   */
  async take(key) {
    if (!this.locks) return this.pop(key);
    return this.locks.request(key, { ifAvailable: true }, (lock) => (lock ? this.pop(key) : []));
  }

  /**
   * @param {string} key
   * @returns {Item[]}
   */
  pop(key) {
    try {
      const items = JSON.parse(this.storage.getItem(key) || "[]");
      this.storage.removeItem(key);
      return items.filter((/** @type {Item} */ item) => item.url.startsWith("/") || isOwnOrigin(item.url));
    } catch {
      return [];
    }
  }
}

/** @param {string} url */
function isOwnOrigin(url) {
  return new URL(url).origin === location.origin;
}
