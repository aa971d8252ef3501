// @ts-check
/**
 * Polls who else views or claims which draft, and which drafts were changed meanwhile. Each poll
 * renews the claims on the drafts of this page, unless the user has done nothing for a while.
 */

import { errorText, post, sendBeacon } from "../lib/http.js";

const INTERVAL_MS = 4000;
const FIRST_MS = 400;
const IDLE_MS = 3 * INTERVAL_MS;
const INPUT = ["keydown", "pointerdown", "pointermove", "wheel", "scroll", "touchmove"];

/** @typedef {{waits: boolean, text: string, version: number}} Change */
/** @typedef {{seen: [string, string][], at: string, have: string[], editing: boolean}} Screen */

export class PresencePoller {
  /**
   * @param {HTMLElement} desk
   * @param {() => Screen} screen the drafts on the screen (id and version), the current one, and those loaded ahead
   * @param {(pk: string, change: Change) => void} onChange
   * @param {(pk: string, user: string) => void} onClaim called for each draft on the screen that another user has
   * @param {(problem: string) => void} onPoll called after each poll, with "" if it succeeded
   */
  constructor(desk, screen, onChange, onClaim, onPoll) {
    this.desk = desk;
    this.screen = screen;
    this.onChange = onChange;
    this.onClaim = onClaim;
    this.onPoll = onPoll;
    this.lastInput = performance.now();
    for (const type of INPUT) {
      document.addEventListener(type, () => (this.lastInput = performance.now()), { capture: true, passive: true });
    }
    this.at = "";
    this.isPolling = false;
    window.setInterval(() => this.poll(), INTERVAL_MS);
    window.setTimeout(() => this.poll(), FIRST_MS);
    document.addEventListener("visibilitychange", () => this.poll());
    window.addEventListener("pagehide", () => this.leave());
  }

  async poll() {
    if (document.hidden || this.isPolling) return;
    this.isPolling = true;
    const answer = await post(this.desk.dataset.poll || "", this.question());
    this.isPolling = false;
    const problem = answer.status === 200 ? "" : errorText(answer);
    this.onPoll(problem);
    if (problem) return;
    const { here, moved, claimed } = JSON.parse(answer.html);
    this.showPeople(here);
    for (const [pk, change] of Object.entries(moved)) this.onChange(pk, change);
    for (const [pk, user] of Object.entries(claimed)) this.onClaim(pk, user);
  }

  question() {
    const { seen, at, have, editing } = this.screen();
    const body = new URLSearchParams({ at, doing: editing ? "editing" : "looking" });
    if (this.at && this.at !== at) body.set("left", this.at);
    this.at = at;
    if (performance.now() - this.lastInput < IDLE_MS) body.set("active", "yes");
    for (const pk of have) body.append("have", pk);
    for (const [pk, version] of seen) body.append("seen", `${pk}:${version}`);
    return body;
  }

  /** @param {Record<string, string>} here text for each draft that someone else views */
  showPeople(here) {
    for (const place of this.desk.querySelectorAll("[data-pk] [data-people]")) {
      const owner = /** @type {HTMLElement} */ (place.closest("[data-pk]"));
      const text = here[owner.dataset.pk || ""] || "";
      if (place.textContent !== text) place.textContent = text;
    }
  }

  leave() {
    if (this.at) sendBeacon(this.desk.dataset.leave || "", new URLSearchParams({ at: this.at }));
  }
}
