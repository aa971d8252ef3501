"""From a key to the next draft on the screen, at the review desk in a real Chromium.

It publishes and rejects as quickly as a person does who knows what they want. The time runs from
the key to the first frame that shows the next draft.
"""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, sync_playwright

from .bench import Bench
from .figures import Figure
from .processes import ROOT, Failed

DRAFTS = 10_000
REQUESTS = 2  # a decision; the review desk promises no more
_OF_PAGES = 1.9  # articles of `pages fill` for one draft that is to be reviewed
_PAUSE = 0.15  # seconds between two keys
_WATCH = """
(() => {
  window.taken = [];
  let pressed = 0;
  document.addEventListener("keydown", () => { pressed = performance.now(); }, true);
  document.addEventListener("DOMContentLoaded", () => {
    const panel = document.getElementById("desk-panel");
    if (!panel) return;
    new MutationObserver(() => {
      const since = pressed;
      if (!since || !panel.querySelector(".draft")) return;
      pressed = 0;
      requestAnimationFrame(() => window.taken.push(performance.now() - since));
    }).observe(panel, { childList: true });
  });
})();
"""


def measure_keys(bench: Bench) -> list[Figure]:
    """Return the seconds from each key to the next draft, and the requests of a decision."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        bench.say("no Chromium here")
        return []
    bench.say(f"making {DRAFTS} drafts")
    bench.databases.copy("migrated", "keys")
    bench.pages("keys", "fill", str(int(DRAFTS * _OF_PAGES)))
    bench.databases.settle("keys")
    bench.command("keys", "collectstatic", "--noinput", "--verbosity=0")
    session = bench.pages("keys", "enter")
    bench.say("deciding by keys")
    with _server(bench) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(base_url=address)
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        taken, requests = _decide(context.new_page(), bench.sizes.keys)
        browser.close()
    return [
        Figure(f"(from key to next draft, {DRAFTS} drafts)", tuple(ms / 1000 for ms in taken), "s"),
        Figure("requests of a decision", (requests / len(taken),), "requests", REQUESTS),
    ]


def _decide(page: Page, keys: int) -> tuple[list[float], int]:
    """Press so many keys; return the milliseconds of each, and the requests that were made."""
    sent: list[Any] = []
    page.add_init_script(_WATCH)
    page.goto("/desk/")
    page.wait_for_selector("#desk-panel .draft")
    time.sleep(1)
    page.on("request", lambda request: request.resource_type == "fetch" and sent.append(request))
    for number in range(keys):
        page.keyboard.press("p" if number % 3 else "x")
        time.sleep(_PAUSE)
    page.wait_for_selector("#desk:not([data-saving])")
    taken: list[float] = page.evaluate("() => window.taken")
    if len(taken) != keys:
        raise Failed(f"{keys} keys, but {len(taken)} drafts were shown")
    return taken, len(sent)


@contextmanager
def _server(bench: Bench) -> Iterator[str]:
    """Serve the desk as in production, as long as the block lasts; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"localhost:{free.getsockname()[1]}"
    command = ["-m", "gunicorn", "newsdesk.wsgi", "--bind", address, "--threads", "4"]
    environment = bench.environment("keys") | {"HTTPS": "false"}
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=environment, stdout=quiet, stderr=quiet
    )
    try:
        _wait_for(address)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str) -> None:
    host, port = address.split(":")
    for _ in range(100):
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise Failed("The server did not start.")
