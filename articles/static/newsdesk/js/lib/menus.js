// @ts-check
/** Menus made of `<details data-menu>`: they close on a click elsewhere and on Escape. */

const OPEN = "details[data-menu][open]";

export function closeMenusOnClickAndEscape() {
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) {
      if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    const [menu] = openMenus();
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}

/** @returns {HTMLDetailsElement[]} */
function openMenus() {
  return [...document.querySelectorAll(OPEN)].map((menu) => /** @type {HTMLDetailsElement} */ (menu));
}
