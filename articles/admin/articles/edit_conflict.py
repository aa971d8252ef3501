"""Two people changed one article: both versions side by side, and a choice for each field.

    opened (base), typed (mine), stored (theirs) -> Clash -> the page -> settled -> values

For a text the form is filled with mine; for a list with both sides' changes, where that differs
from mine. Whatever is edited in the form counts; a field left as it was filled follows its choice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core import signing
from django.http import QueryDict

from articles.admin.articles.forms import ArticleForm, shown
from articles.desk.display import Difference, difference, display_lines, label
from articles.models import Article, Event
from articles.models.value_fields import ROW_FIELDS, article_values
from articles.workflow.edit import values_at

SALT = "articles.admin.articles.edit_conflict"
CHOICES = {
    "both": "Both: what either side added or took out",
    "mine": "Yours",
    "theirs": "What the desk has now",
}


@dataclass(frozen=True, slots=True)
class ClashingField:
    """A field that you changed, they changed, or both. Where only one side did, the other's
    difference is None, and there is nothing to choose.

    `mine_text` and `theirs_text` are what the field's control holds for either side; None where
    rows of controls hold it.
    """

    name: str
    opened: list[str]
    yours: Difference | None
    theirs: Difference | None
    choices: list[tuple[str, str]]
    mine_text: str | None
    theirs_text: str | None

    @property
    def label(self) -> str:
        return label(self.name)

    @property
    def chosen(self) -> str:
        return self.choices[0][0] if self.choices else ""


class Clash:
    """What became of an article while somebody had it open, held against what they typed."""

    def __init__(self, article: Article, base: Mapping[str, Any], mine: Mapping[str, Any]) -> None:
        self._base, self._mine, self._theirs = base, mine, article_values(article)
        self.version = article.version
        self.events: list[Event] = []

    @cached_property
    def values(self) -> dict[str, Any]:
        """What the form is filled with: theirs, with all that was typed."""
        return self._theirs | {name: self._filled(name) for name in self._mine}

    @cached_property
    def fields(self) -> list[ClashingField]:
        names = [name for name in self._base if name in self._mine or self._is_theirs(name)]
        return [self._field(name) for name in names]

    @property
    def token(self) -> str:
        """What was typed and what the form was filled with, signed, for the second save."""
        kept = {name: [self._mine[name], self._filled(name)] for name in self._mine}
        return signing.dumps(kept, salt=SALT, compress=True)

    def _is_theirs(self, name: str) -> bool:
        return bool(self._base[name] != self._theirs[name])

    def _filled(self, name: str) -> Any:
        if name in ROW_FIELDS and self._is_theirs(name):
            return joined(self._base[name], self._mine[name], self._theirs[name])
        return self._mine[name]

    def _field(self, name: str) -> ClashingField:
        base = self._base[name]
        is_mine = name in self._mine
        is_disputed = is_mine and self._is_theirs(name) and self._mine[name] != self._theirs[name]
        return ClashingField(
            name=name,
            opened=display_lines(base, name),
            yours=difference(name, base, self._mine[name]) if is_mine else None,
            theirs=difference(name, base, self._theirs[name]) if self._is_theirs(name) else None,
            choices=self._choices(name) if is_disputed else [],
            mine_text=self._shown(name, self._mine),
            theirs_text=self._shown(name, self._theirs),
        )

    def _shown(self, name: str, values: Mapping[str, Any]) -> str | None:
        if name not in ArticleForm.base_fields or name not in values:
            return None
        return shown(name, values[name])

    def _choices(self, name: str) -> list[tuple[str, str]]:
        has_both = self._filled(name) != self._mine[name]
        return [pair for pair in CHOICES.items() if pair[0] != "both" or has_both]


def opened_values(article: Article, version: int) -> dict[str, Any]:
    """Return the value fields at the version that a form was opened with."""
    if version >= article.version:
        return article_values(article)
    return values_at(article, version)


def clash(article: Article, version: int, mine: Mapping[str, Any]) -> Clash:
    """Hold what a person changed since `version` against what others did meanwhile."""
    made = Clash(article, opened_values(article, version), mine)
    made.events = [*article.events.filter(version__gt=version).select_related("actor")]
    return made


def settled(data: QueryDict, taken: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a form, `taken`, with the choices made about a clash.

    A field that was edited after the clash keeps what was typed, whatever was chosen.
    """
    values = dict(taken)
    for name, (mine, filled) in _kept(data).items():
        if name in values and values[name] == filled:
            values[name] = {"mine": mine, "theirs": stored[name]}.get(
                data.get(f"keep-{name}", ""), values[name]
            )
    return values


def joined(base: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
    """Return a list with what both sides added and without what either took out."""
    items = [item for item in mine if item in theirs or item not in base]
    for place, item in enumerate(theirs):
        if item not in base and item not in items:
            items.insert(place, item)
    return items


def _kept(data: QueryDict) -> dict[str, list[Any]]:
    """What the clash put into the page; nothing where somebody has tampered with it."""
    try:
        kept: dict[str, list[Any]] = signing.loads(data.get("clash", ""), salt=SALT)
    except signing.BadSignature:
        return {}
    return kept
