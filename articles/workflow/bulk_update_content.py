"""Give many articles new content at once, each as its next version.

For imports and their undoing, which hold the articles locked: no version is compared here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.content.derive import Values, article_hashes, related_columns
from articles.content.lookup_cache import LookupCache
from articles.content.writer import ensure_names, replace_content
from articles.db.bulk import insert_rows, stored_time, update_rows
from articles.db.json_text import stored_json
from articles.models import Article, Event, User
from articles.models.value_fields import TEXT_FIELDS
from articles.seeds.records import time_value
from articles.workflow.bulk_apply import Occasion

_EVENT_COLUMNS = (
    "article", "version", "at", "actor", "verb", "reason", "before", "after", "import_run", "undone"
)  # fmt: skip

_OF_RELATED = ("related_count", "top_related_quality", "top_related_name")


@dataclass(slots=True)
class Revision:
    """New values for an article: `current` are all that it has, `changes` those to write.

    `said` are the complete values by which related links find it: its source's, not ours.
    """

    article: Article
    current: Values
    changes: Values
    said: Values
    reason: str = ""


def revise(revisions: Sequence[Revision], occasion: Occasion, directory: LookupCache) -> None:
    """Write the changes and an event for each; the articles get their new versions.

    An article without changes, too, gets a version and an event: its file has changed.
    """
    if not revisions:
        return
    ensure_names(directory, [revision.changes for revision in revisions])
    rows = [_columns(revision, occasion.now, directory) for revision in revisions]
    update_rows(Article, list(rows[0]), (list(row.values()) for row in rows))
    replace_content({each.article.pk: each.changes for each in revisions}, directory)
    for revision in revisions:
        revision.article.version += 1
    insert_rows(Event, _EVENT_COLUMNS, (_event(each, occasion) for each in revisions))


def _columns(revision: Revision, now: datetime, directory: LookupCache) -> dict[str, Any]:
    """All columns of content, changed or not, so that one statement fits every article."""
    article, changes = revision.article, revision.changes
    values = {**revision.current, **changes}
    columns = {name: values[name] for name in (*TEXT_FIELDS, "quality", "heat")}
    columns |= {name: getattr(article, name) for name in _OF_RELATED}
    if "related" in changes:
        columns |= related_columns(changes["related"])
    changed = directory.provider_id(changes["provider"]) if "provider" in changes else None
    return {
        "id": article.pk,
        **columns,
        "provider": changed if "provider" in changes else article.provider_id,
        "published_at": stored_time(values["published_at"]),
        **article_hashes(values, revision.said),
        "version": article.version + 1,
        "updated_at": stored_time(time_value(now)),
    }


def _event(revision: Revision, occasion: Occasion) -> tuple[Any, ...]:
    before = {name: revision.current[name] for name in revision.changes}
    return (
        revision.article.pk,
        revision.article.version,
        stored_time(time_value(occasion.now)),
        occasion.by.pk if isinstance(occasion.by, User) else None,
        occasion.verb.value,
        revision.reason,
        stored_json(before),
        stored_json(revision.changes),
        occasion.import_run,
        occasion.undone,
    )
