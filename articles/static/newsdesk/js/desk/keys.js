// @ts-check
/** Keyboard shortcuts of the review desk, and the switch that turns them off. */

const STORED = "newsdesk:shortcuts";
const REPEATABLE = new Set(["j", "k"]);

/**
 * Return the shortcut that a key press asks for, "" if none.
 *
 * Letters count only without Shift and Caps Lock (their key is then upper case), so that typing in
 * the wrong window or a speech command decides nothing by accident. Digits and punctuation need
 * Shift on some keyboards. On layouts without Latin letters, the place of the key counts.
 * @param {Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "repeat" | "isComposing">} event
 * @param {boolean} isEnabled
 * @returns {string}
 */
export function shortcutOf(event, isEnabled) {
  const { code } = event;
  const isLetter = /^Key[A-Z]$/.test(code) && /^[^\x00-\x7f]$/.test(event.key) && event.key === event.key.toLowerCase();
  const key = isLetter ? code.at(-1)?.toLowerCase() : event.key;
  if (!isEnabled || typeof key !== "string" || event.isComposing) return "";
  if (event.ctrlKey || event.metaKey || event.altKey) return "";
  if (event.repeat && !REPEATABLE.has(key)) return "";
  if (/^[a-z]$/.test(key)) return event.shiftKey ? "" : key;
  return /^[1-9/?]$/.test(key) ? key : "";
}

/**
 * Return whether an element takes typed text, or stands in a dialog, where a letter is no decision.
 * @param {EventTarget | null} target
 */
export function takesText(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable], [data-dialog]") !== null;
}

/** @param {Pick<Storage, "getItem">} storage */
export function areEnabled(storage) {
  try {
    return storage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

/**
 * @param {Pick<Storage, "setItem" | "removeItem">} storage
 * @param {boolean} isEnabled
 */
export function setEnabled(storage, isEnabled) {
  try {
    if (isEnabled) storage.removeItem(STORED);
    else storage.setItem(STORED, "off");
  } catch {
    // No storage: the switch holds until the page is left.
  }
}
