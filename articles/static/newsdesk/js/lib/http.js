// @ts-check
/** Requests to the server for fragments of pages. */

/** @typedef {{status: number, html: string}} Answer Status 0: the server could not be reached. */

export const LOGGED_OUT = "You are logged out. Log in in another tab, then try again.";
const FRAGMENT = { "HX-Request": "true" };
const TIMEOUT_MS = 20_000;

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
 * Return the fields of a post. The server refuses it for another person than the page's.
 * @param {URLSearchParams} body
 */
function signed(body) {
  const data = new URLSearchParams(body);
  data.set("csrfmiddlewaretoken", csrfToken());
  data.set("page_owner", document.body.dataset.user || "");
  return data;
}

/**
 * @param {string} url
 * @param {RequestInit} options
 * @returns {Promise<Answer>}
 */
async function request(url, options) {
  try {
    const response = await fetch(url, { headers: FRAGMENT, signal: AbortSignal.timeout(TIMEOUT_MS), ...options });
    if (response.redirected) return { status: 401, html: "" };
    return { status: response.status, html: await response.text() };
  } catch {
    return { status: 0, html: "" };
  }
}

/**
 * Post a form. A redirect (to the login page) counts as status 401.
 * @param {string} url
 * @param {URLSearchParams} body
 * @param {{keepalive?: boolean}} [options]
 * @returns {Promise<Answer>}
 */
export function post(url, body, { keepalive = false } = {}) {
  return request(url, { method: "POST", body: signed(body), keepalive });
}

/**
 * Fetch a fragment.
 * @param {string} url
 * @returns {Promise<Answer>}
 */
export function get(url) {
  return request(url, {});
}

/**
 * Send a form while the page is being left.
 * @param {string} url
 * @param {URLSearchParams} body
 */
export function sendBeacon(url, body) {
  navigator.sendBeacon(url, signed(body));
}

/**
 * @param {string} html
 * @returns {HTMLElement}
 */
export function parse(html) {
  return new DOMParser().parseFromString(html, "text/html").body;
}

/**
 * Return the server's own explanation in an error fragment, if there is one.
 * @param {Answer} answer
 */
function explanation(answer) {
  return answer.html ? parse(answer.html).querySelector("[data-problem]") : null;
}

/**
 * Describe a failed request for the user.
 * @param {Answer} answer
 * @returns {string}
 */
export function errorText(answer) {
  const text = explanation(answer)?.textContent;
  if (text) return text;
  if (answer.status === 0) return "The server cannot be reached.";
  if (answer.status === 401) return LOGGED_OUT;
  if (answer.status === 403) return "You logged out, or logged in again, since this page was opened. Log in, then reload it.";
  if (answer.status >= 500) return "Something went wrong on the server.";
  return "The server rejected the change.";
}

/**
 * Return whether sending the same request again may succeed. A refusal with an explanation is final,
 * unless the explanation has `data-retry`.
 * @param {Answer} answer
 */
export function isRetryable(answer) {
  const { status } = answer;
  const text = explanation(answer);
  if (text) return status >= 500 || text.matches("[data-retry]");
  return [0, 401, 403].includes(status) || status >= 500;
}
