"""Apply changes to articles: the only writer of columns, versions and events.

    locking.lock_articles -> a plan for each article (Change) -> apply_changes

It takes a few statements, however many articles there are. The articles must be locked and read
in the caller's transaction, or be current by `lock_current`: no version is compared here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from articles.content.derive import article_hashes, duplicate_hashes
from articles.content.lookup_cache import LookupCache
from articles.content.thresholds import refresh_thresholds
from articles.content.writer import column_values, ensure_names, replace_content
from articles.db.bulk import stored_time, update_rows
from articles.db.json_text import stored_json
from articles.images.background import enqueue_fetches, remake_renditions
from articles.images.lead import refresh_leads
from articles.models import Article, Event, OldSlug, Resolution, SeedFile, StoredImage, User, Verb
from articles.seeds.records import time_value
from articles.stories.ranking import refresh_neighbours
from articles.stories.resolve import resolve_links
from articles.workflow import conflicts
from articles.workflow.events import EventContext, NewEvent, write_event, write_events
from articles.workflow.notifications import notify_assigned
from articles.workflow.states import is_withdrawn

KEY_FIELDS = {"title", "published_at", "web_url", "original_url"}
"""The fields whose hashes find related links and near-duplicates (`_keys`)."""
_RANKING = ("related_count", "top_related_quality", "top_related_name")
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A planned change of one article.

    `before` and `after` are stored in its event. `columns` are the columns of its state to write,
    and `values` the value fields to write. With `values`, `current` holds all value fields as they
    are now, and `source_values`, in an import, those of the source, by which related links find
    the article. `resolves` are the primary keys of conflicts that end with `resolution`, `reopens`
    those of conflicts that are open again, and `undoes` that of the event that is undone.
    `image_values` is what to write of stored images, by primary key.
    """

    article: Article
    before: Values
    after: Values
    columns: Values = field(default_factory=dict)
    values: Values = field(default_factory=dict)
    current: Values = field(default_factory=dict)
    source_values: Values | None = None
    reason: str = ""
    resolves: Sequence[int] = ()
    resolution: Resolution = Resolution.OBSOLETE
    reopens: Sequence[int] = ()
    undoes: int | None = None
    image_values: Mapping[int, Values] = field(default_factory=dict)


def apply_change(change: Change, context: EventContext) -> Event:
    """Apply one change and return its event."""
    _write([change], context, LookupCache())
    _notify_assigned([change], context)
    return write_event(context, change.article, _new_event(change))


def apply_changes(
    changes: Sequence[Change], context: EventContext, cache: LookupCache | None = None
) -> None:
    """Apply changes, each of another article, and update the instances.

    An article whose change writes no column also gets a version and an event.
    """
    if not changes:
        return
    _write(changes, context, cache or LookupCache())
    _notify_assigned(changes, context)
    write_events(context, (_new_event(change) for change in changes))


def _write(changes: Sequence[Change], context: EventContext, cache: LookupCache) -> None:
    """Write everything but the events."""
    ensure_names(cache, [change.values for change in changes])
    _keep_old_slugs(changes)
    _write_columns(changes, context, cache)
    _refresh_recommended(changes)
    _write_images(changes, context)
    replace_content({change.article.pk: change.values for change in changes}, cache)
    if context.import_run is None and any("images" in change.values for change in changes):
        enqueue_fetches()  # an import does it once, at its end
    _write_conflicts(changes, context)
    undone = [change.undoes for change in changes if change.undoes]
    if undone:
        Event.objects.filter(pk__in=undone).update(undone=True)
    _refresh_stories(changes, context)


def _notify_assigned(changes: Sequence[Change], context: EventContext) -> None:
    assigned = [
        (change.article.pk, change.columns["assigned_to"])
        for change in changes
        if "assigned_to" in change.columns
    ]
    notify_assigned(assigned, by=context.by, now=context.now, undone=context.undone)


def _write_columns(changes: Sequence[Change], context: EventContext, cache: LookupCache) -> None:
    """Write every column that any change writes, so that one statement fits all articles."""
    columns = _columns_of(changes, cache)
    names = sorted({name for each in columns for name in each})
    attributes = [Article._meta.get_field(name).attname for name in names]  # type: ignore[union-attr]
    now = _stored(context.now)
    for change, new in zip(changes, columns, strict=True):
        change.article.version += 1
        change.article.updated_at = context.now
        for name, value in new.items():
            setattr(change.article, name, value)
    rows = (
        (
            change.article.pk,
            *(_stored(getattr(change.article, attribute)) for attribute in attributes),
            change.article.version,
            now,
        )
        for change in changes
    )
    update_rows(Article, ("id", *names, "version", "updated_at"), rows)


def _keep_old_slugs(changes: Sequence[Change]) -> None:
    """Let the slugs that articles have until now redirect. Their new ones do not any more."""
    moved = [each for each in changes if "slug" in each.columns]
    if moved:
        OldSlug.objects.filter(slug__in=[each.columns["slug"] for each in moved]).delete()
        old = [OldSlug(slug=each.article.slug, article=each.article) for each in moved]
        OldSlug.objects.bulk_create(old)


def _refresh_recommended(changes: Sequence[Change]) -> None:
    """Rules may have a lower threshold for recommended articles."""
    refresh_thresholds([each.article.pk for each in changes if "recommended" in each.columns])


def _write_images(changes: Sequence[Change], context: EventContext) -> None:
    """Write what is said of stored images, and set the leading pictures of chosen ones."""
    for pk, values in (item for change in changes for item in change.image_values.items()):
        moved = {"focal_by_person": True} if {"focal_x", "focal_y"} & values.keys() else {}
        images = StoredImage.objects.filter(pk=pk)
        images.update(**values, **moved, changed_at=context.now)
        if moved:
            remake_renditions(pk)
    chosen = [each.article for each in changes if "chosen_image" in each.columns]
    refresh_leads([article.pk for article in chosen])
    for article in chosen:
        article.refresh_from_db(fields=["lead_image"])


def _columns_of(changes: Sequence[Change], cache: LookupCache) -> list[dict[str, Any]]:
    seeded = _with_seed_files(changes)
    return [
        {**change.columns, **column_values(change.values, cache), **_keys(change, seeded)}
        for change in changes
    ]


def _with_seed_files(changes: Sequence[Change]) -> set[int | None]:
    """Return the primary keys of articles from a file whose hashes may change."""
    pks = [
        change.article.pk
        for change in changes
        if change.source_values is None and KEY_FIELDS & change.values.keys()
    ]
    if not pks:
        return set()
    return set(SeedFile.objects.filter(article__in=pks).values_list("article_id", flat=True))


def _keys(change: Change, seeded: set[int | None]) -> dict[str, Any]:
    """Return the hash columns: for related links of the source's values, else of ours."""
    values = {**change.current, **change.values}
    if change.source_values is not None:
        return article_hashes(values, change.source_values)
    if not KEY_FIELDS & change.values.keys():
        return {}
    if change.article.pk in seeded:
        return duplicate_hashes(values, change.article.url_hash)
    return article_hashes(values, values)


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return stored_time(time_value(value))
    if isinstance(value, list):
        return stored_json(value)
    if isinstance(value, User):
        return value.pk
    return str(value) if isinstance(value, str) else value


def _new_event(change: Change) -> NewEvent:
    article = change.article
    return NewEvent(article.pk, article.version, change.before, change.after, change.reason)


def _write_conflicts(changes: Sequence[Change], context: EventContext) -> None:
    for change in changes:
        if change.resolves:
            conflicts.resolve(change.resolves, change.resolution, by=context.by, now=context.now)
    conflicts.reopen([pk for change in changes for pk in change.reopens])
    if context.verb == Verb.EDITED:
        values = {change.article.pk: change.values for change in changes}
        conflicts.close_obsolete(values, context.now)


def _refresh_stories(changes: Sequence[Change], context: EventContext) -> None:
    """Resolve links and rank stories again. An import resolves its links once, when it ends."""
    if context.import_run is None:
        linked = [change.article for change in changes if "related" in change.values]
        if linked:
            resolve_links([article.pk for article in linked])
            for article in linked:
                article.refresh_from_db(fields=_RANKING)
    moved = [
        change.article.pk
        for change in changes
        if is_withdrawn(change.before) != is_withdrawn(change.after)
    ]
    if moved:
        refresh_neighbours(moved)
