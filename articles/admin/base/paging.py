"""Pagination of tables of any size."""

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

MAX_ROWS = 10_000
"""Rows that are counted and paged through. Counting a million rows takes seconds."""


if TYPE_CHECKING:
    _Paginator = Paginator[Any]
else:
    _Paginator = Paginator


class CappedPaginator(_Paginator):
    """Count at most `MAX_ROWS` rows, so that neither the count nor the last page is slow."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        return min(self._counted, MAX_ROWS)

    @property
    def is_capped(self) -> bool:
        """Return whether there are more rows than can be paged through."""
        return self._counted > MAX_ROWS

    @cached_property
    def _counted(self) -> int:
        return int(self.object_list.order_by()[: MAX_ROWS + 1].count())
