"""The history of an article as a timeline."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles.models import Article, Event

from .one_article import find_article
from .words import differences

HISTORY_PAGE = 50


def history_page(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """The whole timeline, in pages."""
    article = find_article(object_id)
    if not model_admin.has_view_or_change_permission(request, article):
        raise PermissionDenied
    page = Paginator(events_of(article), HISTORY_PAGE).get_page(request.GET.get("p"))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "History",
        "subtitle": str(article),
        "original": article,
        "opts": model_admin.opts,
        "page": page,
        "timeline": timeline(page.object_list),
        "may_change": model_admin.has_change_permission(request, article),
    }
    return TemplateResponse(request, "admin/articles/article/history.html", context)


def events_of(article: Article) -> "QuerySet[Event]":
    """Return an article's events, the newest first, with what a timeline shows of each."""
    return article.events.select_related("actor", "import_run", "publish_run")


def timeline(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Return each event with what it changed."""
    return [{"event": event, "changes": differences(event)} for event in events]
