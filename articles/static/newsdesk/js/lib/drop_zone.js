// @ts-check
/** A part of a form onto which files can be dragged. */

/**
 * Mark the zone while something is dragged over it, show its hint, and hand over what is dropped.
 * @param {HTMLElement} zone
 * @param {(transfer: DataTransfer) => void} receive
 */
export function enableDrop(zone, receive) {
  for (const name of ["dragover", "dragenter"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    if (event.dataTransfer) receive(event.dataTransfer);
  });
  /** @type {HTMLElement} */ (zone.querySelector("[data-drop-hint]")).hidden = false;
}
