// @ts-check
/** Inputs with `data-suggest`: their datalist is filled from the server while the user types. */

const DELAY_MS = 150;

export function suggestWhileTyping() {
  /** @type {WeakMap<HTMLInputElement, number>} */
  const timers = new WeakMap();
  document.addEventListener("input", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.dataset.suggest) return;
    clearTimeout(timers.get(input));
    timers.set(input, window.setTimeout(() => fillDatalist(input).catch(() => {}), DELAY_MS));
  });
}

/** @param {HTMLInputElement} input */
async function fillDatalist(input) {
  const text = input.value.trim();
  const list = document.getElementById(input.getAttribute("list") || "");
  if (!text || !list || list.dataset.shownFor === text) return;
  const answer = await fetch(`${input.dataset.suggest}&q=${encodeURIComponent(text)}`);
  if (!answer.ok || input.value.trim() !== text) return;
  list.dataset.shownFor = text;
  const { found } = await answer.json();
  list.replaceChildren(...found.map(option));
}

/** @param {{value: string, label?: string}} suggestion */
function option({ value, label }) {
  const element = document.createElement("option");
  element.value = value;
  if (label) element.label = label;
  return element;
}
