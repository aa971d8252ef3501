// @ts-check
/** Checkboxes of tables: "select all", ranges with Shift, and the number of selected rows. */

export function enableSelection() {
  /** @type {HTMLInputElement | null} */
  let last = null;

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !box.dataset.selects) return;
    for (const other of boxesNamed(box.dataset.selects)) setChecked(other, box.checked);
  });

  document.addEventListener("click", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.type !== "checkbox" || box.name !== "chosen") return;
    if (event.shiftKey && last) {
      for (const other of range(boxesNamed("chosen"), last, box)) setChecked(other, box.checked);
    }
    last = box;
    showCount();
  });
  document.addEventListener("change", showCount);
  window.addEventListener("pageshow", showCount);
}

/**
 * Return the items from one to another, in either direction.
 * @template T
 * @param {T[]} items
 * @param {T} one
 * @param {T} other
 * @returns {T[]}
 */
export function range(items, one, other) {
  const [from, to] = [items.indexOf(one), items.indexOf(other)].sort((a, b) => a - b);
  return from < 0 ? [] : items.slice(from, to + 1);
}

/** @param {string} name */
function boxesNamed(name) {
  const found = document.querySelectorAll(`input[type=checkbox][name="${name}"]`);
  return [...found].map((box) => /** @type {HTMLInputElement} */ (box));
}

/**
 * @param {HTMLInputElement} box
 * @param {boolean} checked
 */
function setChecked(box, checked) {
  if (box.checked === checked) return;
  box.checked = checked;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function showCount() {
  const option = document.querySelector('[data-bulk-which] [value="ticked"]');
  if (!(option instanceof HTMLElement)) return;
  const count = boxesNamed("chosen").filter((box) => box.checked).length;
  const label = option.dataset.ticked || "";
  option.textContent = count ? `${count} selected article${count === 1 ? "" : "s"}` : label;
}
