"""Who else has an article open: said on its page, and kept up to date while the page is open."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from articles.admin.site import person
from articles.models import Article, Presence
from articles.workflow.presence import leave, mark, others_at


def others_here(
    request: HttpRequest, article: Article, *, may_change: bool, has_company: bool = True
) -> list[Presence]:
    """Note that this person has the article open, and return who else has.

    Whoever knows that there is no company spares a query.
    """
    user = person(request)
    doing = Presence.Doing.EDITING if may_change else Presence.Doing.LOOKING
    mark(user, article, doing)
    return others_at([article], user).get(article.pk, []) if has_company else []


def presence(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """A sign of life of an open page, or with `leave` that it was closed."""
    article = get_object_or_404(Article, pk=pk)
    if not model_admin.has_view_or_change_permission(request, article):
        raise PermissionDenied
    if "leave" in request.POST:
        leave(person(request), article)
        return HttpResponse(status=204)
    may_change = model_admin.has_change_permission(request, article)
    context = {"others": others_here(request, article, may_change=may_change), "original": article}
    return TemplateResponse(request, "admin/article/_presence.html", context)
