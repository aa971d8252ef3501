"""Limit the size of requests before anything reads their bodies."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.content.seed_limits import limits_in_force
from articles.seeds.limits import MEGABYTE


class RequestSizeMiddleware:
    """Refuse bodies of more than 1 MB; for staff, also by token, of the largest zip plus 1 MB.

    Must run before the CSRF check, which reads the body, and after authentication. A chunked body
    has no announced size and is refused.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "Transfer-Encoding" in request.headers and "Content-Length" not in request.headers:
            return HttpResponse("Content-Length is required.", status=HTTPStatus.LENGTH_REQUIRED)
        length = request.headers.get("Content-Length") or "0"
        if not length.isdecimal() or (int(length) > MEGABYTE and int(length) > max_bytes(request)):
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            return render(request, "errors/413.html", {"limit": max_bytes(request)}, status=status)
        return self.get_response(request)


def max_bytes(request: HttpRequest) -> int:
    """Return the largest body in bytes that this person may send.

    A program may send a zip if it has a token, which is checked before the body is read.
    """
    if getattr(request.user, "may_work", False) or _is_import_by_token(request):
        return limits_in_force().zip_bytes + MEGABYTE
    return MEGABYTE


def _is_import_by_token(request: HttpRequest) -> bool:
    is_import = request.path_info.startswith("/api/v1/sources/")
    return is_import and request.headers.get("Authorization", "").startswith("Bearer ")
