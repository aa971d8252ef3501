"""Undo an import: delete what it created, restore what it changed, skip what was touched since.

An article counts as touched if its history has a later event that was not undone. Undo skips
such articles and names them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from articles.content.merged_names import merged_names
from articles.db.arrays import id_array
from articles.images.declared import connect_images
from articles.ingest.providers_and_topics import undo_metadata
from articles.ingest.undo_snapshots import Snapshot, restore_seeds, restore_targets
from articles.jobs.lease import renew
from articles.models import (
    ACTIVE_STATES,
    Article,
    Event,
    ImportItem,
    ImportOutcome,
    ImportRun,
    Note,
    Provider,
    SeedFile,
    Topic,
    Verb,
)
from articles.models.article_queryset import fetch_rows
from articles.models.value_fields import ROW_FIELDS, VALUE_FIELDS, article_values
from articles.stories.ranking import refresh_top_related
from articles.stories.resolve import resolve_links
from articles.workflow.actors import Actor, undoer_of
from articles.workflow.apply import Change, apply_changes
from articles.workflow.changed_since import changed_since
from articles.workflow.conflicts import restore as restore_conflicts
from articles.workflow.errors import NotPossible
from articles.workflow.events import EventContext
from articles.workflow.job_control import request_undo, undo_now
from articles.workflow.locking import lock_articles
from articles.workflow.states import restorable_columns, serialize_state, users_by_name

BATCH = 250
CHANGES = (ImportOutcome.CHANGED, ImportOutcome.CONFLICT)
TOUCHED = "It was changed since the import."


@dataclass(frozen=True, slots=True)
class Undoing:
    """Which run is undone, by whom and when."""

    run: ImportRun
    by: Actor
    now: datetime


def undo_import_run(run: ImportRun, *, by: Actor) -> ImportRun:
    """Undo an import in this process, the newest items first; a killed undo is resumed.

    Raises NotPossible if the run or another import into the source is not finished, NotAllowed.
    """
    check_undo(run)
    return undo_now(run, by=by)


def request_import_undo(run: ImportRun, *, by: Actor) -> None:
    """Mark an import to be undone; enqueue it afterwards. Raises as `undo_import_run`."""
    check_undo(run)
    request_undo(run, by=by)


def check_undo(run: ImportRun) -> None:
    """Raise NotPossible for a preview, or if another import into the source is not finished."""
    if run.dry_run:
        raise NotPossible("A preview has imported nothing.")
    others = ImportRun.imports.filter(source=run.source, state__in=ACTIVE_STATES)
    if other := others.exclude(pk=run.pk).first():
        raise NotPossible(f"{other} is not finished. Wait for it or cancel it first.")


@transaction.atomic
def undo_batch(run: ImportRun) -> bool:
    """Undo the next items; return False when none was left.

    The caller holds the lease. A worker that has lost it is rolled back.
    """
    items = _next_items(run)
    if not items:
        _remove_orphans(run)
        return False
    totals = _undo_items(Undoing(run, undoer_of(run), timezone.now()), items)
    renew(run, totals=totals)
    return True


def _next_items(run: ImportRun) -> list[ImportItem]:
    todo = run.items.filter(undone=False, undo_skipped_reason="").exclude(
        outcome=ImportOutcome.REFUSED
    )
    return list(todo.order_by("-pk")[:BATCH])


def touched_items(run: ImportRun) -> QuerySet[ImportItem]:
    """Return the items that an undo would skip, because their article was changed or has a note."""
    todo = run.items.filter(undone=False, version__isnull=False)
    noted = todo.filter(Exists(Note.objects.filter(article=OuterRef("article"))))
    return changed_since(todo) | noted


def _undo_items(undoing: Undoing, items: Sequence[ImportItem]) -> dict[str, int]:
    """Undo items and return the new totals of the run."""
    lock_articles([item.article_id for item in items if item.article_id])
    touched = _touched(items)
    free = [item for item in items if item.pk not in touched]
    for item in items:
        item.undo_skipped_reason = TOUCHED if item.pk in touched else ""
    _delete([item for item in free if item.outcome == ImportOutcome.CREATED and item.version])
    _undo_changes(undoing, [item for item in free if item.outcome in CHANGES and item.version])
    _undo_missing(undoing, [item for item in free if item.outcome == ImportOutcome.MISSING])
    for item in free:
        is_metadata = item.outcome != ImportOutcome.MISSING and not item.version
        if is_metadata and not undo_metadata(undoing.run, item):
            item.undo_skipped_reason = TOUCHED
    done = [item.pk for item in items if not item.undo_skipped_reason]
    ImportItem.objects.filter(pk__in=done).update(undone=True)
    skipped = [item.pk for item in items if item.undo_skipped_reason]
    ImportItem.objects.filter(pk__in=skipped).update(undo_skipped_reason=TOUCHED)
    counts = {"undone": len(done), "undo_skipped": len(skipped)}
    totals = undoing.run.totals
    return totals | {name: totals.get(name, 0) + n for name, n in counts.items()}


def _touched(items: Sequence[ImportItem]) -> set[int]:
    """Return the items whose article has a note, or a later event that still counts."""
    by_article = {item.article_id: item for item in items if item.version and item.article_id}
    later = Event.objects.filter(article__in=by_article, undone=False)
    noted = Note.objects.filter(article__in=by_article).values_list("article", flat=True)
    return {by_article[article].pk for article in noted} | {
        by_article[article].pk
        for article, version in later.values_list("article", "version")
        if version > (by_article[article].version or 0)
    }


def _delete(items: Sequence[ImportItem]) -> None:
    """Delete the articles of items, which keep their titles for the report."""
    own = Article.objects.filter(pk=OuterRef("article"))
    ImportItem.objects.filter(pk__in=[item.pk for item in items], article__isnull=False).update(
        title=Subquery(own.values("title")[:1])
    )
    pks = [item.article_id for item in items if item.article_id]
    neighbours = list(
        Article.objects.filter(links__target__in=pks)
        .exclude(pk__in=pks)
        .values_list("pk", flat=True)
    )
    Article.objects.filter(pk__in=pks).delete()
    resolve_links(neighbours)


def _undo_changes(undoing: Undoing, items: Sequence[ImportItem]) -> None:
    """Give articles the values from before the run, and the seed files their old rows."""
    snapshots = {item.article_id: item.seed_before for item in items if item.article_id}
    if not snapshots:
        return
    events = undoing.run.events.filter(article__in=snapshots, undone=False)
    before = {event.article_id: event.before for event in events}
    articles = Article.objects.select_related("provider").in_bulk(snapshots)
    names = merged_names()
    changes = {
        pk: names.replace_in({k: v for k, v in before.get(pk, {}).items() if k in VALUE_FIELDS})
        for pk in articles
    }
    for name in ROW_FIELDS:  # fetch only the rows to restore
        fetch_rows([it for pk, it in articles.items() if name in changes[pk]], [name])
    why = f"{undoing.run} was undone"
    restored = [_change(it, changes[pk], snapshots[pk], why) for pk, it in articles.items()]
    context = EventContext(Verb.UNDONE, undoing.by, undoing.now, undoing.run.pk, undone=True)
    events.update(undone=True)
    apply_changes(restored, context)
    _restore(undoing.run, {pk: snapshots[pk] for pk in articles})
    connect_images([*articles])
    resolve_links([*snapshots])
    refresh_top_related(Article.objects.filter(pk__in=snapshots))


def _restore(run: ImportRun, snapshots: Mapping[int, Snapshot | None]) -> None:
    seeds = SeedFile.objects.filter(article__in=snapshots).values_list("pk", "article_id")
    restore_seeds((pk, snapshots[article]) for pk, article in seeds if article)
    kept = {pk: snapshot or {} for pk, snapshot in snapshots.items()}
    restore_conflicts(run, kept)
    restore_targets(kept)


def _change(
    article: Article, changes: dict[str, Any], snapshot: Snapshot | None, reason: str
) -> Change:
    current = article_values(article, [name for name in ROW_FIELDS if name in changes])
    source_values = snapshot["base"] if snapshot else {**current, **changes}
    return Change(
        article,
        {name: current[name] for name in changes},
        changes,
        values=changes,
        current=current,
        source_values=source_values,
        reason=reason,
    )


def _undo_missing(undoing: Undoing, items: Sequence[ImportItem]) -> None:
    """Restore the articles that `archive_missing` archived to their earlier status."""
    run = undoing.run
    missed_first = [item.path for item in items if item.seed_before is not None]
    SeedFile.objects.filter(source=run.source, path__in=missed_first).update(missing_since=None)
    pks = [item.article_id for item in items if item.article_id]
    archived = run.events.filter(article__in=pks, verb=Verb.ARCHIVED).order_by("version")
    events = {event.article_id: event for event in archived}
    people = users_by_name(name for e in events.values() if (name := e.before.get("assigned_to")))
    moves = [
        _back(article, events[pk], restorable_columns(events[pk].before, undoing.now, people), run)
        for pk, article in lock_articles(events).items()
    ]
    context = EventContext(Verb.UNDONE, undoing.by, undoing.now, run.pk, undone=True)
    apply_changes(moves, context)


def _back(article: Article, event: Event, columns: dict[str, Any], run: ImportRun) -> Change:
    after, reason = serialize_state(columns), f"{run} was undone"
    return Change(article, event.after, after, columns=columns, reason=reason, undoes=event.pk)


def _remove_orphans(run: ImportRun) -> None:
    """Delete the providers and topics that the run created and that are unused and unedited."""
    providers = Provider.objects.filter(pk__in=id_array(run.created_ids.get("providers", [])))
    _unused(providers, "articles", "links", "rules", "seedfile").delete()
    topics = Topic.objects.filter(pk__in=id_array(run.created_ids.get("topics", [])))
    while _unused(topics, "article_topics", "children", "rules", "seedfile").delete()[0]:
        pass  # the parents of those just deleted may be unused now


def _unused(rows: QuerySet[Any], *relations: str) -> QuerySet[Any]:
    """Return the rows that no person has edited and no row of these relations points to."""
    unused = rows.filter(edited_at=None)
    for name in relations:
        relation = rows.model._meta.get_field(name)
        field = relation.field.name
        unused = unused.filter(
            ~Exists(relation.related_model.objects.filter(**{field: OuterRef("pk")}))
        )
    return unused
