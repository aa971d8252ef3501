"""Field labels, values and changes as text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from articles.desk.word_diff import (
    DiffExcerpt,
    DiffSegment,
    beginning,
    collapse,
    item_diff,
    word_diff,
)
from articles.models import Article, Conflict, Event, Status
from articles.models.value_fields import LIST_FIELDS, article_values, parse_time
from articles.workflow.times import format_time

LABELS = {
    "alt_text": "alternative text",
    "amp_url": "AMP address",
    "assigned_to": "assigned to",
    "chosen_image": "picture",
    "cdn_amp_url": "AMP address at the CDN",
    "expires_at": "comes down at",
    "featured_content": "embed",
    "focal_x": "focal point, percent from the left",
    "focal_y": "focal point, percent from the top",
    "held": "held",
    "images": "pictures",
    "original_url": "original address",
    "published_at": "published at",
    "recommended": "recommended",
    "related": "related coverage",
    "scheduled_for": "scheduled for",
    "web_url": "web address",
    "went_live_at": "went live at",
}
TIMES = {
    "published_at",
    "scheduled_for",
    "went_live_at",
    "expires_at",
    "featured_at",
    "featured_until",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field with its value before and after, as lines of text."""

    field: str
    before: list[str]
    after: list[str]
    name: str = ""
    """The name of the field, for a link to the full text."""

    @property
    def beginning(self) -> DiffExcerpt:
        """The first lines of the change, for lists."""
        return beginning(self.pieces)

    @property
    def pieces(self) -> list[DiffSegment]:
        """The diff: word by word, lists item by item."""
        if self.name in LIST_FIELDS:
            return collapse(item_diff(self.before, self.after))
        return collapse(word_diff("\n".join(self.before), "\n".join(self.after)))


def label(field: str) -> str:
    return LABELS.get(field, field.replace("_", " "))


def display_lines(value: Any, field: str = "") -> list[str]:
    """Return the value of a field as lines, none for an empty value."""
    if value is None or value in ("", []):
        return ["chosen automatically"] if field == "chosen_image" else []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, list):
        return [_item(item) for item in value]
    if field in TIMES:
        return [_moment(value)]
    if field == "status" and value in Status.values:
        return [Status(value).label]
    return [value["name"]] if field == "chosen_image" else str(value).splitlines()


def differences(event: Event) -> list[Difference]:
    """Return the changes of an event."""
    return between(event.before, event.after)


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return the changes of all fields of both sides, in their order."""
    return [
        difference(name, before.get(name), after.get(name))
        for name in dict.fromkeys([*before, *after])
    ]


def difference(field: str, before: Any, after: Any) -> Difference:
    """Return the change of a field. Lists whose lines look alike are shown in full."""
    old, new = display_lines(before, field), display_lines(after, field)
    if old == new and before != after and isinstance(before, list) and isinstance(after, list):
        old, new = _in_full(before), _in_full(after)
    return Difference(label(field), old, new, field)


@dataclass(frozen=True, slots=True)
class ConflictDisplay:
    """A conflict: the last imported value, and how each side differs from it."""

    conflict: Conflict
    field: str
    base: list[str]
    ours: Difference
    source: Difference


def conflict_display(
    conflict: Conflict, values: Mapping[str, Any] | None = None
) -> ConflictDisplay:
    """Return a conflict for display.

    For an open conflict pass `values`, the present field values of the article, as our side.
    """
    is_open = conflict.resolved_at is None and values is not None
    ours = values[conflict.field] if values is not None and is_open else conflict.ours
    return ConflictDisplay(
        conflict=conflict,
        field=label(conflict.field),
        base=display_lines(conflict.base, conflict.field),
        ours=difference(conflict.field, conflict.base, ours),
        source=difference(conflict.field, conflict.base, conflict.source),
    )


def open_conflicts(article: Article) -> list[ConflictDisplay]:
    """Return the open conflicts of an article."""
    values = article_values(article)
    conflicts = article.conflicts.unresolved().select_related("run")
    return [conflict_display(conflict, values) for conflict in conflicts]


def _moment(value: str) -> str:
    """Format a time; return a value that is not a time unchanged."""
    try:
        moment = parse_time(value)
    except ValueError:
        return value
    return format_time(moment, with_seconds=bool(moment.second))


def _item(item: Any) -> str:
    """Format a topic, a picture or a related link as one line."""
    if not isinstance(item, dict):
        return str(item)
    if "web_url" in item:
        return _joined(item["title"], item["provider"], item["quality"], item["web_url"])
    size = f"{item['width']}x{item['height']}" if item["width"] and item["height"] else ""
    return _joined(item["title"], size, item["url"])


def _in_full(items: list[Any]) -> list[str]:
    """Return every value of the items, one per line."""
    return [
        f"{name.replace('_', ' ')}: {'; '.join(display_lines(value, name))}"
        for item in items
        for name, value in (item.items() if isinstance(item, dict) else [("", item)])
    ]


def _joined(*parts: Any) -> str:
    return ", ".join(str(part) for part in _given(parts))


def _given(parts: Iterable[Any]) -> list[Any]:
    return [part for part in parts if part not in {None, ""}]
