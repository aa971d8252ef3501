"""Forms that came when nobody was logged in, or whose sender may not do this any more.

What was typed is kept with the browser's session, shown again to its writer after the login, and
sent by nobody but them:

    form -> logged out -> kept -> login -> looked at -> sent again, or let go
    form -> not allowed, or from an old page -----> looked at -> sent again, or let go

A form is kept only if it came from a page of ours, and a cookie that we signed says whose it is.
A script that wants a part of a page when nobody is logged in is told so instead of being led to
the login: htmx leads the whole page there and back; a page that has typed text stays.
"""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.csrf import csrf_failure
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.desk.access import NOT_YOURS, TAKEN, is_part, tell_script
from articles.models.value_fields import parse_time
from articles.seeds.records import time_value

KEY = "unsent"
"""Where a session keeps forms, and the field by which a form says that it was kept."""
MOST = 5
LONGEST = 400_000
"""Letters of a form that is kept: an article with all that belongs to it has less."""
SHOWN = 60
COOKIE, SALT = "newsdesk_person", "articles.desk.form_recovery"
COOKIE_SECONDS = 60 * 24 * 3600
OURS = {"admin", "desk"}
DOORS = {"admin:login", "admin:logout", "admin:login_code"}
PLUMBING = {
    "at", "choice", "conflict", "csrfmiddlewaretoken", "expected", "have", "next", "queue", "seen",
    "version", KEY,
}  # fmt: skip
"""Fields that nobody types."""
SECRET = ("password", "code", "token", "secret")
OLD = "The page was older than your login. Nothing was done."
Pairs = list[tuple[str, str]]


class UnsentForms:
    """Keeps what was typed: the middleware of all pages of the staff."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not _is_ours(request):
            return response
        if _is_form(request):
            response = _after_form(request, response)
        elif _is_by_script(request) and _leads_to_login(response):
            response = _instead_of_login(request)
        _remember_person(request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, PermissionDenied) and _is_ours(request) and _is_form(request):
            return _shown_again(request, str(error) or NOT_YOURS)
        return None


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show a form from one of our own pages again: its page is older than the login."""
    if not (_is_ours(request) and _is_form(request) and _is_from_here(request)):
        return csrf_failure(request, reason)
    if getattr(request.user, "may_work", False):
        return _shown_again(request, OLD)
    return redirect_to_login(reverse("desk:queue"), "admin:login")


@require_http_methods(["GET", "POST"])
@never_cache
def unsent_page(request: HttpRequest, key: str) -> HttpResponse:
    """Show a form that was kept, to whoever sent it; a POST lets it go."""
    if not getattr(request.user, "may_work", False):
        return redirect_to_login(request.get_full_path(), "admin:login")
    kept = request.session.get(KEY, {}).get(key)
    if kept is None or request.method == "POST" or kept["person"] != request.user.pk:
        _forget(request, key)
        if kept and kept["person"] != request.user.pk:
            text = "Before you logged in somebody else had typed something here. It is gone now."
            messages.info(request, text)
        return HttpResponseRedirect(reverse("admin:index"))
    context = {"key": key, "at": parse_time(kept["at"]), "path": kept["path"]}
    return _page(request, [(name, value) for name, value in kept["pairs"]], **context)


def _after_form(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if _leads_to_login(response):
        user = request.user
        if user.is_authenticated and not getattr(user, "is_staff", False):
            return _shown_again(request, TAKEN)
        return _kept(request, response)
    if KEY in request.POST and response.status_code < HTTPStatus.BAD_REQUEST:
        _forget(request, request.POST[KEY])
    return response


def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Keep what was typed, if anything was, and lead to it by way of the login."""
    pairs = _pairs(request)
    person = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    if not person or not _typed(pairs) or any(_is_secret(name) for name, _ in pairs):
        return response
    if sum(len(name) + len(value) for name, value in pairs) > LONGEST:
        text = "What you sent is too long to be kept. Your browser may have it: go back a page."
        messages.warning(request, text)
        return response
    key = uuid4().hex
    form = {
        "path": request.get_full_path(),
        "pairs": pairs,
        "person": int(person),
        "at": time_value(timezone.now()),
    }
    others = list(request.session.get(KEY, {}).items())[1 - MOST :]
    request.session[KEY] = {**dict(others), key: form}
    return redirect_to_login(reverse("desk:unsent", args=[key]), "admin:login")


def _forget(request: HttpRequest, key: str) -> None:
    kept = request.session.get(KEY, {})
    if kept.pop(key, None):
        request.session[KEY] = kept


def _shown_again(request: HttpRequest, problem: str) -> HttpResponse:
    pairs = [] if any(_is_secret(name) for name in request.POST) else _pairs(request)
    context = {"problem": problem, "path": request.get_full_path()}
    return _page(request, pairs, status=HTTPStatus.FORBIDDEN, **context)


def _page(
    request: HttpRequest, pairs: Pairs, status: HTTPStatus = HTTPStatus.OK, **context: Any
) -> HttpResponse:
    typed = _typed(pairs)
    shown = [(_label(name), value) for name, value in typed[:SHOWN]]
    context |= {"pairs": pairs, "typed": shown, "more": len(typed) - len(shown)}
    return render(request, "desk/unsent.html", context, status=status)


def _pairs(request: HttpRequest) -> Pairs:
    sent = request.POST.lists()
    without = {"csrfmiddlewaretoken", KEY}
    return [(name, str(value)) for name, all_ in sent if name not in without for value in all_]


def _typed(pairs: Sequence[tuple[str, str]]) -> Pairs:
    """What a person has written or chosen."""
    return [
        (name, value)
        for name, value in pairs
        if value.strip() and name not in PLUMBING and not name.startswith("_")
        and not name.endswith("_FORMS")
    ]  # fmt: skip


def _label(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()


def _is_secret(name: str) -> bool:
    return name != "csrfmiddlewaretoken" and any(word in name.lower() for word in SECRET)


def _is_ours(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and bool(OURS.intersection(match.namespaces[:1]))


def _is_form(request: HttpRequest) -> bool:
    """Whether a browser has sent a form of a page, and shows the answer instead of the page."""
    is_door = request.resolver_match is not None and request.resolver_match.view_name in DOORS
    return request.method == "POST" and not is_door and not _is_by_script(request)


def _is_by_script(request: HttpRequest) -> bool:
    """Whether a script asks for a part of a page: it would take the login page for that part."""
    return is_part(request) or "HX-Request" in request.headers


def _instead_of_login(request: HttpRequest) -> HttpResponse:
    """Tell a script that nobody is logged in; htmx leads the whole page to the login, and back."""
    response = tell_script(request)
    if not is_part(request):
        response["HX-Redirect"] = redirect_to_login(_page_of(request), reverse("admin:login")).url
    return response


def _page_of(request: HttpRequest) -> str:
    """Return the address here of the page whose part htmx wanted."""
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    if page.netloc != request.get_host():
        return reverse("admin:index")
    return f"{page.path}?{page.query}" if page.query else page.path


def _is_from_here(request: HttpRequest) -> bool:
    """Whether the browser vouches that a page of this very site has sent the form."""
    here = f"{request.scheme}://{request.get_host()}"
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return request.headers.get("Origin") == here and site == "same-origin"


def _leads_to_login(response: HttpResponse) -> bool:
    location = response.headers.get("Location", "")
    return response.status_code == HTTPStatus.FOUND and (
        urlsplit(location).path == reverse("admin:login")
    )


def _remember_person(request: HttpRequest, response: HttpResponse) -> None:
    """Whoever is logged in is remembered longer than the login, to know whose a late form is."""
    if not getattr(request.user, "may_work", False):
        return
    person = str(request.user.pk)
    if request.get_signed_cookie(COOKIE, default="", salt=SALT) != person:
        response.set_signed_cookie(
            COOKIE,
            person,
            salt=SALT,
            max_age=COOKIE_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
