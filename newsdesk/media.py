"""Picture files at /media/: served by Django in development and in the demo only."""

from fnmatch import fnmatch
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

CONTENT_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
"""The only files that are served, by suffix. The nginx block in docs/operations.md has the same."""
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
NOT_SERVED = (
    "Pictures are not served here. For the administrator: let the web server serve /media/, as"
    ' "Put nginx in front" in docs/operations.md shows.\n'
)


@require_safe
def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Return a picture with the headers that the web server must send in production.

    The names of files are made from their content, so browsers never need to ask again.
    """
    content_type = CONTENT_TYPES.get(PurePosixPath(path).suffix)
    if content_type is None:
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    for name, value in {**HEADERS, "Content-Type": content_type}.items():
        response[name] = value
    return response


def refuse_media(_request: HttpRequest, **_path: str) -> HttpResponse:
    """Answer 404 and say what to do: in production the web server serves pictures."""
    return HttpResponse(NOT_SERVED, status=HTTPStatus.NOT_FOUND, content_type="text/plain")


def check_media_origin(**_options: Any) -> list[checks.CheckMessage]:
    """Warn if the storage has pictures on a host from which pages may not show any."""
    host = urlsplit(default_storage.url("images/a.jpg")).netloc
    allowed: list[str] = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"]
    if not host or any(fnmatch(host, origin.rpartition("://")[2]) for origin in allowed):
        return []
    message = f"Browsers will not show the pictures of the storage: {host} is not in CSP_IMG_SRC."
    return [checks.Warning(message, hint=f"Set CSP_IMG_SRC=https://{host}.", id="newsdesk.W001")]
