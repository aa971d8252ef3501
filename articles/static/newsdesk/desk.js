// The review desk: one key decides and goes on.
//
// The next drafts are here before they are wanted. A key shows the next one at once and puts the
// decision into the outbox; the answer brings the drafts that come after. Everything is a form or
// a link of the page, which works as well without this script.
"use strict";

(() => {
  const desk = document.getElementById("desk");
  if (!desk) return;
  const place = document.getElementById("desk-panel");
  const next = document.getElementById("desk-next");
  const queue = document.getElementById("desk-queue");
  const trail = document.getElementById("desk-trail");
  const help = document.getElementById("desk-help");
  const decided = new Set();
  const past = [];
  const sheets = new window.Desk.Sheets(() => current());
  let isWaiting = false;

  const outbox = new window.Desk.Outbox(document.getElementById("desk-outbox"), desk.dataset.person, {
    saved: (item, answer) => (item.saved || take)(answer),
    failed: (item) => {
      // What will be sent again is as good as decided; anything else is in the queue again.
      if (!item.passing) decided.delete(item.pk);
      say(`Not saved: ${item.title}. ${item.problem}`);
      if (isWaiting) fetchAhead();
    },
    dropped: (item) => decided.delete(item.pk),
    look: (item) => jump(item.pk),
    busy: (is) => desk.toggleAttribute("data-saving", is),
    empty: () => {
      if (isWaiting) fetchAhead();
    },
  });

  // What is on the screen

  function current() {
    return place.querySelector(".draft");
  }

  function panels() {
    return [...next.querySelectorAll(":scope > .draft")];
  }

  function say(text) {
    document.getElementById("desk-say").textContent = text;
  }

  function tell(text) {
    if (trail.contains(document.activeElement)) return;
    const line = document.createElement("p");
    line.className = "desk-done";
    line.textContent = text;
    trail.replaceChildren(line);
  }

  function show(panel) {
    isWaiting = false;
    place.replaceChildren(panel);
    for (const link of queue.querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
    queue.querySelector(`[data-pk="${panel.dataset.pk}"] a`)?.setAttribute("aria-current", "true");
    history.replaceState(null, "", addressAt(panel.dataset.pk));
    const title = panel.querySelector(".draft-title");
    title.focus({ preventScroll: true });
    if (place.getBoundingClientRect().top < 0 || place.getBoundingClientRect().top > innerHeight / 2) {
      place.scrollIntoView({ block: "start" });
    }
  }

  function addressAt(pk) {
    return `${desk.dataset.queue}?${[desk.dataset.query, `at=${pk}`].filter(Boolean).join("&")}`;
  }

  function goOn() {
    const [panel] = panels();
    if (panel) {
      show(panel);
      return;
    }
    isWaiting = true;
    place.setAttribute("aria-busy", "true");
    if (!outbox.isBusy()) fetchAhead();
  }

  function finish() {
    isWaiting = false;
    place.replaceChildren(document.getElementById("desk-finished").content.cloneNode(true));
    place.querySelector("h2").focus();
  }

  // What the server sends

  function take(answer) {
    const ahead = answer.querySelector("[data-ahead]");
    const news = answer.querySelector("[data-trail]");
    if (news && !trail.contains(document.activeElement)) trail.replaceChildren(...news.childNodes);
    if (ahead) takeAhead(ahead);
  }

  function takeAhead(ahead) {
    const rows = ahead.querySelector("[data-rows]");
    for (const row of rows.querySelectorAll("[data-pk]")) {
      if (decided.has(row.dataset.pk)) row.remove();
    }
    const shown = current()?.dataset.pk;
    for (const panel of ahead.querySelectorAll("[data-panels] > .draft")) {
      const pk = panel.dataset.pk;
      if (decided.has(pk) || pk === shown || past.some((other) => other.dataset.pk === pk)) continue;
      next.querySelector(`:scope > [data-pk="${pk}"]`)?.remove();
      next.append(panel);
    }
    for (const row of rows.querySelectorAll("[data-pk]")) {
      const panel = next.querySelector(`:scope > [data-pk="${row.dataset.pk}"]`);
      if (panel) next.append(panel);
    }
    // What the queue no longer has next was decided meanwhile, or comes later.
    for (const panel of panels()) {
      if (!rows.querySelector(`[data-pk="${panel.dataset.pk}"]`)) panel.remove();
    }
    if (!outbox.isBusy()) {
      document.getElementById("desk-left").textContent = ahead.querySelector("[data-left]").textContent.trim();
      queue.replaceChildren(...rows.childNodes);
      queue.querySelectorAll("[aria-current]").forEach((link) => link.removeAttribute("aria-current"));
      queue.querySelector(`[data-pk="${shown}"] a`)?.setAttribute("aria-current", "true");
    }
    place.removeAttribute("aria-busy");
    // The queue no longer has the draft that is shown: what became of it?
    if (current() && !queue.querySelector(`[data-pk="${current().dataset.pk}"]`)) together.ask();
    if (!isWaiting) return;
    if (panels().length) show(panels()[0]);
    else if (!outbox.isBusy()) finish();
  }

  function known(parameters) {
    parameters.set("at", current() && !isWaiting ? current().dataset.pk : "");
    parameters.delete("have");
    if (current()) parameters.append("have", current().dataset.pk);
    for (const panel of panels()) parameters.append("have", panel.dataset.pk);
  }

  async function fetchAhead() {
    const parameters = new URLSearchParams(desk.dataset.query);
    known(parameters);
    const html = await window.Desk.get(`${desk.dataset.ahead}?${parameters}`);
    if (html !== null) take(window.Desk.parse(html));
    else if (isWaiting) tell("The desk cannot be reached. Load the page again.");
  }

  // Show a draft that is not among the next ones.
  async function jump(pk) {
    const parameters = new URLSearchParams(desk.dataset.query);
    parameters.set("at", pk);
    const html = await window.Desk.get(`${desk.dataset.ahead}?${parameters}`);
    const panel = html && window.Desk.parse(html).querySelector(`.draft[data-pk="${pk}"]`);
    if (!panel) {
      location.assign(addressAt(pk));
      return;
    }
    decided.delete(pk);
    next.replaceChildren();
    show(panel);
    take(window.Desk.parse(html));
  }

  // What a person does

  function decide(form, button) {
    const panel = current();
    if (panel?.hasAttribute("data-closed")) {
      say("This draft was decided meanwhile. Press j, or Next, to go on.");
      return;
    }
    const body = new URLSearchParams(new FormData(form, button));
    const done = button?.dataset.done || form.dataset.done || "Decided";
    const title = form.dataset.title || "Without a title";
    const pk = panel.dataset.pk;
    decided.add(pk);
    for (const other of form.querySelectorAll("[data-settles], [name=seen]")) {
      const settled = other.value.split(":")[0];
      decided.add(settled);
      next.querySelector(`:scope > [data-pk="${settled}"]`)?.remove();
    }
    queue.querySelector(`[data-pk="${pk}"]`)?.remove();
    const address = button?.hasAttribute("formaction") ? button.formAction : form.action;
    panel.remove();
    goOn();
    tell(`${done}: ${title}`);
    say(`${done}: ${title}. ${current() ? "" : "Loading the next draft."}`);
    outbox.send({ url: address, body, title: `${done}: ${title}`, pk, complete: known });
  }

  function undo() {
    say("Undoing.");
    const body = new URLSearchParams({ queue: desk.dataset.query });
    outbox.send({ url: desk.dataset.undo, body, title: "Undo", once: true, complete: known, saved: takeBack });
  }

  function takeBack(answer) {
    const panel = answer.querySelector("[data-panels] > .draft");
    if (panel) {
      const before = current();
      decided.delete(panel.dataset.pk);
      if (before && before.dataset.pk !== panel.dataset.pk) next.prepend(before);
      next.querySelector(`:scope > [data-pk="${panel.dataset.pk}"]`)?.remove();
      show(panel);
    }
    say(answer.querySelector("[data-trail]").textContent.trim());
    take(answer);
  }

  function pass() {
    const panel = current();
    if (!panel) return;
    sheets.close();
    past.push(panel);
    panel.remove();
    goOn();
    fetchAhead();
  }

  async function goBack(link) {
    if (past.length === 0) {
      await settled();
      location.assign(link.href);
      return;
    }
    sheets.close();
    if (current()) next.prepend(current());
    show(past.pop());
    together.ask();
  }

  function settled() {
    return new Promise((resolve) => {
      const look = () => (outbox.isBusy() ? setTimeout(look, 50) : resolve());
      look();
    });
  }

  // Sheets

  async function saveSheet(form, button) {
    const panel = current();
    const body = new URLSearchParams(new FormData(form, button));
    body.set("at", panel.dataset.pk);
    for (const other of panels()) body.append("have", other.dataset.pk);
    const { status, html } = await window.Desk.post(form.action, body);
    const answer = window.Desk.parse(html);
    if (status !== 200) {
      if (answer.querySelector(".desk-sheet")) sheets.fill(panel, html);
      else notice(panel, `Not saved. ${window.Desk.problemOf({ status, html })} What you typed is still here.`);
      return;
    }
    const fresh = answer.querySelector(`[data-panels] > [data-pk="${panel.dataset.pk}"]`);
    if (fresh) show(fresh);
    else leave(panel);
    take(answer);
    say(answer.querySelector("[data-trail]").textContent.trim() || "Saved.");
    // What else its source wants comes at once.
    const more = form.matches("[data-settles-one]") && fresh?.querySelector("[data-key=c]");
    if (more) sheets.open(more);
  }

  // The draft no longer passes the filter.
  function leave(panel) {
    queue.querySelector(`[data-pk="${panel.dataset.pk}"]`)?.remove();
    panel.remove();
    goOn();
  }

  async function explain(form, button) {
    const body = new URLSearchParams(new FormData(form, button));
    current()?.querySelector(".draft-title").focus({ preventScroll: true });
    const { status, html } = await window.Desk.post(form.action, body);
    if (status === 200) {
      trail.replaceChildren(...window.Desk.parse(html).childNodes);
      say(trail.textContent.trim());
      return;
    }
    // The form is here again with what was typed, whatever the desk has told meanwhile.
    const line = document.createElement("p");
    line.className = "field-error";
    line.setAttribute("role", "alert");
    line.textContent = `The reason was not saved; the draft is rejected all the same. ${window.Desk.problemOf({ status, html })}`;
    form.querySelector(".field-error")?.remove();
    form.append(line);
    trail.replaceChildren(form);
  }

  // What others do

  function notice(panel, text) {
    const line = document.createElement("p");
    line.className = "notice notice-warn";
    line.textContent = text;
    panel.querySelector("[data-notice]").replaceChildren(line);
  }

  function moved(pk, what) {
    if (decided.has(pk)) return;
    const row = queue.querySelector(`[data-pk="${pk}"]`);
    const ahead = next.querySelector(`:scope > [data-pk="${pk}"]`);
    const panel = current();
    if (row && !what.waits) {
      row.dataset.gone = "";
      row.querySelector("[data-here]").textContent = what.text;
    }
    if (row) row.dataset.version = what.version;
    ahead?.remove();
    if (panel?.dataset.pk === pk && panel.dataset.version !== String(what.version)) {
      panel.dataset.version = what.version;
      if (!what.waits) {
        panel.dataset.closed = "";
        notice(panel, `Decided meanwhile. ${what.text} Press j, or Next, to go on.`);
      } else if (panel.querySelector("[data-sheet]").hasChildNodes()) {
        notice(panel, `Changed meanwhile. ${what.text} Saving will show both versions.`);
      } else {
        jump(pk);
      }
    }
    if (ahead) fetchAhead();
  }

  function screen() {
    const seen = [...desk.querySelectorAll(".draft[data-pk], .desk-row[data-pk]:not([data-gone])")];
    return {
      seen: [...new Map(seen.map((each) => [each.dataset.pk, each.dataset.version]))],
      at: current()?.dataset.pk || "",
      editing: Boolean(current()?.querySelector("[data-sheet] textarea")),
    };
  }

  // Keys, buttons, links

  const REPEATED = new Set(["j", "k"]);

  // In a sheet, a letter is no decision about the draft, whatever has the focus there.
  function isTyping(target) {
    return Boolean(target.closest?.("input, textarea, select, [contenteditable], [data-sheet]"));
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.key === "Escape" && sheets.close()) return;
    if (isTyping(event.target)) return;
    const key = event.key.toLowerCase();
    if (event.repeat && !REPEATED.has(key)) return;
    const target = targetOf(key);
    if (!target) return;
    event.preventDefault();
    if (key === "/") target.focus();
    else target.click();
  });

  function targetOf(key) {
    if (key === "/") return document.getElementById("desk-search");
    if (/^[1-9]$/.test(key)) return trail.querySelectorAll("[data-why] button[name=reason]")[key - 1];
    if (!/^[a-z?]$/.test(key)) return null;
    return place.querySelector(`[data-key="${key}"]`) || document.querySelector(`.desk-head [data-key="${key}"]`);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!desk.contains(form) || event.defaultPrevented) return;
    const act = actOf(form, button);
    if (!act) return;
    event.preventDefault();
    act(form, button);
  });

  function actOf(form, button) {
    if (button?.dataset.key === "u") return undo;
    if (form.matches("[data-why]")) return explain;
    if (form.matches("[data-decides]")) return decide;
    if (form.matches("[data-sheet-form]")) return saveSheet;
    return null;
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest("a, button");
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const act = clickOf(target);
    if (!act) return;
    event.preventDefault();
    act(target);
  });

  function clickOf(target) {
    if (target.dataset.key === "?") return () => help.showModal();
    if (target.matches("[data-close]")) return () => sheets.close();
    if (target.matches("[data-opens]")) return (link) => sheets.open(link);
    if (target.dataset.key === "j") return pass;
    if (target.dataset.key === "k") return goBack;
    const row = target.closest(".desk-row");
    if (row) return () => { if (row.dataset.pk !== current()?.dataset.pk) jump(row.dataset.pk); };
    if (target.matches("a[href]:not([target])") && outbox.isBusy()) {
      return async (link) => { await settled(); location.assign(link.href); };
    }
    return null;
  }

  // What was typed and not sent is worth a question.
  window.addEventListener("beforeunload", (event) => {
    const typed = [...desk.querySelectorAll("[data-sheet] :is(textarea, input:not([type=hidden]))")];
    if (typed.some((field) => field.value !== field.defaultValue)) event.preventDefault();
  });

  if (current()) fetchAhead();
  const together = new window.Desk.Together(desk, screen, moved, (text) => {
    const panel = current();
    if (panel && text) notice(panel, text);
    else panel?.querySelector("[data-notice]").replaceChildren();
    if (!text) outbox.again();
  });
})();
