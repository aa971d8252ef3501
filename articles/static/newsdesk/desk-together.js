// Who else is here, and what they decided meanwhile: one small question every few seconds.
"use strict";

window.Desk = window.Desk || {};

(() => {
  const EVERY = 4000;

  class Together {
    // `screen` tells what is seen ([[pk, version]]), which draft is looked at, whether it is edited;
    // `shut` is told why nobody is let in any more, and "" when one is again.
    constructor(desk, screen, moved, shut) {
      this.desk = desk;
      this.screen = screen;
      this.moved = moved;
      this.shut = shut;
      this.at = "";
      this.timer = window.setInterval(() => this.ask(), EVERY);
      window.setTimeout(() => this.ask(), 400);
      document.addEventListener("visibilitychange", () => this.ask());
      window.addEventListener("pagehide", () => this.leave());
    }

    async ask() {
      if (document.hidden || this.isAsking) return;
      this.isAsking = true;
      const { seen, at, editing } = this.screen();
      const body = new URLSearchParams({ at, doing: editing ? "editing" : "looking" });
      if (this.at && this.at !== at) body.set("left", this.at);
      this.at = at;
      for (const [pk, version] of seen) body.append("seen", `${pk}:${version}`);
      const { status, html } = await window.Desk.post(this.desk.dataset.pulse, body);
      this.isAsking = false;
      const isShut = status === 401 || status === 403;
      if (isShut !== Boolean(this.isShut)) this.shut(isShut ? window.Desk.problemOf({ status, html }) : "");
      this.isShut = isShut;
      if (status !== 200) return;
      const answer = JSON.parse(html);
      this.showPeople(answer.here);
      for (const [pk, what] of Object.entries(answer.moved)) this.moved(pk, what);
    }

    showPeople(here) {
      for (const place of this.desk.querySelectorAll("[data-pk] [data-here]")) {
        const text = here[place.closest("[data-pk]").dataset.pk] || "";
        if (place.textContent !== text) place.textContent = text;
      }
    }

    leave() {
      if (!this.at) return;
      const body = new URLSearchParams({ at: this.at, csrfmiddlewaretoken: window.Desk.token() });
      navigator.sendBeacon(this.desk.dataset.gone, body);
    }
  }

  window.Desk.Together = Together;
})();
