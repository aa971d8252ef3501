// @ts-check
/** The page of an article's picture: drag the focal point, drop a file on the upload form. */

import { enableDrop } from "../lib/drop_zone.js";
import { cropBox, inside, pointAfterKey, pointAt } from "./focal.js";

const form = document.querySelector("[data-focal-form]");
if (form instanceof HTMLFormElement) enableFocalPoint(form);
const zone = document.querySelector("[data-drop-zone]");
if (zone instanceof HTMLElement) {
  const input = /** @type {HTMLInputElement} */ (zone.querySelector("input[type=file]"));
  enableDrop(zone, (transfer) => {
    if (transfer.files.length) input.files = transfer.files;
  });
}

/** @param {HTMLFormElement} form */
function enableFocalPoint(form) {
  const frame = /** @type {HTMLElement} */ (form.querySelector("[data-focal-frame]"));
  const handle = /** @type {HTMLButtonElement} */ (form.querySelector("[data-focal-point]"));
  const picture = /** @type {HTMLImageElement} */ (frame.querySelector("img"));
  const [x, y] = ["focal_x", "focal_y"].map(
    (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name)),
  );
  const size = [Number(picture.getAttribute("width")), Number(picture.getAttribute("height"))];
  const current = () => inside({ x: Number(x.value), y: Number(y.value) });

  const show = () => {
    const point = current();
    handle.style.left = `${point.x}%`;
    handle.style.top = `${point.y}%`;
    handle.setAttribute("aria-label", `Focal point: ${point.x}% from the left, ${point.y}% from the top`);
    for (const crop of form.querySelectorAll("[data-focal-crop]")) {
      const ratio = Number(crop.getAttribute("data-focal-crop"));
      crop.setAttribute("viewBox", cropBox(size[0], size[1], ratio, point));
    }
  };
  /** @param {{x: number, y: number}} point */
  const move = (point) => {
    x.value = String(point.x);
    y.value = String(point.y);
    show();
  };

  frame.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    frame.setPointerCapture(event.pointerId);
    handle.focus();
    move(pointAt(picture.getBoundingClientRect(), event.clientX, event.clientY));
  });
  frame.addEventListener("pointermove", (event) => {
    if (!frame.hasPointerCapture(event.pointerId)) return;
    move(pointAt(picture.getBoundingClientRect(), event.clientX, event.clientY));
  });
  handle.addEventListener("keydown", (event) => {
    const point = pointAfterKey(current(), event.key, event.shiftKey ? 10 : 1);
    if (!point) return;
    event.preventDefault();
    move(point);
  });
  for (const input of [x, y]) input.addEventListener("input", show);
  for (const hidden of form.querySelectorAll("[data-focal-point], [data-focal-help]")) {
    /** @type {HTMLElement} */ (hidden).hidden = false;
  }
  show();
}
