"""Many counts in one query."""

from typing import Any

from django.db.models import Count, QuerySet, Value


def counted(sets: dict[str, QuerySet[Any]]) -> dict[str, int]:
    """Return the size of each set, by its name."""
    rows = [
        each.order_by().annotate(set_=Value(name)).values("set_").annotate(size=Count("pk"))
        for name, each in sets.items()
    ]
    whole = (
        rows[0]
        .values_list("set_", "size")
        .union(*(each.values_list("set_", "size") for each in rows[1:]), all=True)
    )
    return dict.fromkeys(sets, 0) | dict(whole)
