"""Show on an article's page who else has it open."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from articles.desk.access import current_user
from articles.models import Article
from articles.workflow.presence import Presence, mark_absent, mark_present, others_present


def others_here(request: HttpRequest, article: Article, *, may_change: bool) -> list[Presence]:
    """Note that this person has the article open, and return who else has."""
    user = current_user(request)
    mark_present(user, article.pk, is_editing=may_change)
    return others_present([article.pk], user).get(article.pk, [])


def presence(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Receive the sign of life of an open page, or with `leave` that it was closed."""
    article = get_object_or_404(Article, pk=pk)
    if not model_admin.has_view_or_change_permission(request, article):
        raise PermissionDenied
    if "leave" in request.POST:
        mark_absent(current_user(request), article.pk)
        return HttpResponse(status=204)
    may_change = model_admin.has_change_permission(request, article)
    context = {"others": others_here(request, article, may_change=may_change), "original": article}
    return TemplateResponse(request, "admin/article/_presence.html", context)
