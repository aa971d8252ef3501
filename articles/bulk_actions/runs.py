"""Bulk actions: one action on what a filter shows, chosen once, done to each article, and undone.

    start -> items (article, version) -> slices of waiting items -> done
             each slice in one transaction: articles, events, outcomes, totals

Each article is judged alone, exactly as the same action on one article: a skipped one neither
stops nor reverses the others. A killed bulk action resumes with the waiting items.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.utils import timezone

from articles.bulk_actions.args import action_of, bulk_action, check_args
from articles.bulk_actions.merged_rows import separate
from articles.bulk_actions.planners import planner_for
from articles.db.bulk import insert_select, update_rows
from articles.jobs.kinds import Kind, register
from articles.jobs.lease import renew
from articles.models import (
    Article,
    ArticleQuerySet,
    BulkAction,
    BulkActionItem,
    BulkActionOutcome,
    Event,
    Verb,
)
from articles.publishing.publish_run import CountChanged, added
from articles.workflow.actors import Actor, starter_columns, starter_of, undoer_of
from articles.workflow.apply import Change, apply_changes
from articles.workflow.errors import NotAllowed, NotPossible, WorkflowError
from articles.workflow.events import EventContext
from articles.workflow.job_control import check_rights
from articles.workflow.locking import lock_articles
from articles.workflow.permissions import require_permission
from articles.workflow.undo_event import GONE, undo_planner

SLICE = 200
"""Articles per transaction: few commits, and yet others can write in between."""
NOT_SEPARABLE = "The two names cannot be separated: one was merged or renamed again since."


def start_bulk_action(
    articles: ArticleQuerySet,
    key: str,
    *,
    by: Actor,
    expected: int,
    details: Mapping[str, Any] | None = None,
    query: str = "",
    now: datetime | None = None,
) -> BulkAction:
    """Choose the articles and store the bulk action; `jobs.lifecycle.execute` does the work.

    `key` is that of an action; `details` and `query` are as the model says. Raise CountChanged if
    there are not as many articles as the person was shown, NotPossible for invalid details,
    NotAllowed.
    """
    action = bulk_action(key)
    require_permission(by, action.permission)
    now, details = now or timezone.now(), {**(details or {}), **action.options}
    check_args(action, details, now, by)
    with transaction.atomic():
        job = BulkAction.objects.create(
            verb=action.event,
            details=details,
            query=query,
            **starter_columns(by),
            created_at=now,
            total_count=expected,
        )
        found = _choose(job, articles)
        if found != expected:
            raise CountChanged(expected, found, shown_in="list")
    return job


def _choose(job: BulkAction, articles: ArticleQuerySet) -> int:
    """Freeze articles and versions; a filter that joins may name an article twice."""
    unordered = articles if articles.query.is_sliced else articles.order_by()
    chosen = Article.objects.filter(pk__in=unordered.values("pk")).order_by("pk")
    columns = {
        "bulk_action": Value(job.pk),
        "article": F("pk"),
        "version": F("version"),
        "outcome": Value(BulkActionOutcome.WAITING.value),
        "problem": Value(""),
        "undone": Value(False),
        "undo_skipped_reason": Value(""),
    }
    return insert_select(BulkActionItem, columns, chosen)


@transaction.atomic
def do_slice(job: BulkAction) -> bool:
    """Do the action to the next articles; return False when none is left."""
    items = list(job.items.filter(outcome=BulkActionOutcome.WAITING).order_by("pk")[:SLICE])
    if not items:
        return False
    _do(job, items)
    _store(items, "version", "outcome", "problem")
    done = sum(item.outcome == BulkActionOutcome.DONE for item in items)
    renew(job, totals=added(job.totals, done=done, skipped=len(items) - done))
    return True


def _do(job: BulkAction, items: Sequence[BulkActionItem]) -> None:
    """Do the action to the articles of these items; store on each item what became of it."""
    now, articles = timezone.now(), lock_articles(_article_pks(items))
    plan = planner_for(job, articles, now)
    is_merge = "merge" in job.details
    changes: dict[int, Change] = {}
    for item in items:
        try:
            changes[item.pk] = plan(_as_chosen(item, articles, any_version=is_merge))
        except (WorkflowError, NotAllowed) as error:
            item.problem = str(error)[:500]
    context = EventContext(Verb(job.verb), starter_of(job), now, bulk_action=job.pk)
    apply_changes([*changes.values()], context)
    for item in items:
        item.outcome = BulkActionOutcome.DONE if item.pk in changes else BulkActionOutcome.SKIPPED
        if item.pk in changes:
            item.version = changes[item.pk].article.version


def _as_chosen(
    item: BulkActionItem, articles: Mapping[int, Article], *, any_version: bool
) -> Article:
    """Return an article as it was chosen; a merge means `any_version` of it."""
    article = articles.get(item.article_id or 0)
    if article is None:
        raise NotPossible(GONE)
    if article.version != item.version and not any_version:
        raise NotPossible(f"“{article.title}” was changed since it was chosen.")
    return article


@transaction.atomic
def undo_slice(job: BulkAction) -> bool:
    """Undo the next articles, the newest first; return False when none is left."""
    is_possible = "merge" not in job.details or separate(job.details)
    todo = job.items.filter(outcome=BulkActionOutcome.DONE, undone=False, undo_skipped_reason="")
    items = list(todo.order_by("-pk")[:SLICE])
    if not items:
        return False
    if is_possible:
        _undo(job, items)
    else:
        for item in items:
            item.undo_skipped_reason = NOT_SEPARABLE
    _store(items, "undone", "undo_skipped_reason")
    undone = sum(item.undone for item in items)
    renew(job, totals=added(job.totals, undone=undone, undo_skipped=len(items) - undone))
    return True


def _undo(job: BulkAction, items: Sequence[BulkActionItem]) -> None:
    """Undo the action for the articles of these items; what was undone already counts as undone."""
    by, now, articles = undoer_of(job), timezone.now(), lock_articles(_article_pks(items))
    events = _events(job, items)
    plan = undo_planner([*events.values()], articles, by=by, now=now)
    changes = []
    for item in items:
        event = events.get(item.article_id or 0)
        if event is None:
            item.undo_skipped_reason = GONE
        elif not event.undone:
            try:
                changes.append(plan(event))
            except (WorkflowError, NotAllowed) as error:
                item.undo_skipped_reason = str(error)[:200]
        item.undone = not item.undo_skipped_reason
    apply_changes(changes, EventContext(Verb.UNDONE, by, now, bulk_action=job.pk, undone=True))


def _events(job: BulkAction, items: Sequence[BulkActionItem]) -> dict[int, Event]:
    """Return by article what the bulk action did to these items."""
    events = job.events.filter(article__in=_article_pks(items)).exclude(verb=Verb.UNDONE)
    versions = {(item.article_id, item.version) for item in items}
    return {e.article_id: e for e in events if (e.article_id, e.version) in versions}


def _article_pks(items: Sequence[BulkActionItem]) -> list[int]:
    return [item.article_id for item in items if item.article_id]


def _store(items: Sequence[BulkActionItem], *names: str) -> None:
    rows = ([getattr(item, name) for name in ("pk", *names)] for item in items)
    update_rows(BulkActionItem, ("id", *names), rows)


register(
    Kind(
        model=BulkAction,
        step=do_slice,
        undo_step=undo_slice,
        check=check_rights,
        permission=lambda job: action_of(job).permission,
    )
)
