/** Stand-ins for what only browsers have. */

/** An in-memory Storage. */
export class FakeStorage {
  constructor() {
    this.items = new Map();
  }
  get length() {
    return this.items.size;
  }
  key(index) {
    return [...this.items.keys()][index] ?? null;
  }
  getItem(key) {
    return this.items.get(key) ?? null;
  }
  setItem(key, value) {
    this.items.set(key, String(value));
  }
  removeItem(key) {
    this.items.delete(key);
  }
}

/** Locks that are held until `release` is called with their name. */
export class FakeLocks {
  constructor() {
    this.held = new Set();
  }
  async request(name, options, callback) {
    const run = typeof options === "function" ? options : callback;
    if (this.held.has(name)) return options.ifAvailable ? run(null) : new Promise(() => {});
    this.held.add(name);
    const result = await run({ name });
    this.held.delete(name);
    return result;
  }
  release(name) {
    this.held.delete(name);
  }
}
