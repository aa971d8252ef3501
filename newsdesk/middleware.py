"""Middleware for security headers and staff pages."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

ACCESS_REVOKED = "Your account no longer has access to the newsroom. Ask a managing editor."
LOGGED_OUT = "You are logged out. Log in in another tab, then try again."


STAFF_NAMESPACES = {"admin", "desk"}
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class PermissionsPolicyMiddleware:
    """Tell browsers that no page uses sensors, payments or devices."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class LoginRedirectMiddleware:
    """Adapt redirects to the login page to what can follow them.

    A script gets 401 (403 if the account lost its access): it would insert the login page into
    the open page. A form goes back to the page that it was on, since many addresses of forms
    have no page of their own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        login = reverse("admin:login")
        is_redirect = response.status_code == HTTPStatus.FOUND
        if not is_redirect or request.path == login:
            return response
        if not response.headers["Location"].startswith(f"{login}?"):
            return response
        if getattr(request, "htmx", False):
            return _refuse_fragment(request)
        if request.method == "POST":
            return redirect_to_login(_page_of_form(request), login)
        return response


class TimeZoneMiddleware:
    """Show times on staff pages in the person's time zone; public pages keep the site's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        match = request.resolver_match
        if match is None or match.namespace not in STAFF_NAMESPACES:
            return
        if zone := getattr(request.user, "zone", None):
            timezone.activate(zone)


def _refuse_fragment(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated and not request.user.is_staff:
        return HttpResponse(ACCESS_REVOKED, status=HTTPStatus.FORBIDDEN)
    return HttpResponse(LOGGED_OUT, status=HTTPStatus.UNAUTHORIZED)


def _page_of_form(request: HttpRequest) -> str:
    """Return the path of the page that sent the form, from its Referer."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}):
        return reverse("admin:index")
    page = urlsplit(referer)
    return f"{page.path}?{page.query}" if page.query else page.path
