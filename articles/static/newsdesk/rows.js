// Rows of pictures and related links: brought when asked for, added without a save in between,
// and moved by buttons.
"use strict";

(() => {
  const lists = new Map();

  for (const rows of document.querySelectorAll("[data-rows]")) {
    const list = rows.querySelector("[data-list]");
    const blank = rows.querySelector("template");
    const add = rows.querySelector("[data-add]");
    const said = rows.querySelector("[data-said]");
    const prefix = rows.dataset.rows;
    let next = Number(rows.dataset.next);
    const all = () => [...list.querySelectorAll("[data-row]")];
    const order = (row) => row.querySelector("[name$=-ORDER]");
    const opened = (row) => row.querySelector("[name$=-opened]");
    const count = () => Number(rows.dataset.count) + all().filter((row) => !opened(row).value).length;
    const ready = (part) => {
      for (const shown of part.querySelectorAll(".with-script")) shown.hidden = false;
    };

    // The last row is room for those without a script.
    const room = all().at(-1);
    const isEmpty = (row) => [...row.querySelectorAll("input, textarea, select")].every((control) => control.type === "checkbox" ? !control.checked : !control.value || control.value === "unknown");
    if (add && room && isEmpty(room) && !room.querySelector(".errorlist")) room.remove();
    ready(rows);
    for (const hidden of rows.querySelectorAll(".without-script")) hidden.hidden = true;
    rows.classList.add("is-scripted");

    const bound = () => {
      if (!add) return;
      all().forEach((row, place, rows) => {
        row.querySelector("[data-move=up]").disabled = place === 0;
        row.querySelector("[data-move=down]").disabled = place === rows.length - 1;
      });
      add.disabled = count() >= Number(rows.dataset.most);
    };
    // The numbers that the rows have go over to them as they stand now; a new row shares that of
    // the one before it, and then counts as the later.
    const number = () => {
      const numbers = all().filter((row) => opened(row).value).map((row) => Number(order(row).value)).sort((a, b) => a - b);
      let last = numbers[0] ?? "";
      for (const row of all()) order(row).value = last = opened(row).value ? numbers.shift() : last;
      bound();
    };
    bound();

    const show = (row) => {
      rows.open = true;
      row.querySelector("details").open = true;
      row.querySelector("input:not([type=hidden]), textarea")?.focus();
    };

    add?.addEventListener("click", () => {
      const row = blank.content.firstElementChild.cloneNode(true);
      for (const part of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
        for (const attribute of ["name", "id", "for", "aria-describedby"]) {
          const text = part.getAttribute(attribute);
          if (text) part.setAttribute(attribute, text.replace("__prefix__", next));
        }
      }
      next += 1;
      ready(row);
      list.append(row);
      number();
      show(row);
    });

    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (!button) return;
      const row = button.closest("[data-row]");
      if (button.dataset.move === "up") row.previousElementSibling?.before(row);
      else row.nextElementSibling?.after(row);
      number();
      const place = order(row).value || all().indexOf(row) + 1;
      said.textContent = `Now number ${place} of ${count()}.`;
      (button.disabled ? row.querySelector("[data-move]:not(:disabled)") : button)?.focus();
    });

    // Rows that the page did not bring

    const here = (row) => list.querySelector(`[name="${opened(row).name}"]`)?.closest("[data-row]");
    const put = (row) => {
      const behind = all().find((other) => order(other).value === "" || Number(order(other).value) > Number(order(row).value));
      ready(row);
      if (behind) behind.before(row);
      else list.append(row);
      return row;
    };
    const bring = async (query) => {
      const answer = await fetch(`${rows.dataset.from}&${query}`, { headers: { "HX-Request": "true" } });
      if (answer.status === 401) throw new Error("You are logged out. Log in in another tab, then try again.");
      if (!answer.ok) throw new Error("These rows could not be fetched. Try again.");
      const brought = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.dispatchEvent(new CustomEvent("rows:bring"));
      const shown = [...brought.querySelectorAll("[data-row]")].map((row) => here(row) ?? put(row));
      document.dispatchEvent(new CustomEvent("rows:brought"));
      bound();
      return shown;
    };
    lists.set(prefix, { rows, said, show, bring });
  }

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href^='?edit=']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const query = new URLSearchParams(link.search);
    const wanted = lists.get(query.get("edit"));
    if (!wanted?.rows.dataset.from) return;
    event.preventDefault();
    link.setAttribute("aria-busy", "true");
    try {
      query.delete("edit");
      const shown = await wanted.bring(query);
      wanted.said.textContent = `${shown.length === 1 ? "One row is" : `${shown.length} rows are`} open now.`;
      wanted.rows.open = true;
      if (query.has("row") && shown.length) wanted.show(shown[0]);
      else shown[0]?.querySelector("summary").focus();
      if (query.has("page")) link.remove();
    } catch (error) {
      wanted.said.textContent = error instanceof TypeError ? "The desk cannot be reached. Try again." : error.message;
    }
    link.removeAttribute("aria-busy");
  });
})();
