"""Which articles of a run were changed since, so that its undo skips them."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from articles.models import Event


def changed_since(items: QuerySet[Any], *, later_by: int = 0) -> QuerySet[Any]:
    """Return the items of a run whose article has a later event that was not undone.

    An item's `version` is that of the article after the run; before it where `later_by` is 1.
    """
    later = Event.objects.filter(
        article=OuterRef("article"), version__gt=OuterRef("version") + later_by, undone=False
    )
    return items.filter(Exists(later))
