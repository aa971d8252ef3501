// Inputs that suggest what begins like what is typed: their list of options is fetched anew.
// Without this, whoever knows the whole word types it.
"use strict";

const WAIT = 150;
const fetched = new WeakMap();

async function suggest(input) {
  const text = input.value.trim();
  const list = document.getElementById(input.getAttribute("list"));
  if (!text || !list || fetched.get(input) === text) return;
  fetched.set(input, text);
  const answer = await fetch(`${input.dataset.suggest}&q=${encodeURIComponent(text)}`);
  if (!answer.ok || input.value.trim() !== text) return;
  const { found } = await answer.json();
  list.replaceChildren(
    ...found.map(({ value, label }) => {
      const option = document.createElement("option");
      option.value = value;
      if (label) option.label = label;
      return option;
    }),
  );
}

const waiting = new WeakMap();
document.addEventListener("input", (event) => {
  const input = event.target.closest("[data-suggest]");
  if (!input) return;
  clearTimeout(waiting.get(input));
  waiting.set(input, setTimeout(() => suggest(input).catch(() => {}), WAIT));
});
