// @ts-check
/** A button that switches between the theme of the system, light and dark. */

const THEMES = ["system", "light", "dark"];

/**
 * Return the theme that follows in the cycle.
 * @param {string} theme
 */
export const nextTheme = (theme) => THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];

export function enableThemeSwitch() {
  const button = document.querySelector("[data-theme-switch]");
  if (!(button instanceof HTMLButtonElement)) return;
  const root = document.documentElement;
  const label = () => {
    button.textContent = `Theme: ${root.dataset.theme || "system"}`;
  };
  label();
  button.hidden = false;
  button.addEventListener("click", () => {
    const theme = nextTheme(root.dataset.theme || "system");
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
    label();
    remember(theme);
  });
}

/** @param {string} theme */
function remember(theme) {
  try {
    if (theme === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // The browser stores nothing for this site: the choice ends with the page.
  }
}
