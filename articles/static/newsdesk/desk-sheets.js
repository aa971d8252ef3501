// Sheets: the forms in which a key asks more before it is done, within the draft's panel.
"use strict";

window.Desk = window.Desk || {};

(() => {
  class Sheets {
    // `current` returns the panel that is shown.
    constructor(current) {
      this.current = current;
    }

    // Without an answer the sheet is a page of its own.
    async open(link) {
      const panel = this.current();
      const html = await window.Desk.get(link.href);
      if (html === null) location.assign(link.href);
      else if (panel === this.current()) this.fill(panel, html);
    }

    fill(panel, html) {
      const sheet = panel.querySelector("[data-sheet]");
      sheet.replaceChildren(...window.Desk.parse(html).childNodes);
      (sheet.querySelector("textarea") || sheet.querySelector("button"))?.focus();
    }

    // Whether there was one to close.
    close() {
      const sheet = this.current()?.querySelector("[data-sheet]");
      if (!sheet?.hasChildNodes()) return false;
      sheet.replaceChildren();
      this.current().querySelector(".draft-title").focus({ preventScroll: true });
      return true;
    }
  }

  window.Desk.Sheets = Sheets;
})();
