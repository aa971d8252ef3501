// @ts-check
/** Buttons that copy the text of another element. Browsers allow it over https only. */

export function enableCopyButtons() {
  if (!navigator.clipboard) return;
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-copy]"))) {
    const source = document.getElementById(button.dataset.copy || "");
    button.hidden = source === null;
    button.addEventListener("click", async () => {
      const text = source instanceof HTMLInputElement ? source.value : source?.innerText || "";
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    });
  }
}
