"""The rows of an article's pictures, or of its related links: forms for those that were asked for.

    items -> forms of some of them -> the page -> forms of what was sent -> items

The number in the names of a row's controls is the place of its item in the list that the page
was opened with; numbers after those are new rows. An item without a form stays as it is.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

from django.utils.datastructures import MultiValueDict

from articles.admin.articles.forms import ItemForm

FEW = 5
"""Up to so many rows have their forms on the page at once."""
PAGE = 20
"""So many rows are shown at a time of a longer list."""
FAR = 10_000
"""Where a row without a number goes: after all others."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Pictures or related links: their name in the values, their form, and the most of them."""

    name: str
    form: type[ItemForm]
    most: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A page of rows: its number, and the numbers of its first and last row."""

    number: int
    first: int
    last: int


def asked_for(count: int, *, page: int | None = None, row: int | None = None) -> range:
    """Return the places of a list of `count` that a page or one row (from 1) asks for."""
    if row:
        return range(row - 1, min(row, count))
    if page:
        return range((page - 1) * PAGE, min(page * PAGE, count))
    return range(count if count <= FEW else 0)


class ItemRows:
    """Forms over a list of items: unbound for the `shown` places, or bound to what was sent.

    `is_whole` says that the forms are all that there is: what has no form is not kept. So it is
    where the page shows two versions at once, whose list no version of the article has. Without
    `has_room` there is no form for a new one.
    """

    def __init__(
        self,
        kind: Kind,
        items: Sequence[dict[str, Any]],
        *,
        data: "MultiValueDict[str, str] | None" = None,
        shown: Collection[int] = (),
        is_whole: bool = False,
        has_room: bool = True,
    ) -> None:
        self.prefix, self.most = kind.name, kind.most
        self._kind, self._items, self._data = kind, items, data
        self._shown, self._has_room = shown, has_room
        self.is_whole = is_whole if data is None else f"{self.prefix}-whole" in data

    def __iter__(self) -> Iterator[ItemForm]:
        return iter(self.forms)

    @property
    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    @cached_property
    def forms(self) -> list[ItemForm]:
        """The forms in the order of the page; unbound ones have room for a new one behind them."""
        if self._data is not None:
            return [self._form(place, data=self._data) for place in self._sent()]
        forms = [self._form(place, initial=self._items[place]) for place in self._shown]
        has_room = self._has_room and self.count < self.most and (forms or not self._items)
        return [*forms, self._form(self.count)] if has_room else forms

    @property
    def empty_form(self) -> ItemForm:
        return self._form("__prefix__")

    @property
    def next_number(self) -> int:
        """The number that the next new row takes."""
        places = [int(form.prefix.rpartition("-")[2]) for form in self.forms if form.prefix]
        return max([self.count, *(place + 1 for place in places)])

    @property
    def stretches(self) -> list[Stretch]:
        """The pages of a list that is too long to be shown at once."""
        if self.is_whole or self.count <= FEW:
            return []
        starts = range(0, self.count, PAGE)
        return [
            Stretch(number, start + 1, min(start + PAGE, self.count))
            for number, start in enumerate(starts, 1)
        ]

    @property
    def is_open(self) -> bool:
        """Whether rows were asked for, or something is wrong with them."""
        return bool(self.fault_count) or (self.count > FEW and bool(self.forms))

    @cached_property
    def fault(self) -> str:
        """What is wrong with the list itself, "" where nothing is."""
        count = len(self.taken()) if all(form.is_valid() for form in self._filled) else 0
        return f"These are {count}; the most is {self.most}." if count > self.most else ""

    @property
    def fault_count(self) -> int:
        if self._data is None:
            return 0
        return sum(len(form.errors) for form in self._filled) + bool(self.fault)

    def look_only(self) -> None:
        """Let nothing be typed."""
        for form in self.forms:
            for field in form.fields.values():
                field.disabled = True

    def is_valid(self) -> bool:
        return self.fault_count == 0

    def taken(self) -> list[dict[str, Any]]:
        """Return the items with what was sent, in the order of their numbers.

        Of rows with the same number those with forms come first, as they stood on the page.
        """
        placed = [] if self.is_whole else list(self._left_alone())
        for number, form in enumerate(self._filled):
            order = form.cleaned_data["ORDER"]
            placed.append((FAR if order is None else order, 0, number, form.item()))
        return [item for *_, item in sorted(placed, key=itemgetter(0, 1, 2))]

    def _left_alone(self) -> Iterator[tuple[int, int, int, dict[str, Any]]]:
        sent = set(self._sent())
        for place, item in enumerate(self._items):
            if place not in sent:
                yield place + 1, 1, place, item

    @cached_property
    def _filled(self) -> list[ItemForm]:
        """The bound forms but those to be taken out, and new ones in which nothing was typed."""
        return [form for form in self.forms if not form.is_removed and not form.is_empty]

    def _sent(self) -> list[int]:
        """The numbers of the rows that were sent, in the order of the page, each once."""
        found = re.compile(rf"{self.prefix}-(\d{{1,4}})-opened")
        numbers = [found.fullmatch(name) for name in self._data or ()]
        return list(dict.fromkeys(int(number[1]) for number in numbers if number))

    def _form(self, place: int | str, **options: Any) -> ItemForm:
        number = place + 1 if isinstance(place, int) and self._has(place) else None
        return self._kind.form(prefix=f"{self.prefix}-{place}", number=number, **options)

    def _has(self, place: int) -> bool:
        """Whether a row was there when the page was opened; its item may be signed in the data."""
        if self._data is None:
            return place < self.count
        return bool(self._data.get(f"{self.prefix}-{place}-opened"))
