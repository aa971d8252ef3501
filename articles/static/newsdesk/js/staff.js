// @ts-check
/** What every staff page has: menus, suggestions, selection, and requests that report failure. */

import { showError } from "./lib/announce.js";
import { enableCopyButtons } from "./lib/copy.js";
import { removeAll, settleSubmitted } from "./lib/drafts.js";
import { LOGGED_OUT } from "./lib/http.js";
import { closeMenusOnClickAndEscape } from "./lib/menus.js";
import { enableSelection } from "./lib/selection.js";
import { suggestWhileTyping } from "./lib/suggest.js";

closeMenusOnClickAndEscape();
suggestWhileTyping();
enableSelection();
enableCopyButtons();

// The login form proposes the browser's time zone for people who have not chosen one.
for (const field of document.querySelectorAll("[data-browser-time-zone]")) {
  /** @type {HTMLInputElement} */ (field).value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
}

// A fragment that cannot be fetched leaves the page as it was.
document.addEventListener("htmx:sendError", () =>
  showError("The server cannot be reached. Nothing was lost; try again."),
);
document.addEventListener("htmx:responseError", (event) => {
  const { status } = /** @type {CustomEvent} */ (event).detail.xhr;
  if (status === 401) showError(LOGGED_OUT, { login: true });
  else if (status === 403) showError("Your role does not allow this, or your login has changed. Reload the page.");
  else if (status >= 500) showError("Something went wrong on the server. Nothing was changed; try again.");
});

// A fragment that refreshes itself waits while the keyboard is inside it.
document.addEventListener("htmx:beforeRequest", (event) => {
  const part = event.target;
  if (part instanceof HTMLElement && part.dataset.refresh !== undefined && part.contains(document.activeElement)) {
    event.preventDefault();
  }
});

try {
  settleSubmitted(localStorage, sessionStorage, document.querySelector("#messages .alert-success") !== null);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form instanceof HTMLFormElement && form.dataset.logout !== undefined) removeAll(localStorage);
  });
} catch {
  // No storage in this browser: nothing is kept, so nothing has to be removed.
}
