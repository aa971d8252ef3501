"""Join the rows of two topics or providers, and separate them again.

join -> an old name of the other row; its articles are then moved by a bulk action
separate -> as before; the undo of that bulk action then moves the articles back
"""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from articles.models import BulkAction, Provider, Topic

KEYS = {"topic": "name", "provider": "domain"}
"""The column by which files and people name a row."""
Row = Topic | Provider


def join(old: Row, into: Row) -> dict[str, list[int]]:
    """Make a row an old name of another one; return the keys that `separate` needs.

    Its own old names become old names of the other row, so that one look-up always suffices, and
    its child topics children of the other topic.
    """
    rows: Any = type(old).objects
    aliases = list(rows.filter(merged_into=old).values_list("pk", flat=True))
    rows.filter(pk__in=[*aliases, old.pk]).update(merged_into=into)
    _touch(old, into)
    moved = {"rows": [old.pk, into.pk], "aliases": aliases}
    if isinstance(old, Topic):
        children = Topic.objects.filter(parent=old)
        moved["children"] = list(children.values_list("pk", flat=True))
        children.exclude(pk=into.pk).update(parent=into.pk)
        children.filter(pk=into.pk).update(parent=old.parent_id)
    return moved


def merge_of(old: Row) -> BulkAction | None:
    """Return the latest bulk action that merged a row; None if it was renamed."""
    kind = old._meta.model_name or ""
    merges = BulkAction.objects.filter(details__merge=kind, details__old=getattr(old, KEYS[kind]))
    return merges.order_by("-pk").first()


def separate(details: Mapping[str, Any]) -> bool:
    """Make the old name of a merge a row of its own again. Idempotent.

    Return False if that is not possible any more, because of a later merge or change of names.
    """
    rows: Any = {"topic": Topic.objects, "provider": Provider.objects}[details["merge"]]
    found = rows.in_bulk(details["rows"])
    old, into = map(found.get, details["rows"])
    if old is None or into is None:
        return False
    if old.merged_into_id != into.pk:
        return old.merged_into_id is None
    rows.filter(pk=old.pk).update(merged_into=None)
    rows.filter(pk__in=details["aliases"], merged_into=into).update(merged_into=old)
    _touch(old, into)
    if isinstance(old, Topic):
        children = Topic.objects.filter(pk__in=details["children"])
        children.filter(parent_id__in=[into.pk, old.parent_id]).update(parent=old)
    return True


def _touch(*rows: Row) -> None:
    """Mark rows as edited: pages about them are not cached any more, no undo deletes them."""
    for row in rows:
        row.edited_at = timezone.now()
        row.save(update_fields=["edited_at"])
