// @ts-check
/** Requests to the server for fragments of pages. */

/** @typedef {{status: number, html: string}} Answer Status 0: the server could not be reached. */

export const LOGGED_OUT = "You are logged out. Log in in another tab, then try again.";
const FRAGMENT = { "HX-Request": "true" };

/**
 * Return the CSRF token. The cookie is preferred: a login in another tab changes it.
 * @returns {string}
 */
export function csrfToken() {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  const field = /** @type {HTMLInputElement | null} */ (
    document.querySelector("input[name=csrfmiddlewaretoken]")
  );
  return cookie?.[1] || field?.value || "";
}

/**
 * Post a form. A redirect (to the login page) counts as status 401.
 * @param {string} url
 * @param {URLSearchParams} body
 * @param {{keepalive?: boolean}} [options]
 * @returns {Promise<Answer>}
 */
export async function post(url, body, { keepalive = false } = {}) {
  const data = new URLSearchParams(body);
  data.set("csrfmiddlewaretoken", csrfToken());
  try {
    const response = await fetch(url, { method: "POST", headers: FRAGMENT, body: data, keepalive });
    if (response.redirected) return { status: 401, html: "" };
    return { status: response.status, html: await response.text() };
  } catch {
    return { status: 0, html: "" };
  }
}

/**
 * Fetch a fragment.
 * @param {string} url
 * @returns {Promise<Answer>}
 */
export async function get(url) {
  try {
    const response = await fetch(url, { headers: FRAGMENT });
    if (response.redirected) return { status: 401, html: "" };
    return { status: response.status, html: await response.text() };
  } catch {
    return { status: 0, html: "" };
  }
}

/**
 * Send a form while the page is being left.
 * @param {string} url
 * @param {URLSearchParams} body
 */
export function sendBeacon(url, body) {
  const data = new URLSearchParams(body);
  data.set("csrfmiddlewaretoken", csrfToken());
  navigator.sendBeacon(url, data);
}

/**
 * @param {string} html
 * @returns {HTMLElement}
 */
export function parse(html) {
  return new DOMParser().parseFromString(html, "text/html").body;
}

/**
 * Return the server's own explanation in an error fragment, "" if there is none.
 * @param {Answer} answer
 */
function explanation(answer) {
  return answer.html ? parse(answer.html).querySelector("[data-problem]")?.textContent || "" : "";
}

/**
 * Describe a failed request for the user.
 * @param {Answer} answer
 * @returns {string}
 */
export function errorText(answer) {
  const text = explanation(answer);
  if (text) return text;
  if (answer.status === 0) return "The server cannot be reached.";
  if (answer.status === 401) return LOGGED_OUT;
  if (answer.status === 403) return "This page is older than your login. Reload it to send the change again.";
  if (answer.status >= 500) return "Something went wrong on the server.";
  return "The server rejected the change.";
}

/**
 * Return whether sending the same request again may succeed. A refusal with an explanation is final.
 * @param {Answer} answer
 */
export function isRetryable(answer) {
  const { status } = answer;
  return status === 0 || status === 401 || status >= 500 || (status === 403 && !explanation(answer));
}
