"""The list of articles: one page for looking through them, narrowing them and choosing some."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from articles.admin.articles.bulk_actions import acts_for
from articles.admin.articles.bulk_view import bulk_page
from articles.admin.articles.filter_form import dressed
from articles.admin.articles.list_rows import rows_of
from articles.admin.base.autocomplete import suggest
from articles.admin.base.modeladmin import Kept
from articles.admin.publishing.quality_chart import bars_of
from articles.desk.access import current_user
from articles.listing.filters import ArticleFilter
from articles.listing.ordering import ORDERS, NoSuchPlace
from articles.listing.results import Found
from articles.models import SavedView, Status

ROUTE = "admin:articles_article_changelist"
NEWEST = next(iter(ORDERS))
_PLACES = {"before", "after"}


class ArticleList(Kept):
    """What the list shows and does; `article.ArticleAdmin` adds the pages of one article."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("bulk/", view(require_POST(self.bulk)), name="articles_article_bulk"),
            path("suggest/", view(require_safe(self.suggest)), name="articles_article_suggest"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, _extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return require_safe(list_page)(request, self)

    def bulk(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return bulk_page(request, self)

    def suggest(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return suggest(request)


def list_page(request: HttpRequest, admin: Any) -> HttpResponse:
    """Show a page of what the address asks for. What is empty in an address is taken out of it."""
    if "" in request.GET.values():
        given = [(name, value) for name, value in request.GET.items() if value]
        return HttpResponseRedirect(f"?{urlencode(given)}")
    articles = ArticleFilter(request.GET, request=request)
    order = request.GET.get("order", NEWEST)
    found = Found(articles, ORDERS.get(order, ORDERS[NEWEST]))
    try:
        page = found.page(request.GET)
    except NoSuchPlace:
        messages.warning(request, "This page is no more; here is the first one.")
        rest = {name: value for name, value in request.GET.items() if name not in _PLACES}
        return HttpResponseRedirect(f"?{urlencode(rest)}")
    state = articles.asked | ({"order": order} if order in ORDERS and order != NEWEST else {})
    context = {
        **admin.admin_site.each_context(request),
        "title": "Articles",
        "opts": admin.opts,
        "filter": articles,
        "form": dressed(articles.form),
        "remarks": [*_remarks(request, articles)],
        "found": found,
        "query": urlencode(state),
        "tabs": [*_tabs(state, found)],
        "chips": [*_chips(articles, state)],
        "orders": [(name, each.label) for name, each in ORDERS.items()],
        "order": order if order in ORDERS else NEWEST,
        "columns": {name: urlencode(state | {"order": name}) for name in ORDERS},
        "rows": rows_of(page.keys),
        "page": page,
        "first": urlencode(state),
        "bars": lambda: bars_of(found.status),
        "views": [*_views(request, urlencode(state))],
        "acts": acts_for(current_user(request)),
        "may_add": admin.has_add_permission(request),
    }
    return TemplateResponse(request, "admin/article/list.html", context)


def _remarks(request: HttpRequest, articles: ArticleFilter) -> Iterator[str]:
    """Yield what somebody should know who wonders about what is listed."""
    for name in request.GET:
        if name not in {*articles.filters, *_PLACES, "order"}:
            yield f"“{name}” is no filter here: it was left out."
    if request.GET.get("order", NEWEST) not in ORDERS:
        yield "There is no such order: the newest come first."
    if not articles.is_valid():
        yield "One filter was not understood and left out: see what is wrong below."


def _tabs(state: Mapping[str, str], found: Found) -> Iterator[dict[str, Any]]:
    rest = {name: value for name, value in state.items() if name != "status"}
    for status, label in (("", "All"), *Status.choices):
        here = rest | ({"status": status} if status else {})
        yield {
            "label": label,
            "count": found.counts[status],
            "query": urlencode(here),
            "is_here": found.status == status,
        }


def _chips(articles: ArticleFilter, state: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the filters that are set, but for the status, which has its tabs."""
    for name, label, value in articles.chips():
        if name != "status":
            rest = {each: text for each, text in state.items() if each != name}
            yield {"label": label, "value": value, "without": urlencode(rest)}


def _views(request: HttpRequest, query: str) -> Iterator[dict[str, Any]]:
    """Yield one's own views and those that others share."""
    user = current_user(request)
    views = SavedView.objects.filter(place=SavedView.Place.ARTICLES)
    for view in views.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner")[:50]:
        yield {
            "view": view,
            "is_own": view.owner_id == user.pk,
            "is_here": bool(query) and view.query == query,
        }
