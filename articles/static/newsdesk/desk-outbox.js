// Decisions on their way: one after the other, none lost.
//
// What was decided goes into the outbox and the desk goes on. What the server did not take stays
// here, says why, and can be sent again; so does what was still here when the page was closed. To
// send something twice does no harm: the server knows what it has done from which version.
"use strict";

window.Desk = window.Desk || {};

(() => {
  const PART = { "HX-Request": "true" };

  // A login in another tab changes it: the cookie knows before the page does.
  function token() {
    const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    const field = document.querySelector("input[name=csrfmiddlewaretoken]");
    return cookie?.[1] || field?.value || "";
  }

  // Return {status, html}; status 0 means that nobody answered.
  async function post(url, body, keepalive = false) {
    const data = new URLSearchParams(body);
    data.set("csrfmiddlewaretoken", token());
    try {
      const response = await fetch(url, { method: "POST", headers: PART, body: data, keepalive });
      if (response.redirected) return { status: 401, html: "" };
      return { status: response.status, html: await response.text() };
    } catch {
      return { status: 0, html: "" };
    }
  }

  async function get(url) {
    try {
      const response = await fetch(url, { headers: PART });
      if (response.redirected || !response.ok) return null;
      return await response.text();
    } catch {
      return null;
    }
  }

  function parse(html) {
    return new DOMParser().parseFromString(html, "text/html").body;
  }

  function toldIn(html) {
    return parse(html).querySelector("[data-problem]")?.textContent || "";
  }

  function problemOf({ status, html }) {
    const reason = toldIn(html);
    if (reason) return reason;
    if (status === 0) return "The desk cannot be reached.";
    if (status === 401) return "You are logged out. Log in in another tab, then try again.";
    if (status === 403) return "The page is older than your login. Load it again, and it is sent again.";
    if (status >= 500) return "Something went wrong at the desk.";
    return "The desk did not take it.";
  }

  // Whether sending it again may help. What the desk itself refuses, it refuses with a reason.
  function isPassing({ status, html }) {
    return status === 0 || status === 401 || status >= 500 || (status === 403 && !toldIn(html));
  }

  class Outbox {
    constructor(place, person, events) {
      this.place = place;
      this.key = `desk-outbox-${person}`;
      this.events = events;
      this.waiting = [];
      this.failed = [];
      this.inFlight = null;
      window.addEventListener("online", () => this.again());
      window.addEventListener("beforeunload", (event) => {
        if (this.failed.length) event.preventDefault();
      });
      window.addEventListener("pagehide", () => this.sendOff());
      this.restore();
    }

    isBusy() {
      return this.inFlight !== null || this.waiting.length > 0;
    }

    // An item: url, body, title, pk; `complete` adds what is known only when it goes off;
    // `once` is not to be sent again by itself.
    send(item) {
      this.waiting.push(item);
      this.keep();
      this.next();
    }

    async next() {
      if (this.inFlight || this.waiting.length === 0) return;
      const item = this.waiting.shift();
      this.inFlight = item;
      const body = new URLSearchParams(item.body);
      if (item.complete) item.complete(body);
      const answer = await post(item.url, body, true);
      this.inFlight = null;
      if (answer.status === 200) this.events.saved(item, parse(answer.html));
      else this.fail(item, answer);
      this.keep();
      this.next();
      if (!this.isBusy()) this.events.empty();
    }

    fail(item, answer) {
      item.problem = problemOf(answer);
      item.passing = isPassing(answer) && !item.once;
      this.failed.push(item);
      this.show();
      this.events.failed(item);
    }

    // Send again what only failed on its way.
    again() {
      const items = this.failed.filter((item) => item.passing);
      this.failed = this.failed.filter((item) => !item.passing);
      this.show();
      for (const item of items) this.send(item);
    }

    drop(item) {
      this.failed = this.failed.filter((other) => other !== item);
      this.events.dropped(item);
      this.keep();
      this.show();
    }

    show() {
      this.place.replaceChildren(...this.failed.map((item) => this.notice(item)));
      this.place.hidden = this.failed.length === 0;
    }

    notice(item) {
      const notice = document.createElement("div");
      notice.className = "notice notice-bad";
      notice.setAttribute("role", "alert");
      const text = document.createElement("p");
      text.textContent = `Not saved: ${item.title}. ${item.problem}`;
      const ways = document.createElement("p");
      ways.className = "cluster";
      if (item.passing) ways.append(this.button("Try again", () => this.again()));
      if (item.pk) ways.append(this.button("Look at it", () => { this.drop(item); this.events.look(item); }));
      ways.append(this.button("Let it go", () => this.drop(item)));
      const whole = document.createElement("div");
      whole.append(text, ways);
      notice.append(whole);
      return notice;
    }

    button(label, act) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = label;
      button.addEventListener("click", act);
      return button;
    }

    unsaved() {
      const items = [this.inFlight, ...this.waiting, ...this.failed.filter((item) => item.passing)];
      return items.filter((item) => item && !item.once);
    }

    // What is not saved yet outlives the page.
    keep() {
      this.events.busy(this.isBusy());
      const plain = this.unsaved().map(({ url, body, title, pk }) => ({ url, body: body.toString(), title, pk }));
      try {
        if (plain.length) localStorage.setItem(this.key, JSON.stringify(plain));
        else localStorage.removeItem(this.key);
      } catch {
        // No storage: what is unsaved asks before the page is closed.
      }
    }

    restore() {
      let items = [];
      try {
        items = JSON.parse(localStorage.getItem(this.key) || "[]");
      } catch {
        return;
      }
      for (const item of items) {
        const url = new URL(item.url, location.href);
        if (url.origin === location.origin) this.send({ ...item, restored: true });
      }
    }

    // The page goes; the browser delivers the rest.
    sendOff() {
      for (const item of this.waiting) {
        if (item.once) continue;
        const data = new URLSearchParams(item.body);
        data.set("csrfmiddlewaretoken", token());
        navigator.sendBeacon(item.url, data);
      }
    }
  }

  window.Desk.Outbox = Outbox;
  window.Desk.problemOf = problemOf;
  window.Desk.post = post;
  window.Desk.get = get;
  window.Desk.parse = parse;
  window.Desk.token = token;
})();
