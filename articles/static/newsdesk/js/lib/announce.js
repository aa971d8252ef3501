// @ts-check
/** Messages to the user. */

/**
 * Show an error at the top of the page, with a link to log in if the session has ended.
 * @param {string} text
 * @param {{login?: boolean}} [options]
 */
export function showError(text, { login = false } = {}) {
  const messages = document.getElementById("messages");
  if (!messages) return;
  const alert = document.createElement("div");
  alert.className = "alert alert-error";
  alert.setAttribute("role", "alert");
  const line = document.createElement("p");
  line.textContent = text;
  if (login) line.append(" ", loginLink());
  alert.append(line);
  messages.replaceChildren(alert);
}

/**
 * Return a link that opens the login page in a new tab, so that this page keeps what was typed.
 * @returns {HTMLAnchorElement}
 */
export function loginLink() {
  const link = document.createElement("a");
  link.href = document.body.dataset.loginUrl || "/admin/login/";
  link.target = "_blank";
  link.rel = "opener";
  link.textContent = "Log in (new tab)";
  return link;
}

/**
 * @param {string} label
 * @param {() => void} onClick
 * @returns {HTMLButtonElement}
 */
export function button(label, onClick) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button";
  element.textContent = label;
  element.addEventListener("click", onClick);
  return element;
}
