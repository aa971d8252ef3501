"""Fill in a new article from the page at its web address, from a server of this machine."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from articles.content import page_facts
from articles.models import Article
from tests.admin.sent import as_shown
from tests.factories import provider

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/article/add/"
HTML = (
    "<!doctype html><html><head><title>Gulls hold a vote</title>"
    '<meta name="description" content="They did."><meta property="og:image" content="/g.jpg">'
    '<meta property="article:published_time" content="2031-05-04T12:00:00Z"></head>'
)


@contextmanager
def serving(body, status=200):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/gulls"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def may_fetch(settings):
    settings.NEWSDESK_FETCH_IMAGES = True
    settings.NEWSDESK_IMAGES_FROM_LOOPBACK = True


def prefill(client, **typed):
    page = client.get(ADD)
    return client.post(ADD, as_shown(page) | {"do": "prefill", **typed})


def test_empty_fields_are_filled_in_and_nothing_is_saved(editor):
    provider("127.0.0.1")
    with serving(HTML.encode()) as address:
        page = prefill(editor, web_url=address)

    assert not Article.objects.exists()
    sent = as_shown(page)
    assert (sent["title"], sent["excerpt"]) == ("Gulls hold a vote", "They did.")
    assert sent["published_at"] == "2031-05-04T12:00:00"
    assert sent["images-0-url"] == address.replace("/gulls", "/g.jpg")
    assert f"Filled in from {address}: title, excerpt, " in page.text
    assert "Not saved." not in page.text

    editor.post(ADD, sent | {"provider": ""})

    article = Article.objects.get()
    assert article.title == "Gulls hold a vote"
    assert "/g.jpg" in editor.get(f"/admin/articles/article/{article.pk}/change/").text


def test_what_was_typed_stays(editor):
    with serving(HTML.encode()) as address:
        sent = as_shown(
            prefill(
                editor, web_url=address, title="Typed", **{"images-0-url": "https://a.example/b"}
            )
        )

    assert (sent["title"], sent["excerpt"]) == ("Typed", "They did.")
    assert sent["images-0-url"] == "https://a.example/b"


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (HTML.encode(), 404, "The server answered 404 Not Found."),
        (b"\x89PNG", 200, "There is no web page at this address."),
        (HTML.encode() + b" " * 3_000, 200, "The file is larger than"),
    ],
)
def test_page_that_cannot_be_read_is_named_with_the_reason(
    editor, monkeypatch, body, status, reason
):
    monkeypatch.setattr(page_facts, "MAX_BYTES", 3_000)
    with serving(body, status) as address:
        page = prefill(editor, web_url=address, title="Typed")

    assert f"Nothing was filled in from {address}: {reason}" in page.text
    assert as_shown(page)["title"] == "Typed"


@pytest.mark.parametrize("address", ["", "ftp://a.example/", "gulls"])
def test_without_a_web_address_nothing_is_asked(editor, address):
    assert "Enter a web address that begins with" in prefill(editor, web_url=address).text


def test_private_address_is_not_asked(editor, settings):
    settings.NEWSDESK_IMAGES_FROM_LOOPBACK = False
    with serving(HTML.encode()) as address:
        page = prefill(editor, web_url=address)

    assert "Nothing was filled in" in page.text
    assert as_shown(page)["title"] == ""


def test_site_that_fetches_nothing_says_so_and_refuses(editor, settings):
    settings.NEWSDESK_FETCH_IMAGES = False

    assert "This site fetches nothing from other servers" in editor.get(ADD).text
    assert prefill(editor, web_url="https://tide.example/").status_code == 400
    assert "Fill in from web address" not in editor.get(ADD).text


def test_reviewer_may_not(reviewer):
    assert reviewer.post(ADD, {"do": "prefill"}).status_code == 403
