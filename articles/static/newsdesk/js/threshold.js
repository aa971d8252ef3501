// @ts-check
/** The sliders below the histogram: each sets its number and its mark; htmx fetches the new preview. */

const form = /** @type {HTMLFormElement} */ (document.getElementById("threshold-form"));
const sliders = [...form.querySelectorAll("[data-slider]")].map((each) => /** @type {HTMLInputElement} */ (each));

/** @param {HTMLInputElement} slider */
function numberOf(slider) {
  return /** @type {HTMLInputElement} */ (document.getElementById(slider.dataset.slider || ""));
}

/** @param {HTMLInputElement} slider */
function moveMark(slider) {
  const line = form.querySelector(`[data-mark="${slider.dataset.slider}"]`);
  line?.setAttribute("x1", slider.value);
  line?.setAttribute("x2", slider.value);
}

/**
 * Move a slider to its number.
 * @param {HTMLInputElement} slider
 */
function followNumber(slider) {
  const { value } = numberOf(slider);
  if (Number(value) > Number(slider.max)) slider.max = value;
  slider.value = value || "0";
  if (value) slider.removeAttribute("aria-valuetext");
  else slider.setAttribute("aria-valuetext", "None");
  moveMark(slider);
}

for (const slider of sliders) {
  slider.hidden = false;
  followNumber(slider);
  slider.addEventListener("input", () => {
    numberOf(slider).value = slider.value;
    followNumber(slider);
  });
  numberOf(slider).addEventListener("input", () => followNumber(slider));
}

// The corroborated threshold is never above the other: moving one takes the other along.
const [threshold, corroborated] = sliders;
threshold.addEventListener("input", () => {
  const lower = numberOf(corroborated);
  if (lower.value === "" || Number(lower.value) <= Number(threshold.value)) return;
  lower.value = threshold.value;
  followNumber(corroborated);
});
corroborated.addEventListener("input", () => {
  if (Number(corroborated.value) <= Number(threshold.value)) return;
  numberOf(threshold).value = corroborated.value;
  followNumber(threshold);
});

// The count may belong to older numbers: the server compares it with those on the screen.
document.addEventListener("submit", (event) => {
  const confirmation = event.target;
  if (!(confirmation instanceof HTMLFormElement) || confirmation.dataset.confirms === undefined) return;
  const query = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  const field = /** @type {HTMLInputElement} */ (confirmation.elements.namedItem("on_screen"));
  field.value = String(query);
});

// Links to rules take along the values that are tried here.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest(".rules a[href]") : null;
  if (!(link instanceof HTMLAnchorElement)) return;
  const tried = new FormData(form);
  const query = new URLSearchParams();
  for (const name of ["threshold", "corroborated", "recommended", "leads_only", "needs_picture"]) {
    const value = tried.get(name);
    if (value) query.set(name, String(value));
  }
  link.search = String(query);
});
