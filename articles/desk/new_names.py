"""Ask before a form creates a topic or a provider: “Fogg” is a new topic. Create it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from articles.content.similar_names import most_similar
from articles.models import Provider, Topic

MAX_COMPARED = 20_000
"""Names that a new one is compared with."""
_ROWS: dict[str, tuple[QuerySet[Any], str]] = {
    "topic": (Topic.objects.all(), "name"),
    "provider": (Provider.objects.all(), "domain"),
}


@dataclass(frozen=True, slots=True)
class NewName:
    """A topic's name or provider's domain that does not exist yet, and the most similar one."""

    kind: str
    name: str
    similar: str
    is_confirmed: bool

    @property
    def question(self) -> str:
        hint = f" There is “{self.similar}” already." if self.similar else ""
        return f"“{self.name}” is a new {self.kind}. Create it?{hint}"


def new_names(kind: str, names: Iterable[str], data: Any) -> list[NewName]:
    """Return which of these names are new; `data` is the form's, whose ticks confirm some."""
    wanted = [name for name in dict.fromkeys(names) if name]
    missing = missing_from(kind, wanted)
    if not missing:
        return []
    rows, key = _ROWS[kind]
    existing = list(rows.values_list(key, flat=True)[:MAX_COMPARED])
    confirmed = data.getlist(f"create_{kind}") if data is not None else []
    return [
        NewName(kind, name, most_similar(name, existing), name in confirmed) for name in missing
    ]


def missing_from(kind: str, names: Iterable[str]) -> list[str]:
    """Return which of these names no topic or provider has, not even as an old name."""
    rows, key = _ROWS[kind]
    wanted = list(names)
    known = set(rows.filter(**{f"{key}__in": wanted}).values_list(key, flat=True))
    return [name for name in wanted if name not in known]
