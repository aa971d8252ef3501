// An article's page: what is typed is not lost by leaving, Ctrl+S saves, and the choices of a clash.
"use strict";

// Whoever leaves the page is no longer there: the others need not wait for it to be noticed.
(() => {
  const presence = document.querySelector("[data-presence]");
  if (!presence) return;
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  window.addEventListener("pagehide", () => {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", token.value);
    data.set("leave", "yes");
    navigator.sendBeacon(presence.dataset.presence, data);
  });
})();

(() => {
  const form = document.getElementById("article_form");
  if (!form || !form.querySelector("[name=_save]")) return;

  // Unsaved changes

  const state = () => JSON.stringify([...new FormData(form)].filter(([name]) => !name.startsWith("keep-")));
  let saved = "changed" in form.dataset ? "" : state();
  let leaving = false;
  // Rows that are fetched into the form are no change.
  let isChanged = false;
  document.addEventListener("rows:bring", () => (isChanged = state() !== saved));
  document.addEventListener("rows:brought", () => (saved = isChanged ? saved : state()));

  window.addEventListener("beforeunload", (event) => {
    if (!leaving && state() !== saved) event.preventDefault();
  });
  form.addEventListener("submit", () => (leaving = true));
  window.addEventListener("pageshow", () => (leaving = false));

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=_continue]") || form.querySelector("[name=_save]"));
  });

  // A topic that was typed or chosen is the next line; Enter adds it and saves nothing.

  for (const input of form.querySelectorAll("[data-adds-to]")) {
    const lines = document.getElementById(input.dataset.addsTo);
    input.hidden = false;
    const add = () => {
      const text = input.value.trim();
      if (text) lines.value = [...lines.value.split("\n").filter((line) => line.trim()), text].join("\n");
      input.value = "";
    };
    input.addEventListener("change", add);
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      add();
    });
  }

  // A clash: a choice fills the field below, and whoever types there has chosen.

  for (const side of form.querySelectorAll("[data-clash]")) {
    const control = form.elements.namedItem(side.dataset.clash);
    const note = document.querySelector(`#${side.dataset.clash}-rows .rows-put-aside`);
    const chosen = () => side.querySelector("input:checked");
    const [first, filled] = [chosen()?.value, control?.value];
    side.addEventListener("change", () => {
      const text = side.querySelector(`[data-side="${chosen().value}"]`);
      if (control) control.value = text ? text.content.textContent : filled;
      if (note) note.hidden = chosen().value === first;
    });
  }
})();
