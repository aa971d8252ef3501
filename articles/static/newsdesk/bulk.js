// How many articles are ticked, and a range of them with Shift.
"use strict";

const boxes = () => [...document.querySelectorAll('input[type=checkbox][name="chosen"]')];
let last = null;

function count() {
  const which = document.querySelector("[data-bulk-which]");
  if (!which) return;
  const ticked = boxes().filter((box) => box.checked).length;
  const option = which.querySelector('[value="ticked"]');
  option.textContent = ticked ? `${ticked} selected article${ticked === 1 ? "" : "s"}` : option.dataset.ticked;
}

document.addEventListener("click", (event) => {
  const box = event.target.closest('input[name="chosen"]');
  if (!box) return;
  if (event.shiftKey && last) {
    const all = boxes();
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    for (const each of all.slice(from, to + 1)) each.checked = box.checked;
  }
  last = box;
  count();
});
document.addEventListener("input", count);
document.addEventListener("change", count);
window.addEventListener("pageshow", count);
