"""Values in words: what an editor reads of a change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from articles.models import Conflict, Event

LABELS = {
    "amp_url": "AMP address",
    "cdn_amp_url": "AMP address at the CDN",
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


@dataclass(frozen=True, slots=True)
class Difference:
    """A field, and its value before and after as lines of text."""

    field: str
    before: list[str]
    after: list[str]


def label(field: str) -> str:
    return LABELS.get(field, field.replace("_", " "))


def in_words(value: Any) -> list[str]:
    """Return a value field's value as lines; no line for nothing."""
    if value is None or value in ("", []):
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, list):
        return [_item(item) for item in value]
    return str(value).splitlines()


def differences(event: Event) -> list[Difference]:
    """Return what an event changed."""
    return between(event.before, event.after)


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return the fields of either side, in the order in which they stand."""
    return [
        Difference(label(name), in_words(before.get(name)), in_words(after.get(name)))
        for name in dict.fromkeys([*before, *after])
    ]


def conflict_in_words(conflict: Conflict) -> dict[str, Any]:
    """Return a conflict with its three values as lines."""
    return {
        "conflict": conflict,
        "field": label(conflict.field),
        "base": in_words(conflict.base),
        "mine": in_words(conflict.mine),
        "theirs": in_words(conflict.theirs),
    }


def _item(item: Any) -> str:
    """A topic's name, a picture, or a related link on one line."""
    if not isinstance(item, dict):
        return str(item)
    if "web_url" in item:
        return _joined(item["title"], item["provider"], item["quality"], item["web_url"])
    size = f"{item['width']}x{item['height']}" if item["width"] and item["height"] else ""
    return _joined(item["title"], size, item["url"])


def _joined(*parts: Any) -> str:
    return ", ".join(str(part) for part in _given(parts))


def _given(parts: Iterable[Any]) -> list[Any]:
    return [part for part in parts if part not in {None, ""}]
