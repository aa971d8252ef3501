"""Links to the list of articles and to the review desk."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import SavedView

LIST_ROUTES: dict[str, str] = {
    SavedView.Place.ARTICLES: "admin:articles_article_changelist",
    SavedView.Place.DESK: "desk:queue",
}


def view_url(view: SavedView) -> str:
    """Return the address of the list with the filter of a view."""
    return f"{reverse(LIST_ROUTES[view.place])}?{view.query}"


def count_of(rows: QuerySet[Any], key: str) -> Coalesce:
    """Return an annotation: the number of `rows` whose foreign key `key` is the outer row.

    A subquery is evaluated for the rows of the page only; a join would count all rows first.
    """
    counted = rows.filter(**{key: OuterRef("pk")}).order_by().values(key)
    count = Subquery(counted.annotate(count=Count("*")).values("count"))
    return Coalesce(count, 0, output_field=IntegerField())


def articles_link(number: int, **filters: str) -> SafeString | str:
    """Return a number of articles as a link to the filtered list, 0 without a link."""
    if not number:
        return "0"
    address = f"{reverse('admin:articles_article_changelist')}?{urlencode(filters)}"
    return format_html('<a href="{}">{}</a>', address, number)
