// @ts-check
/** Edit conflicts: choosing a version fills the field of the form below. */

/** @param {HTMLFormElement} form */
export function enableConflictChoices(form) {
  for (const part of form.querySelectorAll("[data-conflict]")) {
    const field = /** @type {HTMLElement} */ (part);
    const name = field.dataset.conflict || "";
    const control = /** @type {HTMLInputElement | HTMLTextAreaElement | null} */ (form.elements.namedItem(name));
    const unusedRows = /** @type {HTMLElement | null} */ (document.querySelector(`#${name}-rows [data-unused]`));
    const chosen = () => /** @type {HTMLInputElement | null} */ (field.querySelector("input:checked"))?.value;
    const first = chosen();
    const merged = control?.value;
    field.addEventListener("change", () => {
      const text = /** @type {HTMLTemplateElement | null} */ (field.querySelector(`[data-side="${chosen()}"]`));
      if (control) control.value = text?.content.textContent ?? merged ?? "";
      if (unusedRows) unusedRows.hidden = chosen() === first;
    });
  }
}
