"""Edit conflicts: two people changed one article; show both versions and a choice for each field.

opened (base), typed (mine), stored (theirs) -> EditConflict -> page -> apply_choices -> values

The form of the page holds the typed values; lists are merged with the stored ones. What the user
edits in that form counts; a field that stays as it was filled follows its choice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from json import dumps
from typing import Any

from django.http import QueryDict

from articles.admin.articles.forms import ArticleForm, control_text
from articles.desk.display import Difference, difference, display_lines, label
from articles.models import Article, Event
from articles.models.value_fields import ROW_FIELDS, article_values

MINE, BOTH, THEIRS = "mine", "both", "theirs"
CHOICES = {
    MINE: "Your version",
    BOTH: "Both: all that either version added, without what either removed",
    THEIRS: "Saved version",
}


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that was changed on one side or both; only in the second case there is a choice.

    `yours` and `theirs` are the changes since the form was opened, None without one. `theirs_text`
    is what the field's control shows of the stored value, None for forms of items. `filled` is the
    digest of the value that the form was filled with.
    """

    name: str
    opened: list[str]
    yours: Difference | None
    theirs: Difference | None
    choices: list[tuple[str, str]]
    theirs_text: str | None
    filled: str

    @property
    def label(self) -> str:
        return label(self.name)

    @property
    def chosen(self) -> str:
        return self.choices[0][0] if self.choices else ""


class EditConflict:
    """The changes of an article since a form was opened (`base`), and the typed changes."""

    def __init__(
        self, article: Article, version: int, base: Mapping[str, Any], mine: Mapping[str, Any]
    ) -> None:
        self._base, self._mine, self._theirs = base, mine, article_values(article)
        self.events: list[Event] = [
            *article.events.filter(version__gt=version).select_related("actor")
        ]

    @cached_property
    def values(self) -> dict[str, Any]:
        """The values to fill the form with: the stored ones with the typed changes."""
        return self._theirs | {name: self._merged(name) for name in self._mine}

    @cached_property
    def fields(self) -> list[FieldConflict]:
        names = [name for name in self._base if name in self._mine or self._is_theirs(name)]
        return [self._field(name) for name in names]

    def _is_theirs(self, name: str) -> bool:
        return bool(self._base[name] != self._theirs[name])

    def _merged(self, name: str) -> Any:
        if name in ROW_FIELDS and self._is_theirs(name):
            return merge_lists(self._base[name], self._mine[name], self._theirs[name])
        return self._mine[name]

    def _field(self, name: str) -> FieldConflict:
        base, theirs = self._base[name], self._theirs[name]
        mine = self._mine.get(name, base)
        choices: list[str] = []
        if base != theirs and mine not in (base, theirs):
            choices = [MINE if self._merged(name) == mine else BOTH, THEIRS]
        return FieldConflict(
            name=name,
            opened=display_lines(base, name),
            yours=difference(name, base, mine) if name in self._mine else None,
            theirs=difference(name, base, theirs) if base != theirs else None,
            choices=[(choice, CHOICES[choice]) for choice in choices],
            theirs_text=control_text(name, theirs) if name in ArticleForm.base_fields else None,
            filled=_digest(self.values[name]),
        )


def apply_choices(
    data: QueryDict, cleaned: Mapping[str, Any], stored: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the values of a form with the choices that were made about an edit conflict.

    A field that was edited after the conflict was shown keeps its value.
    """
    return {
        name: stored[name]
        if data.get(f"keep-{name}") == THEIRS and data.get(f"filled-{name}") == _digest(value)
        else value
        for name, value in cleaned.items()
    }


def merge_lists(base: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
    """Return a list with the items that either side added, without those that either removed."""
    items = [item for item in mine if item in theirs or item not in base]
    for place, item in enumerate(theirs):
        if item not in base and item not in items:
            items.insert(place, item)
    return items


def _digest(value: Any) -> str:
    return sha256(dumps(value, sort_keys=True).encode()).hexdigest()
