// @ts-check
/**
 * Inputs with `data-suggest`: their datalist is filled from the server while the user types.
 * Enter takes a suggestion that is the only one, and sends the form.
 */

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
  document.addEventListener("keydown", (event) => {
    const input = event.target;
    if (event.key !== "Enter" || event.isComposing) return;
    if (input instanceof HTMLInputElement && input.dataset.suggest) takeOnlySuggestion(input);
  });
}

/** @param {HTMLInputElement} input */
function takeOnlySuggestion(input) {
  const list = input.list;
  const isCurrent = list?.dataset.shownFor === input.value.trim();
  if (isCurrent && list.options.length === 1) input.value = list.options[0].value;
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
