"""Who has an article open right now: a notice, never a lock.

It is kept in the cache that all processes share, so that showing a page writes no table.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.cache import caches
from django.utils import timezone

from articles.models import User

EXPIRES_AFTER = timedelta(seconds=90)
"""Time after the last sign of life of an open page; pages send one every 30 seconds."""
_Entries = dict[int, tuple[str, bool, datetime]]


class Presence(NamedTuple):
    """A person who has an article open."""

    user: str
    is_editing: bool

    def __str__(self) -> str:
        return f"{self.user} is {'editing' if self.is_editing else 'viewing'} it"


def mark_present(
    user: User, article_pk: int, *, is_editing: bool = False, now: datetime | None = None
) -> None:
    """Note that a person has an article open.

    Of two people who are noted at the very same moment one may be missed until the next sign.
    """
    now = now or timezone.now()
    entries = _fresh(caches["shared"].get(_key(article_pk)), now)
    entries[user.pk] = (str(user), is_editing, now)
    caches["shared"].set(_key(article_pk), entries, EXPIRES_AFTER.total_seconds())


def mark_absent(user: User, article_pk: int) -> None:
    """Note that a person has closed an article."""
    entries = _fresh(caches["shared"].get(_key(article_pk)), timezone.now())
    if entries.pop(user.pk, None):
        caches["shared"].set(_key(article_pk), entries, EXPIRES_AFTER.total_seconds())


def others_present(
    article_pks: Collection[int], user: User, now: datetime | None = None
) -> dict[int, list[Presence]]:
    """Return who else has which article open, by its primary key, the latest first."""
    stored = caches["shared"].get_many([_key(pk) for pk in article_pks])
    found = {pk: _fresh(stored.get(_key(pk)), now or timezone.now()) for pk in article_pks}
    return {
        pk: [Presence(name, is_editing) for name, is_editing, _ in others]
        for pk, entries in found.items()
        if (others := _latest_first(entries, except_for=user))
    }


def _latest_first(entries: _Entries, *, except_for: User) -> list[tuple[str, bool, datetime]]:
    others = [entry for pk, entry in entries.items() if pk != except_for.pk]
    return sorted(others, key=lambda entry: entry[2], reverse=True)


def _fresh(entries: _Entries | None, now: datetime) -> _Entries:
    oldest = now - EXPIRES_AFTER
    return {pk: entry for pk, entry in (entries or {}).items() if entry[2] > oldest}


def _key(article_pk: int) -> str:
    return f"presence:{article_pk}"
