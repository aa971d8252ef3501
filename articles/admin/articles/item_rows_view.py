"""The forms of pictures and related links that an article's page did not bring: asked for."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles.admin.articles.edit_conflict import opened_values
from articles.admin.articles.form_group import KINDS
from articles.admin.articles.item_formset import ItemRows, asked_for
from articles.admin.articles.queries import find_article
from articles.desk.access import parse_id


def rows_asked_for(request: HttpRequest, values: Mapping[str, Any]) -> dict[str, range]:
    """Return the rows that a page's address asks for: `?edit=related&page=2`, or `&row=17`."""
    name = request.GET.get("edit", "")
    return {name: _places(request, len(values[name]))} if name in KINDS else {}


def rows_of(model_admin: Any, request: HttpRequest, pk: int, of: str) -> HttpResponse:
    """Return the forms of a page of rows, or of one, as they were at the `version` of the page
    that asks."""
    article = find_article(pk)
    if not model_admin.has_view_or_change_permission(request, article):
        raise PermissionDenied
    version = parse_id(request.GET.get("version", "")) or article.version
    if of not in KINDS or not 0 < version <= article.version:
        raise Http404("There are no such rows.")
    items = opened_values(article, version)[of]
    rows = ItemRows(KINDS[of], items, shown=_places(request, len(items)), has_room=False)
    may_change = model_admin.has_change_permission(request, article)
    if not may_change:
        rows.look_only()
    context = {"rows": rows, "may_change": may_change}
    return TemplateResponse(request, "admin/article/_item_forms.html", context)


def _places(request: HttpRequest, count: int) -> range:
    row = parse_id(request.GET.get("row", ""))
    page = parse_id(request.GET.get("page", ""))
    return asked_for(count, row=row, page=None if row else page or 1)
