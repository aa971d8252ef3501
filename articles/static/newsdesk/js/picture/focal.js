// @ts-check
/** The focal point of a picture: where it is moved, and what each shape shows around it. */

/** @typedef {{x: number, y: number}} Point in percent of width and height */

/** @param {number} value @param {number} low @param {number} high */
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/**
 * Return the `viewBox` of a crop: the largest part with this ratio, as near to the point as the
 * edges allow (the same as `fit` in articles/images/shapes.py).
 * @param {number} width
 * @param {number} height
 * @param {number} ratio
 * @param {Point} point
 */
export function cropBox(width, height, ratio, point) {
  const across = Math.min(width, height * ratio);
  const down = Math.min(height, width / ratio);
  const left = clamp((width * point.x) / 100 - across / 2, 0, width - across);
  const top = clamp((height * point.y) / 100 - down / 2, 0, height - down);
  return `${left} ${top} ${across} ${down}`;
}

/** @param {Point} point @returns {Point} whole percents within the picture */
export function inside(point) {
  return { x: clamp(Math.round(point.x), 0, 100), y: clamp(Math.round(point.y), 0, 100) };
}

/** @type {Record<string, Point>} */
const STEPS = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/**
 * Return the point after a key, or null for a key that does not move it.
 * @param {Point} point
 * @param {string} key
 * @param {number} distance
 */
export function pointAfterKey(point, key, distance) {
  const step = STEPS[key];
  return step ? inside({ x: point.x + step.x * distance, y: point.y + step.y * distance }) : null;
}

/**
 * Return the point of a place on the screen.
 * @param {{left: number, top: number, width: number, height: number}} frame
 * @param {number} clientX
 * @param {number} clientY
 */
export function pointAt(frame, clientX, clientY) {
  return inside({
    x: ((clientX - frame.left) / frame.width) * 100,
    y: ((clientY - frame.top) / frame.height) * 100,
  });
}
