// @ts-check
/** Show times in the reader's own zone. Without it they are in the zone of the site. */

const MONTHS = { day: "numeric", month: "short", year: "numeric" };
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/**
 * Return a time as the server writes it, such as "4 May 2031, 14:05 GMT+2".
 * @param {Date} at
 * @param {string} [zone]
 */
export function fullTime(at, zone) {
  const day = new Intl.DateTimeFormat("en-GB", { ...MONTHS, timeZone: zone }).format(at);
  return `${day}, ${clockTime(at, zone)} ${zoneName(at, zone)}`;
}

/**
 * Return the clock, such as "14:05".
 * @param {Date} at
 * @param {string} [zone]
 */
export const clockTime = (at, zone) => new Intl.DateTimeFormat("en-GB", { ...CLOCK, timeZone: zone }).format(at);

/**
 * Return the clock, after the day of the week if that is not the day of the server's date.
 * @param {string} iso The time as the server writes it, in the zone of the site.
 * @param {string} [zone]
 */
export function clockInGroup(iso, zone) {
  const at = new Date(iso);
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(at);
  const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short", timeZone: zone }).format(at);
  return day === iso.slice(0, 10) ? clockTime(at, zone) : `${weekday} ${clockTime(at, zone)}`;
}

/**
 * @param {Date} at
 * @param {string} [zone]
 */
function zoneName(at, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZoneName: "short", timeZone: zone }).formatToParts(at);
  return parts.find((part) => part.type === "timeZoneName")?.value || "";
}

/** @param {Document} page */
export function showLocalTimes(page) {
  for (const time of page.querySelectorAll("time[data-local]")) {
    const iso = time.getAttribute("datetime") || "";
    const at = new Date(iso);
    if (Number.isNaN(at.getTime())) continue;
    const text = time.getAttribute("data-local") === "clock" ? clockInGroup(iso) : fullTime(at);
    if (text !== time.textContent) time.textContent = text;
  }
  const zone = page.querySelector("[data-local-zone]");
  if (zone) zone.textContent = zoneName(new Date());
}
