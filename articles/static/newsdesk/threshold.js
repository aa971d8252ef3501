// The handles over the histogram: each moves its number, its mark, and asks for new counts.
"use strict";

(() => {
  const form = document.getElementById("threshold-form");
  if (!form) return;
  const numberOf = (range) => document.getElementById(range.dataset.handle);

  function mark(range) {
    const line = form.querySelector(`[data-mark="${range.dataset.handle}"]`);
    if (!line) return;
    line.setAttribute("x1", range.value);
    line.setAttribute("x2", range.value);
  }

  function follow(range) {
    const number = numberOf(range);
    if (number.value !== "" && Number(number.value) > Number(range.max)) range.max = number.value;
    range.value = number.value === "" ? 0 : number.value;
    mark(range);
  }

  const ranges = [...form.querySelectorAll("[data-handle]")];
  for (const range of ranges) {
    range.hidden = false;
    follow(range);
    range.addEventListener("input", () => {
      numberOf(range).value = range.value;
      mark(range);
    });
    numberOf(range).addEventListener("input", () => follow(range));
  }

  // The lower threshold never stands above the other: whichever is moved takes the other along.
  const [threshold, corroborated] = ranges;
  threshold.addEventListener("input", () => {
    const lower = numberOf(corroborated);
    if (lower.value !== "" && Number(lower.value) > Number(threshold.value)) {
      lower.value = threshold.value;
      follow(corroborated);
    }
  });
  corroborated.addEventListener("input", () => {
    if (Number(corroborated.value) > Number(threshold.value)) {
      numberOf(threshold).value = corroborated.value;
      follow(threshold);
    }
  });

  // Rules begin with the numbers that are tried here.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".rules a[href]");
    if (!link) return;
    const tried = new URLSearchParams();
    for (const name of ["threshold", "corroborated"]) {
      const value = form.elements[name].value;
      if (value !== "") tried.set(name, value);
    }
    if (form.elements.leads_only.checked) tried.set("leads_only", "on");
    link.search = tried;
  });
})();
