// @ts-check
/** Shows what other users do to the drafts of this page. */

import { showNotice } from "./status.js";

/** @typedef {import("./presence.js").Change} Change */

export class ChangesByOthers {
  /**
   * @param {import("./draft_queue.js").DraftQueue} queue
   * @param {import("./dialogs.js").Dialogs} dialogs
   * @param {import("./draft_loader.js").DraftLoader} loader
   */
  constructor(queue, dialogs, loader) {
    this.queue = queue;
    this.dialogs = dialogs;
    this.loader = loader;
  }

  /**
   * Note that a draft was changed or decided.
   * @param {string} pk
   * @param {Change} change
   */
  note(pk, change) {
    if (this.queue.decidedIds.has(pk)) return;
    const row = this.queue.row(pk);
    if (row) {
      row.dataset.version = String(change.version);
      if (!change.waits) {
        row.dataset.decided = "";
        const people = row.querySelector("[data-people]");
        if (people) people.textContent = change.text;
      }
    }
    const draft = this.queue.current();
    if (draft?.dataset.pk === pk && draft.dataset.version !== String(change.version)) this.noteCurrent(draft, change);
    this.dropLoaded(pk);
  }

  /**
   * @param {HTMLElement} draft
   * @param {Change} change
   */
  noteCurrent(draft, change) {
    draft.dataset.version = String(change.version);
    if (!change.waits) {
      draft.dataset.decided = "";
      showNotice(draft, `Already decided. ${change.text} Press J to continue.`);
    } else if (this.dialogs.isOpen(draft)) {
      showNotice(draft, `Changed by someone else. ${change.text} Saving will show both versions.`);
    } else {
      this.loader.show(draft.dataset.pk || "");
    }
  }

  /**
   * Leave a draft to the user who claims it, which happens after a pause of two minutes.
   * @param {string} pk
   * @param {string} user
   */
  noteClaim(pk, user) {
    const draft = this.queue.current();
    const text = `${user} is reviewing this draft.`;
    if (draft?.dataset.pk === pk && !draft.hasAttribute("data-decided")) {
      // Not announced again by each poll.
      if (!draft.querySelector("[data-notice]")?.textContent?.includes(text)) showNotice(draft, text);
    }
    this.dropLoaded(pk);
  }

  /**
   * Load other drafts instead of one that was loaded ahead.
   * @param {string} pk
   */
  dropLoaded(pk) {
    const loaded = this.queue.loadedDraft(pk);
    loaded?.remove();
    if (loaded) this.loader.load();
  }
}
