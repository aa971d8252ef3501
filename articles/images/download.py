"""Download one picture from a server that is not trusted (docs/decisions/0039).

One deadline covers the whole exchange: DNS, all connections, redirects, slow headers and slow
bytes. Nothing here knows tables or settings, and nothing raises: a failure is a result.
"""

import ssl
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPException, HTTPMessage, HTTPResponse, IncompleteRead
from socket import gaierror
from tempfile import SpooledTemporaryFile
from typing import NamedTuple
from urllib.parse import quote, urljoin

from articles.images.addresses import URL_SAFE, AddressRefused, Limits, parse_target
from articles.images.connections import CheckedConnection, Deadline

MAX_BYTES = 10_000_000
DEADLINE_SECONDS = 20.0
MAX_REDIRECTS = 3
_CHUNK = 64 * 1024
_IN_MEMORY = 1_000_000
_REDIRECTS = {301, 302, 303, 307, 308}
_TEMPORARY = {408, 425, 429}
_MAX_VALIDATOR = 100
"""Characters of an ETag or Last-Modified that is kept."""
_REASONS: dict[type[Exception], str] = {
    gaierror: "The host name is unknown.",
    ssl.SSLError: "A secure connection was not possible.",
    ConnectionRefusedError: "The server does not accept connections.",
    ConnectionError: "The connection broke off.",
    IncompleteRead: "The connection broke off.",
    HTTPException: "The answer of the server is not valid HTTP.",
}
"""Sentences for exceptions; the first that fits counts."""
IMAGE_TYPES = "image/avif, image/webp, image/png, image/jpeg, image/gif"
_HEADERS = {
    # Pictures are compressed already, and a compressed answer may be a bomb.
    "Accept-Encoding": "identity",
    "Connection": "close",
}


Body = SpooledTemporaryFile[bytes]
"""Large answers wait on the disk: eight of them, and one that is decoded, are too much memory."""


@dataclass(frozen=True, slots=True)
class Downloaded:
    """The body of an answer, not yet known to be a picture, and its validators."""

    body: Body
    etag: str
    last_modified: str

    def take(self) -> bytes:
        """Return the bytes and close their file: once."""
        with self.body as file:
            file.seek(0)
            return file.read()


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that what we have is current."""


@dataclass(frozen=True, slots=True)
class DownloadFailure:
    """Why there is no picture, as a sentence for editors.

    `is_permanent`: to try again is useless. `is_refused`: we do not accept the address or the
    answer. `retry_after`: the server asks us to wait for so many seconds.
    """

    reason: str
    is_permanent: bool = False
    is_refused: bool = False
    retry_after: int | None = None


class _Answer(NamedTuple):
    status: int
    headers: HTTPMessage
    body: Body | None


class _Exchange(NamedTuple):
    """What holds for all requests of a download."""

    limits: Limits
    deadline: Deadline
    tls: ssl.SSLContext | None
    max_bytes: int


class _AnswerRefused(Exception):
    """The message says what we do not accept."""


def download(
    url: str,
    *,
    limits: Limits,
    referer: str = "",
    etag: str = "",
    last_modified: str = "",
    user_agent: str = "Newsdesk",
    seconds: float = DEADLINE_SECONDS,
    max_bytes: int = MAX_BYTES,
    accept: str = IMAGE_TYPES,
    tls: ssl.SSLContext | None = None,
) -> Downloaded | NotModified | DownloadFailure:
    """Download what is at an address, within `seconds`.

    `referer`, the address of a page that shows the picture, is sent only after a 403. With `etag`
    or `last_modified` of an earlier answer the request is conditional. `tls` replaces the
    certificate authorities of this machine.
    """
    headers = _HEADERS | {"User-Agent": user_agent, "Accept": accept}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": last_modified} if last_modified else {}
    exchange = _Exchange(limits, Deadline(seconds), tls, max_bytes)
    try:
        answer = _ask(url, headers, exchange)
        if answer.status == HTTPStatus.FORBIDDEN and referer:
            headers["Referer"] = quote(referer, safe=URL_SAFE)
            answer = _ask(url, headers, exchange)
    except (AddressRefused, _AnswerRefused) as refused:
        return DownloadFailure(str(refused), is_permanent=True, is_refused=True)
    except TimeoutError:
        return DownloadFailure(f"The server did not deliver it within {seconds:g} seconds.")
    except (OSError, HTTPException) as error:
        return DownloadFailure(_reason(error))
    return _result(answer, is_conditional=bool(etag or last_modified))


def _ask(url: str, headers: Mapping[str, str], exchange: _Exchange) -> _Answer:
    """Return the answer after all redirects; only that of a 200 has a body."""
    limits, deadline, tls, max_bytes = exchange
    for _ in range(1 + MAX_REDIRECTS):
        target = parse_target(url, limits)
        with closing(CheckedConnection(target, limits, deadline, tls)) as connection:
            connection.request("GET", target.path, headers=headers)
            with connection.getresponse() as response:
                location = response.headers.get("Location", "")
                if response.status not in _REDIRECTS or not location:
                    is_ok = response.status == HTTPStatus.OK
                    body = _body(response, max_bytes) if is_ok else None
                    return _Answer(response.status, response.headers, body)
        url = _redirected(url, location)
    raise _AnswerRefused(f"The server redirects more than {MAX_REDIRECTS} times.")


def _redirected(url: str, location: str) -> str:
    # Servers also send UTF-8 here, which http.client reads as Latin-1.
    location = location.encode("latin-1", "replace").decode(errors="replace")
    try:
        return urljoin(url, location)
    except ValueError:
        raise _AnswerRefused("The server redirects to an address that cannot be read.") from None


def _body(response: HTTPResponse, max_bytes: int) -> Body:
    if (response.length or 0) > max_bytes:
        raise _too_large(max_bytes)
    if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise _AnswerRefused("The server sent the picture compressed, which was not asked for.")
    with ExitStack() as on_error:
        body: Body = on_error.enter_context(SpooledTemporaryFile(_IN_MEMORY))
        _copy(response, body, max_bytes)
        on_error.pop_all()
    return body


def _too_large(max_bytes: int) -> _AnswerRefused:
    return _AnswerRefused(f"The file is larger than {max_bytes // 1_000_000} MB.")


def _copy(response: HTTPResponse, body: Body, max_bytes: int) -> None:
    while chunk := response.read(_CHUNK):
        body.write(chunk)
        if body.tell() > max_bytes:
            raise _too_large(max_bytes)
    if response.length:  # not reported by `read`, unlike the end of a chunked answer
        raise IncompleteRead(b"", response.length)
    if not body.tell():
        raise _AnswerRefused("The file is empty.")


def _result(answer: _Answer, *, is_conditional: bool) -> Downloaded | NotModified | DownloadFailure:
    if answer.body is not None:
        etag, modified = (_validator(answer, name) for name in ("ETag", "Last-Modified"))
        return Downloaded(answer.body, etag, modified)
    if answer.status == HTTPStatus.NOT_MODIFIED and is_conditional:
        return NotModified()
    is_temporary = answer.status in _TEMPORARY or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return DownloadFailure(
        f"The server answered {_status_text(answer.status)}.",
        is_permanent=not is_temporary,
        retry_after=_retry_after(answer.headers.get("Retry-After", "")) if is_temporary else None,
    )


def _status_text(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _validator(answer: _Answer, name: str) -> str:
    """Return a header that is sent back later, or "" if it is odd."""
    value = answer.headers.get(name, "")
    is_usual = value.isascii() and value.isprintable() and len(value) <= _MAX_VALIDATOR
    return value if is_usual else ""


def _retry_after(value: str) -> int | None:
    """Return the seconds that a Retry-After asks for: it is a number or a date."""
    if value.isascii() and value.isdigit():
        return int(value[:9])
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return max(0, round((at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds()))


def _reason(error: OSError | HTTPException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        problem = error.verify_message.partition(",")[0]  # what follows names the host
        return f"The certificate of the server is not valid: {problem}."
    reasons = (reason for kind, reason in _REASONS.items() if isinstance(error, kind))
    return next(reasons, "The server cannot be reached.")
