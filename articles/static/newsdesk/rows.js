// Rows of pictures and related links: added without a save in between, and moved by buttons.
"use strict";

(() => {
  for (const rows of document.querySelectorAll("[data-rows]")) {
    const list = rows.querySelector("[data-list]");
    const blank = rows.querySelector("template");
    const add = rows.querySelector("[data-add]");
    const total = rows.querySelector("[name$=-TOTAL_FORMS]");
    const said = rows.querySelector("[data-said]");
    if (!list || !blank || !add || !total) continue;
    const most = Number(rows.dataset.most || Infinity);
    const all = () => [...list.querySelectorAll("[data-row]")];

    // The last row is room for those without a script.
    const room = all().at(-1);
    const isEmpty = (row) => [...row.querySelectorAll("input, textarea, select")].every((control) => control.type === "checkbox" ? !control.checked : !control.value || control.value === "unknown");
    if (room && isEmpty(room) && !room.querySelector(".errorlist")) {
      room.remove();
      total.value = Number(total.value) - 1;
    }
    for (const shown of rows.querySelectorAll(".with-script")) shown.hidden = false;
    for (const hidden of rows.querySelectorAll(".without-script")) hidden.hidden = true;
    rows.classList.add("is-scripted");

    const bound = () => {
      all().forEach((row, place, rows) => {
        row.querySelector("[data-move=up]").disabled = place === 0;
        row.querySelector("[data-move=down]").disabled = place === rows.length - 1;
      });
      add.disabled = all().length >= most;
    };
    const number = () => {
      all().forEach((row, place) => (row.querySelector("[name$=-ORDER]").value = place + 1));
      bound();
    };
    bound();

    add.addEventListener("click", () => {
      const row = blank.content.firstElementChild.cloneNode(true);
      const place = Number(total.value);
      for (const part of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
        for (const attribute of ["name", "id", "for", "aria-describedby"]) {
          const text = part.getAttribute(attribute);
          if (text) part.setAttribute(attribute, text.replace("__prefix__", place));
        }
      }
      for (const shown of row.querySelectorAll(".with-script")) shown.hidden = false;
      total.value = place + 1;
      list.append(row);
      number();
      row.querySelector("details").open = true;
      row.querySelector("input:not([type=hidden]), textarea").focus();
    });

    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (!button) return;
      const row = button.closest("[data-row]");
      if (button.dataset.move === "up") row.previousElementSibling?.before(row);
      else row.nextElementSibling?.after(row);
      number();
      const place = all().indexOf(row) + 1;
      said.textContent = `Now number ${place} of ${all().length}.`;
      (button.disabled ? row.querySelector("[data-move]:not(:disabled)") : button)?.focus();
    });
  }
})();
