// What every page of the staff has: menus that close, and requests that say when they fail.
"use strict";

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".staff-menu[open], .staff-me[open], [data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector(".staff-menu[open], .staff-me[open], [data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

const LOGGED_OUT = "You are logged out. What you typed is still here: log in in another tab, or send it and log in then.";

// A fragment that cannot be fetched leaves the page as it was, and says so.
function say(text) {
  const messages = document.getElementById("messages");
  if (!messages) return;
  const notice = document.createElement("div");
  notice.className = "notice notice-bad";
  notice.setAttribute("role", "alert");
  notice.textContent = text;
  messages.replaceChildren(notice);
}

document.addEventListener("htmx:sendError", () => say("The desk cannot be reached. Nothing is lost; try again."));
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status === 401) say(LOGGED_OUT);
  else if (status === 403) say("Your role does not allow this, or you were logged out. Load the page again.");
  else if (status >= 500) say("Something went wrong at the desk. Nothing was changed; try again.");
});

// Boxes that choose all others of their table.
document.addEventListener("change", (event) => {
  const box = event.target.closest("[data-selects]");
  if (!box) return;
  for (const other of document.querySelectorAll(`input[type=checkbox][name="${box.dataset.selects}"]`)) {
    if (other.checked !== box.checked) {
      other.checked = box.checked;
      other.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
});

// The login form proposes the browser's time zone for people who have not chosen one.
for (const field of document.querySelectorAll("[data-browser-time-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
}
