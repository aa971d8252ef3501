"""Only pictures are served from /media/, with headers that keep them from being anything else."""

from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings as active
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import path

from newsdesk import urls
from newsdesk.media import CONTENT_TYPES, HEADERS, serve_media

urlpatterns = [path("media/<path:path>", serve_media), *urls.urlpatterns]
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
HTML = b"<script>alert(document.domain)</script>"


@pytest.fixture
def demo(client, settings):
    """Return a client of a server that serves media, like the demo."""
    settings.ROOT_URLCONF = __name__
    return client


def put(name, data=HTML):
    return default_storage.save(name, ContentFile(data))


@pytest.mark.parametrize("suffix", CONTENT_TYPES)
def test_picture_is_served_as_a_picture_for_ever_and_never_as_a_page(demo, suffix):
    response = demo.get(f"/media/{put(f'images/a{suffix}')}")

    assert response.status_code == HTTPStatus.OK
    assert b"".join(response) == HTML
    assert response.headers["Content-Type"] == CONTENT_TYPES[suffix]
    assert response.headers.items() >= HEADERS.items()
    assert HEADERS["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in HEADERS["Content-Security-Policy"]
    assert "immutable" in HEADERS["Cache-Control"]


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.pdf", "a.jpg.html", "a", ".png", "a.JPG~"])
def test_other_files_are_not_served(demo, name):
    Path(active.MEDIA_ROOT).mkdir(parents=True)
    (Path(active.MEDIA_ROOT) / name).write_bytes(HTML)

    assert demo.get(f"/media/{name}").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "name",
    [
        "../secret.png",
        "images/../../secret.png",
        "%2e%2e/secret.png",
        "..%2fsecret.png",
        "/../secret.png",
        "..%5csecret.png",
        "%00.png",
        "",
        "images/",
    ],
)
def test_nothing_outside_of_the_folder_is_served(demo, name):
    put("images/a.png")
    (Path(active.MEDIA_ROOT).parent / "secret.png").write_bytes(b"secret")

    assert demo.get(f"/media/{name}").status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST)


def test_known_picture_is_not_sent_again(demo):
    address = f"/media/{put('images/a.png')}"
    first = demo.get(address)
    assert b"".join(first) == HTML

    response = demo.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert response.status_code == HTTPStatus.NOT_MODIFIED
    assert response.headers["Cache-Control"] == HEADERS["Cache-Control"]


def test_media_is_only_read(demo):
    assert demo.post(f"/media/{put('a.png')}").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_in_production_the_address_says_that_the_web_server_is_missing(client):
    response = client.get(f"/media/{put('images/a.png')}")

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert response.headers["Content-Type"] == "text/plain"
    assert "Put nginx in front" in response.content.decode()


def test_documented_web_server_sends_the_same():
    text = OPERATIONS.read_text()

    assert "## Put nginx in front" in text
    for name, value in HEADERS.items():
        assert f'add_header {name} "{value}"' in text
    for suffix, content_type in CONTENT_TYPES.items():
        assert f"{content_type} {suffix[1:]};" in text
    assert rf"\.({'|'.join(suffix[1:] for suffix in CONTENT_TYPES)}))$ {{" in text
