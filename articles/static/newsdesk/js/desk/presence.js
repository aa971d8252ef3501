// @ts-check
/** Polls who else views which draft, and which drafts were changed meanwhile. */

import { errorText, post, sendBeacon } from "../lib/http.js";

const INTERVAL_MS = 4000;
const FIRST_MS = 400;

/** @typedef {{waits: boolean, text: string, version: number}} Change */
/** @typedef {{seen: [string, string][], at: string, editing: boolean}} Screen */

export class PresencePoller {
  /**
   * @param {HTMLElement} desk
   * @param {() => Screen} screen the drafts on the screen (id and version), and the current one
   * @param {(pk: string, change: Change) => void} onChange
   * @param {(problem: string) => void} onPoll called after each poll, with "" if it succeeded
   */
  constructor(desk, screen, onChange, onPoll) {
    this.desk = desk;
    this.screen = screen;
    this.onChange = onChange;
    this.onPoll = onPoll;
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
    const { here, moved } = JSON.parse(answer.html);
    this.showPeople(here);
    for (const [pk, change] of Object.entries(moved)) this.onChange(pk, change);
  }

  question() {
    const { seen, at, editing } = this.screen();
    const body = new URLSearchParams({ at, doing: editing ? "editing" : "looking" });
    if (this.at && this.at !== at) body.set("left", this.at);
    this.at = at;
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
