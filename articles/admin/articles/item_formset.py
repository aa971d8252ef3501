"""The forms of an article's pictures, or of its related links: a formset that may hold only a part.

items -> forms of some of them -> page -> forms that were sent -> items

The number in the names of an item's controls is its index in the list that the page was opened
with; higher numbers are new items. An item without a form is kept as it is.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

from django.utils.datastructures import MultiValueDict

from articles.admin.articles.forms import ItemForm

INLINE_LIMIT = 5
"""Lists of up to this many items have all their forms on the page."""
PAGE_SIZE = 20
"""Items of a longer list that are shown at a time."""
LAST = 10_000
"""The sort key of an item without a number: after all others."""


@dataclass(frozen=True, slots=True)
class ItemKind:
    """Pictures or related links: the name of the value field, the form, the maximum number."""

    name: str
    form: type[ItemForm]
    max_items: int


@dataclass(frozen=True, slots=True)
class PageRange:
    """A page of items: its number, and the numbers of its first and last item, from 1."""

    number: int
    first: int
    last: int


def requested_range(count: int, *, page: int | None = None, item: int | None = None) -> range:
    """Return the indexes of a page or one item (from 1) in a list; of a short list by default."""
    if item:
        return range(item - 1, min(item, count))
    if page:
        return range((page - 1) * PAGE_SIZE, min(page * PAGE_SIZE, count))
    return range(count if count <= INLINE_LIMIT else 0)


class ItemFormSet:
    """Forms over a list of items: unbound for the indexes `shown`, or bound to `data`.

    With `is_whole` items without a form are not kept. That is needed where the page shows an edit
    conflict, as no version of the article has the list of that page. Without `allow_new` there is
    no form for a new item.
    """

    def __init__(
        self,
        kind: ItemKind,
        items: Sequence[dict[str, Any]],
        *,
        data: "MultiValueDict[str, str] | None" = None,
        shown: Collection[int] = (),
        is_whole: bool = False,
        allow_new: bool = True,
    ) -> None:
        self.prefix, self.max_items = kind.name, kind.max_items
        self._kind, self._items, self._data = kind, items, data
        self._shown, self._allow_new = shown, allow_new
        self.is_whole = is_whole if data is None else f"{self.prefix}-whole" in data

    def __iter__(self) -> Iterator[ItemForm]:
        return iter(self.forms)

    @property
    def count(self) -> int:
        return len(self._items)

    @cached_property
    def forms(self) -> list[ItemForm]:
        """The forms in the order of the page; unbound ones end with one for a new item."""
        if self._data is not None:
            return [self._form(index, data=self._data) for index in self._sent_indexes()]
        forms = [self._form(index, initial=self._items[index]) for index in self._shown]
        is_full = self.count >= self.max_items
        if self._allow_new and not is_full and (forms or not self._items):
            forms.append(self._form(self.count))
        return forms

    @property
    def empty_form(self) -> ItemForm:
        return self._form("__prefix__")

    @property
    def next_index(self) -> int:
        """The index of the next new item."""
        indexes = [int(form.prefix.rpartition("-")[2]) for form in self.forms if form.prefix]
        return max([self.count, *(index + 1 for index in indexes)])

    @property
    def page_ranges(self) -> list[PageRange]:
        """The pages of a list that is too long to be shown at once."""
        if self.is_whole or self.count <= INLINE_LIMIT:
            return []
        starts = range(0, self.count, PAGE_SIZE)
        return [
            PageRange(number, start + 1, min(start + PAGE_SIZE, self.count))
            for number, start in enumerate(starts, 1)
        ]

    @property
    def is_open(self) -> bool:
        """Whether forms of a long list were requested, or have errors."""
        return bool(self.error_count) or (self.count > INLINE_LIMIT and bool(self.forms))

    @cached_property
    def error(self) -> str:
        """The error of the list itself, "" for none."""
        if not all(form.is_valid() for form in self._filled):
            return ""
        count = len(self.cleaned_items())
        return f"{count} items; the maximum is {self.max_items}." if count > self.max_items else ""

    @property
    def error_count(self) -> int:
        if self._data is None:
            return 0
        return sum(len(form.errors) for form in self._filled) + bool(self.error)

    def is_valid(self) -> bool:
        return self.error_count == 0

    def set_read_only(self) -> None:
        for form in self.forms:
            for field in form.fields.values():
                field.disabled = True

    def cleaned_items(self) -> list[dict[str, Any]]:
        """Return all items with the input, in the order of their numbers.

        Among equal numbers those with forms come first, in the order of the page.
        """
        numbered = [] if self.is_whole else list(self._unsent_items())
        for index, form in enumerate(self._filled):
            number = form.cleaned_data["ORDER"]
            numbered.append((LAST if number is None else number, 0, index, form.item()))
        return [item for *_, item in sorted(numbered, key=itemgetter(0, 1, 2))]

    def _unsent_items(self) -> Iterator[tuple[int, int, int, dict[str, Any]]]:
        sent = set(self._sent_indexes())
        for index, item in enumerate(self._items):
            if index not in sent:
                yield index + 1, 1, index, item

    @cached_property
    def _filled(self) -> list[ItemForm]:
        """The bound forms except deleted ones and new ones without input."""
        return [form for form in self.forms if not form.is_deleted and not form.is_empty]

    def _sent_indexes(self) -> list[int]:
        """Return the indexes of the forms that were sent, in the order of the page, each once."""
        found = re.compile(rf"{self.prefix}-(\d{{1,4}})-opened")
        indexes = [found.fullmatch(name) for name in self._data or ()]
        return list(dict.fromkeys(int(index[1]) for index in indexes if index))

    def _form(self, index: int | str, **options: Any) -> ItemForm:
        number = index + 1 if isinstance(index, int) and self._is_old(index) else None
        return self._kind.form(prefix=f"{self.prefix}-{index}", number=number, **options)

    def _is_old(self, index: int) -> bool:
        """Return whether the list had this item when the page was opened."""
        if self._data is None:
            return index < self.count
        return bool(self._data.get(f"{self.prefix}-{index}-opened"))
