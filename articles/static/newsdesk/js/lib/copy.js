// @ts-check
/** Buttons that copy the text of another element. Browsers allow it over https only. */

export function enableCopyButtons() {
  if (!navigator.clipboard) return;
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-copy]"))) {
    const source = document.getElementById(button.dataset.copy || "");
    if (!source) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = source instanceof HTMLInputElement ? source.value : source.innerText;
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Not copied: select the text";
      }
    });
  }
}
