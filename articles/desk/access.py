"""Access to the review desk: the logged-in user, permissions, and fragments for scripts."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from articles.listing.fields import MAX_DIGITS
from articles.models import User

PERMISSION_MISSING = "Your role does not include this. Ask a managing editor."
OTHER_PERSON = "{owner} opened this page; you are logged in as {user}. Log in as {owner} to save."
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def current_user(request: HttpRequest) -> User:
    """Return the logged-in user. Raise PermissionDenied without one."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def is_fragment(request: HttpRequest) -> bool:
    """Return whether a script asks for part of a page (htmx, or `fetch` with its header)."""
    return bool(getattr(request, "htmx", False))


def staff_page(permission: str = "view_article") -> Callable[[View[P]], View[P]]:
    """Require staff with a permission of the app `articles`, "" for none; others must log in.

    `newsdesk.middleware` turns that redirect into 401 where a script asks for a fragment.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not getattr(request.user, "may_work", False):
                return redirect_to_login(request.get_full_path(), "admin:login")
            if permission and not request.user.has_perm(f"articles.{permission}"):
                if is_fragment(request):
                    context = {"problem": PERMISSION_MISSING}
                    status = HTTPStatus.FORBIDDEN
                    return render(request, "desk/_error.html", context, status=status)
                raise PermissionDenied(PERMISSION_MISSING)
            return _refuse_other_person(request) or view(request, *args, **kwargs)

        return cast("View[P]", never_cache(guarded))

    return decorate


def _refuse_other_person(request: HttpRequest) -> HttpResponse | None:
    """Refuse what a page of another person posts: it was open when the login changed."""
    user, person = current_user(request), request.POST.get("page_owner", "")
    if person in ("", str(user.pk)):
        return None
    owner = User.objects.filter(pk=parse_id(person) or 0).first() or "Someone else"
    context = {"problem": OTHER_PERSON.format(owner=owner, user=user), "may_retry": True}
    return render(request, "desk/_error.html", context, status=HTTPStatus.CONFLICT)


def parse_id(text: str) -> int | None:
    """Return the primary key or version in a text; None if it is not one."""
    return int(text) if text.isdecimal() and len(text) <= MAX_DIGITS else None


def parse_ids(texts: list[str], limit: int = 100) -> list[int]:
    """Return the primary keys among the first `limit` texts."""
    return [pk for pk in map(parse_id, texts[:limit]) if pk is not None]
