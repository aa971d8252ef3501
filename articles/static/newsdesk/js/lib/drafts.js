// @ts-check
/**
 * Unsaved text of long forms, kept in this browser until the form was saved.
 *
 * A draft is keyed by user and form, so that two people who share a browser see only their own.
 * It survives a closed tab, a crash and a session that ended before the form was sent.
 */

export const PREFIX = "newsdesk:unsaved:";
const SUBMITTED = "newsdesk:submitted";
const MAX_AGE_MS = 7 * 24 * 3600 * 1000;

/** @typedef {[string, string][]} Fields */
/** @typedef {{at: number, fields: Fields}} Draft */

/**
 * @param {string} user
 * @param {string} path
 */
export function keyOf(user, path) {
  return `${PREFIX}${user}:${path}`;
}

/**
 * @param {Storage} storage
 * @param {string} key
 * @param {Fields} fields
 * @param {number} now
 */
export function save(storage, key, fields, now) {
  try {
    storage.setItem(key, JSON.stringify({ at: now, fields }));
  } catch {
    // The storage is full or switched off: the page still asks before it is closed.
  }
}

/**
 * Return the draft under a key; null if there is none, or it is a week old or unreadable.
 * @param {Storage} storage
 * @param {string} key
 * @param {number} now
 * @returns {Draft | null}
 */
export function load(storage, key, now) {
  try {
    const draft = JSON.parse(storage.getItem(key) || "null");
    return draft && now - draft.at < MAX_AGE_MS ? draft : null;
  } catch {
    return null;
  }
}

/**
 * @param {Storage} storage
 * @param {string} key
 */
export function remove(storage, key) {
  storage.removeItem(key);
}

/**
 * Remove every draft of every user: on logout.
 * @param {Storage} storage
 */
export function removeAll(storage) {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
  for (const key of keys) if (key?.startsWith(PREFIX)) storage.removeItem(key);
}

/**
 * Note that a form was sent. Whether it was saved shows on the next page.
 * @param {Storage} session storage of this tab
 * @param {string} key
 */
export function noteSubmitted(session, key) {
  session.setItem(SUBMITTED, key);
}

/**
 * Remove the draft of the form that was sent last, if the page that followed reports success.
 * After the login page or an error the draft stays.
 * @param {Storage} storage
 * @param {Storage} session storage of this tab
 * @param {boolean} isSuccess
 */
export function settleSubmitted(storage, session, isSuccess) {
  const key = session.getItem(SUBMITTED);
  if (!key) return;
  if (isSuccess) storage.removeItem(key);
  session.removeItem(SUBMITTED);
}
