"""Who is at the desk: staff who may look at articles."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from articles.models import User

PART = "Desk-Part"
"""The header with which the desk's own script asks for a part of a page."""
TAKEN = "Your account may not work at the desk any more: somebody has taken that right away."
NOT_YOURS = "Your role does not include this, or no longer does. A managing editor can tell."
LONGEST = 18
"""Digits of a primary key."""
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def person(request: HttpRequest) -> User:
    """Return who asks. Raises PermissionDenied for nobody, which `at_the_desk` rules out."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def is_part(request: HttpRequest) -> bool:
    """Whether the desk's script asks, which puts the answer into the page that is there."""
    return PART in request.headers


def at_the_desk(permission: str = "view_article") -> Callable[[View[P]], View[P]]:
    """Let in staff with a permission; others log in, or are told that their role does not do.

    A script is told that nobody is logged in; it would take the login page for an answer.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not getattr(request.user, "may_work", False):
                if is_part(request):
                    return tell_script(request)
                return redirect_to_login(_after_login(request, kwargs), "admin:login")
            if not request.user.has_perm(f"articles.{permission}"):
                if is_part(request):
                    return _problem(request, NOT_YOURS)
                raise PermissionDenied(NOT_YOURS)
            return view(request, *args, **kwargs)

        return cast("View[P]", never_cache(guarded))

    return guard


def tell_script(request: HttpRequest) -> HttpResponse:
    """Tell the script why nobody is at the desk: logged out, or no longer let in."""
    if request.user.is_authenticated and not getattr(request.user, "is_staff", False):
        return _problem(request, TAKEN)
    return HttpResponse("You are logged out.", status=HTTPStatus.UNAUTHORIZED)


def _problem(request: HttpRequest, text: str) -> HttpResponse:
    context = {"problem": text}
    return render(request, "desk/_error.html", context, status=HTTPStatus.FORBIDDEN)


def _after_login(request: HttpRequest, kwargs: Mapping[str, Any]) -> str:
    """Where to go on: a form that came too late goes on where its draft stands in its queue."""
    if request.method != "POST":
        return request.get_full_path()
    place = f"at={kwargs['pk']}" if "pk" in kwargs else ""
    return f"{reverse('desk:queue')}?{'&'.join(filter(None, (request.POST.get('queue'), place)))}"


def numbers_in(values: list[str], most: int = 100) -> list[int]:
    """Return the primary keys among what a request sends, the first few of them."""
    return [int(value) for value in values[:most] if value.isdecimal() and len(value) <= LONGEST]
