"""The list of articles: filters, tabs, sort orders, pages, saved views and bulk actions."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from articles.admin.articles.bulk_view import allowed_actions
from articles.admin.articles.list_rows import rows_of
from articles.admin.articles.save_view import SaveViewForm
from articles.admin.base.charts import quality_bars
from articles.desk.access import current_user, staff_page
from articles.listing.filter_form import style_filter_form
from articles.listing.filters import ArticleFilter
from articles.listing.keyset import InvalidCursor
from articles.listing.ordering import ORDERS
from articles.listing.results import ArticleResults
from articles.models import SavedView, Status

NEWEST = next(iter(ORDERS))
_CURSORS = {"before", "after"}


@staff_page("view_article")
@require_safe
def list_view(request: HttpRequest) -> HttpResponse:
    """Show a page of the list. Remove empty parameters from the address."""
    if "" in request.GET.values():
        given = [(name, value) for name, value in request.GET.items() if value]
        return HttpResponseRedirect(f"?{urlencode(given)}")
    articles = ArticleFilter(request.GET, request=request)
    order = request.GET.get("order", NEWEST)
    results = ArticleResults(articles, ORDERS.get(order, ORDERS[NEWEST]))
    try:
        page = results.page(request.GET)
    except InvalidCursor:
        messages.warning(request, "That page no longer exists. This is the first one.")
        rest = {name: value for name, value in request.GET.items() if name not in _CURSORS}
        return HttpResponseRedirect(f"?{urlencode(rest)}")
    state = articles.params | ({"order": order} if order in ORDERS and order != NEWEST else {})
    query = urlencode(state)
    context = {
        "title": "Articles",
        "filter": articles,
        "form": style_filter_form(articles.form),
        "remarks": [*_remarks(request, articles)],
        "found": results,
        "query": query,
        "here": urlencode({"list": request.GET.urlencode()}).removeprefix("list="),
        "tabs": [*_tabs(state, results)],
        "chips": [*_chips(articles, state)],
        "orders": [(name, each.label) for name, each in ORDERS.items()],
        "order": order if order in ORDERS else NEWEST,
        "columns": {name: urlencode(state | {"order": name}) for name in ORDERS},
        "rows": rows_of([article.pk for article in page.rows]),
        "page": page,
        "bars": lambda: quality_bars(results.status),
        "views": SavedView.objects.visible_to(current_user(request))
        .filter(place=SavedView.Place.ARTICLES)
        .select_related("owner"),
        "view_form": SaveViewForm(
            initial={"place": SavedView.Place.ARTICLES, "query": query}, auto_id="view_%s"
        ),
        "bulk_actions": allowed_actions(current_user(request)),
        "may_add": current_user(request).has_perm("articles.add_article"),
    }
    return TemplateResponse(request, "admin/article/list.html", context)


def _remarks(request: HttpRequest, articles: ArticleFilter) -> Iterator[str]:
    """Yield warnings about parameters that were ignored."""
    for name in request.GET:
        if name not in {*articles.filters, *_CURSORS, "order"}:
            yield f"“{name}” is not a filter and was ignored."
    if request.GET.get("order", NEWEST) not in ORDERS:
        yield "There is no such sort order: the newest come first."
    if not articles.is_valid():
        yield "One of the filters is invalid and was ignored. See the error below."


def _tabs(state: Mapping[str, str], results: ArticleResults) -> Iterator[dict[str, Any]]:
    rest = {name: value for name, value in state.items() if name != "status"}
    for status, label in (("", "All"), *Status.choices):
        here = rest | ({"status": status} if status else {})
        yield {
            "label": label,
            "count": results.counts[status],
            "query": urlencode(here),
            "is_here": results.status == status,
        }


def _chips(articles: ArticleFilter, state: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the filters that are set, except the status, which has tabs."""
    for name, label, value in articles.chips():
        if name != "status":
            rest = {each: text for each, text in state.items() if each != name}
            yield {"label": label, "value": value, "without": urlencode(rest)}
