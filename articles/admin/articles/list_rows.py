"""The articles on a page of the list, with what its rows show."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef

from articles.images.page_pictures import load_pictures
from articles.listing.results import in_order
from articles.models import Article, Conflict

UNUSED = ("body", "featured_content", "original_url", "web_url", "amp_url", "cdn_amp_url", "images")
"""Large columns that no row shows."""


def rows_of(keys: Sequence[int]) -> list[Any]:
    """Return the articles of a page with their pictures, in two queries.

    `has_conflict` says whether a conflict is open.
    """
    conflicts = Conflict.objects.unresolved().filter(article=OuterRef("pk"))
    articles = Article.objects.select_related("provider", "assigned_to", "lead_image")
    articles = articles.defer(*UNUSED).annotate(has_conflict=Exists(conflicts))
    rows: list[Any] = in_order(articles, keys)
    load_pictures(rows, shapes=["list"])
    return rows
