"""Values in words: what an editor reads of a change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from articles.desk.word_diff import Beginning, Piece, beginning, in_short, item_diff, word_diff
from articles.models import Article, Conflict, Event, Status
from articles.models.value_fields import ROW_FIELDS, article_values, parse_time

LABELS = {
    "amp_url": "AMP address",
    "assigned_to": "assigned to",
    "cdn_amp_url": "AMP address at the CDN",
    "expires_at": "comes down at",
    "featured_content": "featured content",
    "held": "held",
    "images": "pictures",
    "original_url": "original address",
    "published_at": "published at",
    "related": "related coverage",
    "scheduled_for": "scheduled for",
    "web_url": "web address",
    "went_live_at": "went live at",
}
TIMES = {"published_at", "scheduled_for", "went_live_at", "expires_at"}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field, and its value before and after as lines of text."""

    field: str
    before: list[str]
    after: list[str]
    name: str = ""
    """The field's own name, where there is a page on which all of it stands."""

    @property
    def beginning(self) -> Beginning:
        """What is shown of it where much else stands."""
        return beginning(self.pieces)

    @property
    def pieces(self) -> list[Piece]:
        """What makes the one into the other, word by word; lists item by item."""
        if self.name in ROW_FIELDS:
            return in_short(item_diff(self.before, self.after))
        return in_short(word_diff("\n".join(self.before), "\n".join(self.after)))


def label(field: str) -> str:
    return LABELS.get(field, field.replace("_", " "))


def in_words(value: Any, field: str = "") -> list[str]:
    """Return a field's value as lines; no line for nothing."""
    if value is None or value in ("", []):
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, list):
        return [_item(item) for item in value]
    if field in TIMES:
        return [_moment(value)]
    if field == "status" and value in Status.values:
        return [Status(value).label]
    return str(value).splitlines()


def differences(event: Event) -> list[Difference]:
    """Return what an event changed."""
    return between(event.before, event.after)


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return the fields of either side, in the order in which they stand."""
    return [
        difference(name, before.get(name), after.get(name))
        for name in dict.fromkeys([*before, *after])
    ]


def difference(field: str, before: Any, after: Any) -> Difference:
    """Return how a field's values differ. What one line an item does not tell is told in full."""
    old, new = in_words(before, field), in_words(after, field)
    if old == new and before != after and isinstance(before, list) and isinstance(after, list):
        old, new = _in_full(before), _in_full(after)
    return Difference(label(field), old, new, field)


@dataclass(frozen=True, slots=True)
class ConflictInWords:
    """A conflict as a page shows it: what was, and how either side differs from it."""

    conflict: Conflict
    field: str
    base: list[str]
    mine: Difference
    theirs: Difference


def conflict_in_words(
    conflict: Conflict, values: Mapping[str, Any] | None = None
) -> ConflictInWords:
    """Return a conflict in words; of an open one, mine is what the article says by now.

    `values` are the value fields of its article; without them, mine is as it was.
    """
    is_open = conflict.settled_at is None and values is not None
    mine = values[conflict.field] if values is not None and is_open else conflict.mine
    return ConflictInWords(
        conflict=conflict,
        field=label(conflict.field),
        base=in_words(conflict.base, conflict.field),
        mine=difference(conflict.field, conflict.base, mine),
        theirs=difference(conflict.field, conflict.base, conflict.theirs),
    )


def open_conflicts(article: Article) -> list[ConflictInWords]:
    """Return what the source of an article from `find_article` wants otherwise."""
    values = article_values(article)
    conflicts = article.conflicts.unsettled().select_related("run")
    return [conflict_in_words(conflict, values) for conflict in conflicts]


def _moment(value: str) -> str:
    """A time as people write it; what is none (an old value) stays as it is."""
    try:
        moment = parse_time(value)
    except ValueError:
        return value
    clock = "%H:%M:%S" if moment.second else "%H:%M"
    return f"{moment:%-d %B %Y, {clock}} UTC"


def _item(item: Any) -> str:
    """A topic's name, a picture, or a related link on one line."""
    if not isinstance(item, dict):
        return str(item)
    if "web_url" in item:
        return _joined(item["title"], item["provider"], item["quality"], item["web_url"])
    size = f"{item['width']}x{item['height']}" if item["width"] and item["height"] else ""
    return _joined(item["title"], size, item["url"])


def _in_full(items: list[Any]) -> list[str]:
    """All that items hold, a line each."""
    return [
        f"{name.replace('_', ' ')}: {'; '.join(in_words(value, name))}"
        for item in items
        for name, value in (item.items() if isinstance(item, dict) else [("", item)])
    ]


def _joined(*parts: Any) -> str:
    return ", ".join(str(part) for part in _given(parts))


def _given(parts: Iterable[Any]) -> list[Any]:
    return [part for part in parts if part not in {None, ""}]
