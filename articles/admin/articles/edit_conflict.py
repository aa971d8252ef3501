"""Edit conflicts: two people changed one article; show both versions and a choice for each field.

opened (base), typed (yours), stored (saved) -> EditConflict -> page -> apply_choices -> values

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
from articles.models.value_fields import LIST_FIELDS, article_values

YOURS, BOTH, SAVED = "yours", "both", "saved"
CHOICES = {
    YOURS: "Your version",
    BOTH: "Both: all that either version added, without what either removed",
    SAVED: "Saved version",
}


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that was changed on one side or both; only in the second case there is a choice.

    `yours` and `saved` are the changes since the form was opened, None without one. `saved_text`
    is what the field's control shows of the stored value, None for forms of items. `filled` is the
    digest of the value that the form was filled with.
    """

    name: str
    opened: list[str]
    yours: Difference | None
    saved: Difference | None
    choices: list[tuple[str, str]]
    saved_text: str | None
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
        self, article: Article, version: int, base: Mapping[str, Any], yours: Mapping[str, Any]
    ) -> None:
        self._base, self._yours, self._saved = base, yours, article_values(article)
        self.events: list[Event] = [
            *article.events.filter(version__gt=version).select_related("actor")
        ]

    @cached_property
    def values(self) -> dict[str, Any]:
        """The values to fill the form with: the stored ones with the typed changes."""
        return self._saved | {name: self._merged(name) for name in self._yours}

    @cached_property
    def fields(self) -> list[FieldConflict]:
        names = [name for name in self._base if name in self._yours or self._is_changed(name)]
        return [self._field(name) for name in names]

    def _is_changed(self, name: str) -> bool:
        return bool(self._base[name] != self._saved[name])

    def _merged(self, name: str) -> Any:
        if name in LIST_FIELDS and self._is_changed(name):
            return merge_lists(self._base[name], self._yours[name], self._saved[name])
        return self._yours[name]

    def _field(self, name: str) -> FieldConflict:
        base, saved = self._base[name], self._saved[name]
        yours = self._yours.get(name, base)
        choices: list[str] = []
        if base != saved and yours not in (base, saved):
            choices = [YOURS if self._merged(name) == yours else BOTH, SAVED]
        return FieldConflict(
            name=name,
            opened=display_lines(base, name),
            yours=difference(name, base, yours) if name in self._yours else None,
            saved=difference(name, base, saved) if base != saved else None,
            choices=[(choice, CHOICES[choice]) for choice in choices],
            saved_text=control_text(name, saved) if name in ArticleForm.base_fields else None,
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
        if data.get(f"keep-{name}") == SAVED and data.get(f"filled-{name}") == _digest(value)
        else value
        for name, value in cleaned.items()
    }


def merge_lists(base: list[Any], yours: list[Any], saved: list[Any]) -> list[Any]:
    """Return a list with the items that either side added, without those that either removed."""
    items = [item for item in yours if item in saved or item not in base]
    for place, item in enumerate(saved):
        if item not in base and item not in items:
            items.insert(place, item)
    return items


def _digest(value: Any) -> str:
    return sha256(dumps(value, sort_keys=True).encode()).hexdigest()
