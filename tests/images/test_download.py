"""Each way in which a server can misbehave ends in a result with a reason, within the deadline."""

import re
import shutil
import socket
import ssl
import subprocess
from typing import Any

import pytest

from articles.images.addresses import Limits
from articles.images.download import Downloaded, DownloadFailure, NotModified, download
from tests.images.hostile_server import PICTURE, hostile_server

LOOPBACK = Limits(allow_loopback=True)
SHORT = 0.4
"""Seconds: the deadline where the server would go on for ever."""


def fetch(url: str, **options: Any):
    defaults: dict[str, Any] = {"limits": LOOPBACK, "seconds": 10}
    return download(url, **defaults | options)


def content(result):
    """Return the bytes of an answer that was downloaded."""
    assert isinstance(result, Downloaded)
    return result.take()


@pytest.mark.parametrize("path", ["fine", "wrong-type", "chunked", "hops/3", "bad-length"])
def test_picture_is_downloaded(server, path):
    result = fetch(server.url(path))

    assert content(result) == PICTURE


def test_content_is_taken_as_it_comes_and_judged_later(server):
    page, cut = fetch(server.url("page")), fetch(server.url("claims-too-little"))

    assert (content(page)[:6], content(cut)) == (b"<html>", PICTURE[:60])


@pytest.mark.parametrize(
    "path",
    ["slow-bytes", "slow-headers", "many-headers", "only-continue", "silent"],
)
def test_server_that_never_ends_is_left_at_the_deadline(server, path):
    result = fetch(server.url(path), seconds=SHORT)

    assert isinstance(result, DownloadFailure)
    assert re.search("within 0.4 seconds|not valid HTTP", result.reason)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("endless", "larger than 10 MB"),
        ("endless-chunks", "larger than 10 MB"),
        ("claims-too-much", "larger than 10 MB"),
        ("gzip-bomb", "sent the picture compressed"),
        ("empty", "empty"),
        ("hops/4", "redirects more than 3 times"),
        ("loop", "redirects more than 3 times"),
        ("to?http://169.254.169.254/latest/meta-data/", "no public address"),
        ("to?http://10.0.0.1/a.png", "no public address"),
        ("to?http://[::ffff:10.0.0.1]/a.png", "no public address"),
        ("to?file:///etc/passwd", "does not begin with http"),
        ("to?http://user:secret@127.0.0.1/", "user name"),
        ("to?http://[bad/", "cannot be read"),
        ("to?https://cdn.slow.example/a.png", "forbids to ask"),
    ],
)
def test_answer_that_is_not_accepted_is_refused_for_good(server, path, reason):
    result = fetch(
        server.url(path), limits=Limits(never_asked=["slow.example"], allow_loopback=True)
    )

    assert isinstance(result, DownloadFailure)
    assert reason in result.reason
    assert (result.is_permanent, result.is_refused) == (True, True)


@pytest.mark.parametrize(
    ("path", "reason", "is_permanent"),
    [
        ("missing", "The server answered 404 Not Found.", True),
        ("gone", "The server answered 410 Gone.", True),
        ("forbidden", "The server answered 403 Forbidden.", True),
        ("always-304", "The server answered 304 Not Modified.", True),
        ("no-content", "The server answered 204 No Content.", True),
        ("broken", "The server answered 500 Internal Server Error.", False),
        ("resets", "The connection broke off.", False),
        ("closes", "The connection broke off.", False),
        ("ends-early", "The connection broke off.", False),
        ("not-http", "The answer of the server is not valid HTTP.", False),
    ],
)
def test_failure_says_why_and_whether_to_try_again(server, path, reason, is_permanent):
    result = fetch(server.url(path), referer="https://page.example/ä")

    assert result == DownloadFailure(reason, is_permanent=is_permanent)


def test_server_that_is_gone_may_come_back():
    with hostile_server() as stopped:
        url = stopped.url("fine")

    assert fetch(url) == DownloadFailure("The server does not accept connections.")


def test_page_is_named_as_referer_only_after_a_refusal(server):
    result = fetch(server.url("wants-referer"), referer="https://page.example/ä?b=ö")
    without = fetch(server.url("fine"), referer="https://page.example/")

    assert content(result) == content(without) == PICTURE
    assert server.requests["wants-referer"] == 2
    assert server.headers["wants-referer"]["Referer"] == "https://page.example/%C3%A4?b=%C3%B6"
    assert "Referer" not in server.headers["fine"]


def test_request_names_us_and_asks_for_no_compression(server):
    content(fetch(server.url("fine"), user_agent="Newsdesk (+https://news.example)"))

    sent = server.headers["fine"]
    assert sent["Accept-Encoding"] == "identity"
    assert sent["User-Agent"] == "Newsdesk (+https://news.example)"
    assert sent["Host"] == f"127.0.0.1:{server.port}"
    assert not {"Cookie", "Authorization"} & {*sent}


def test_environment_variables_name_no_proxy_and_no_password(server, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert content(fetch(server.url("fine"))) == PICTURE


def test_picture_that_has_not_changed_is_not_sent_again(server):
    first = fetch(server.url("cached"))

    assert content(first) == PICTURE
    assert (first.etag, first.last_modified) == ('"one"', "Sun, 04 May 2031 12:00:00 GMT")
    again = fetch(server.url("cached"), etag=first.etag, last_modified=first.last_modified)
    assert again == NotModified()


@pytest.mark.parametrize("path", ["busy", "maintenance"])
def test_server_that_asks_to_wait_says_how_long(server, path):
    result = fetch(server.url(path))

    assert isinstance(result, DownloadFailure)
    assert not result.is_permanent
    assert result.retry_after is not None
    assert result.retry_after >= 7200


def test_name_server_that_hangs_is_left_at_the_deadline(monkeypatch):
    with hostile_server() as other:
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_o: other.release.wait(20))

        result = fetch("https://hangs.example/a.png", seconds=SHORT)

    assert result == DownloadFailure("The server did not deliver it within 0.4 seconds.")


def test_server_that_never_agrees_on_encryption_is_left_at_the_deadline():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/a.png"

        result = fetch(url, seconds=SHORT)

    assert result == DownloadFailure("The server did not deliver it within 0.4 seconds.")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for pictures.example, which signs itself."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    command = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    subject = "-subj /CN=pictures.example -addext subjectAltName=DNS:pictures.example"
    subprocess.run(
        ["openssl", *command.split(), *subject.split(), "-keyout", path, "-out", f"{path}.crt"],
        check=True,
        capture_output=True,
    )
    return path


@pytest.mark.parametrize(
    ("host", "is_trusted", "reason"),
    [
        ("pictures.example", True, ""),
        (
            "pictures.example",
            False,
            "The certificate of the server is not valid: self-signed certificate.",
        ),
        ("other.example", True, "not valid: Hostname mismatch."),
    ],
)
def test_certificate_must_be_valid_for_the_host(certificate, monkeypatch, host, is_trusted, reason):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(f"{certificate}.crt", certificate)
    trusting = ssl.create_default_context(cafile=f"{certificate}.crt") if is_trusted else None
    with hostile_server(tls) as server:
        address = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: address)

        result = fetch(server.url("fine", host), tls=trusting)
        slow = fetch(server.url("slow-bytes", host), tls=trusting, seconds=SHORT)

    if reason:
        assert isinstance(result, DownloadFailure)
        assert result.reason.endswith(reason)
    else:
        assert content(result) == PICTURE
        assert slow == DownloadFailure("The server did not deliver it within 0.4 seconds.")
