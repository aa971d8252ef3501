"""The articles on a page of the list, with what its rows show."""

from collections.abc import Sequence
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, Subquery

from articles.listing.results import in_order
from articles.models import Article, Conflict, Image

UNUSED = ("body", "featured_content", "original_url", "web_url", "amp_url", "cdn_amp_url")
"""Large columns that no row shows."""


def rows_of(keys: Sequence[int]) -> list[Any]:
    """Return the articles of a page, in one query.

    `has_conflict` says whether a conflict is open, `picture` is the URL of a stored picture, ""
    without one: the page loads nothing from other sites.
    """
    first = Image.objects.filter(article=OuterRef("pk"), position=0).values("file")[:1]
    conflicts = Conflict.objects.unresolved().filter(article=OuterRef("pk"))
    articles = Article.objects.select_related("provider", "assigned_to").defer(*UNUSED)
    articles = articles.annotate(first_file=Subquery(first), has_conflict=Exists(conflicts))
    rows: list[Any] = in_order(articles, keys)
    for row in rows:
        row.picture = default_storage.url(row.first_file) if row.first_file else ""
    return rows
