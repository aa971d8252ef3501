"""Publish runs: judge all drafts, publish what passes, remember each verdict; and undo.

    start -> slices of drafts by primary key -> done
             each slice in one transaction: verdicts, articles, events, cursor

All in SQL, a few statements a slice: a run over 100,000 drafts costs little more than the bare
update. A killed run goes on from its cursor; nothing is published twice, because a slice is
either stored whole or not at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Exists, F, JSONField, Max, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from articles.db.bulk import insert_select
from articles.jobs.lease import is_interrupted, let_go, worker_name
from articles.models import (
    FIRST_BLOCKING_REASON,
    Article,
    ArticleQuerySet,
    Event,
    ImportRun,
    PublishItem,
    PublishRun,
    RunState,
    Status,
    User,
    Verb,
)
from articles.publishing.policy import Rule, by_specificity, fault_of
from articles.publishing.policy_sql import with_verdicts
from articles.publishing.rules import rule_from
from articles.publishing.run_scope import scoped_drafts
from articles.workflow.actors import Actor, starter_of, undoer_of, user_or_none
from articles.workflow.errors import NotPossible
from articles.workflow.permissions import require_job_permission, require_permission
from articles.workflow.run_undo import UNFINISHED, begin_undoing, request_undoing, stop

SLICE = 5_000
Progress = Callable[[int, int], None]


class Moved(NotPossible):
    """The number that something would be done to is not the one that was shown."""

    def __init__(
        self, expected: int, found: int, *, done: str = "published", shown_in: str = "preview"
    ) -> None:
        super().__init__(
            f"{expected} were to be {done}, but now it would be {found}. Nothing was {done}. "
            f"Look at the {shown_in} again."
        )
        self.found = found


def count_verdicts(rules: Sequence[Rule], scope: dict[str, Any] | None = None) -> dict[int, int]:
    """Return how many drafts would get which reasons, without changing anything."""
    judged = with_verdicts(scoped_drafts(scope or {}), rules)
    rows: QuerySet[Any, Any] = judged.order_by()
    return dict(rows.values_list("reasons").annotate(count=Count("pk")))


def count_publishable(verdicts: dict[int, int]) -> int:
    """Return how many of the counted drafts pass."""
    return sum(count for reasons, count in verdicts.items() if reasons < FIRST_BLOCKING_REASON)


def start_publish_run(
    rules: Sequence[Rule],
    *,
    by: Actor,
    scope: dict[str, Any] | None = None,
    expected: int | None = None,
    now: datetime | None = None,
    import_run: ImportRun | None = None,
    worker: str = "",
) -> PublishRun:
    """Store a new run over the drafts there are now; `advance` does the work.

    Who will do that work itself names itself as its `worker`: should it die before it begins,
    the run counts as interrupted at once, not as waiting for its task. Raises Moved when
    `expected` is given and another number would go live.
    """
    require_permission(by, "publish_article")
    check_rules(rules)
    scope = scope or {}
    found = count_publishable(count_verdicts(rules, scope)) if expected is not None else None
    if expected is not None and found is not None and found != expected:
        raise Moved(expected, found)
    drafts = scoped_drafts(scope)
    size = drafts.aggregate(count=Count("pk"), ceiling=Max("pk"))
    return PublishRun.objects.create(
        rules=[rule.as_dict() for rule in by_specificity(rules)],
        scope=scope,
        expected=expected,
        import_run=import_run,
        started_by=user_or_none(by),
        created_at=now or timezone.now(),
        total_count=size["count"],
        ceiling=size["ceiling"] or 0,
        worker=worker,
    )


def check_rules(rules: Sequence[Rule]) -> None:
    """Raise NotPossible where a rule's numbers make no sense."""
    for rule in rules:
        if fault := fault_of(rule):
            raise NotPossible(fault)


def interrupted_publish_run(rules: Sequence[Rule]) -> PublishRun | None:
    """Return the newest run over all drafts by rules that decide the same, whose worker died."""
    asked = [_numbers(rule) for rule in by_specificity(rules)]
    active = PublishRun.objects.filter(state__in=UNFINISHED, scope={})
    dead = (run for run in active if is_interrupted(run))
    return next((run for run in dead if [_numbers(rule_from(r)) for r in run.rules] == asked), None)


def _numbers(rule: Rule) -> Rule:
    """What a rule decides does not depend on its name and version."""
    return replace(rule, name="", version=1)


def advance(run: PublishRun, *, progress: Progress | None = None) -> PublishRun:
    """Work on a run until it is done or somebody cancels it. Safe to call again."""
    PublishRun.objects.filter(pk=run.pk, state__in=UNFINISHED).update(
        state=RunState.RUNNING, worker=worker_name(), heartbeat=timezone.now()
    )
    while _publish_slice(run):
        if progress:
            progress(run.done_count, run.total_count or 0)
    run.refresh_from_db()
    return run


def cancel(run: PublishRun, *, by: Actor) -> None:
    """Stop a run before its next slice; what it has published stays until it is undone."""
    require_job_permission(run, by, "publish_article")
    stop(run)


@transaction.atomic
def _publish_slice(run: PublishRun) -> bool:
    """Judge and publish the next drafts; False when there are none or the run was stopped."""
    run.refresh_from_db(from_queryset=PublishRun.objects.select_for_update())
    if run.state != RunState.RUNNING:
        return False
    if run.cursor == 0 and _has_moved(run):
        return False
    drafts = scoped_drafts(run.scope).filter(pk__gt=run.cursor, pk__lte=run.ceiling)
    pks = list(_locked(drafts.order_by("pk")).values_list("pk", flat=True)[:SLICE])
    now = timezone.now()
    if not pks:
        run.state, run.finished_at = RunState.DONE, now
        run.save(update_fields=["state", "finished_at"])
        return False
    slice_ = drafts.filter(pk__lte=pks[-1])
    judged = _store_verdicts(run, slice_)
    published = _publish_passing(run, pks[0], pks[-1], now)
    run.cursor, run.heartbeat = pks[-1], now
    run.totals = added(run.totals, published=published, kept=judged - published)
    run.save(update_fields=["cursor", "heartbeat", "totals"])
    return True


def _has_moved(run: PublishRun) -> bool:
    """Count once more before the first slice: between asking and doing, drafts may change."""
    if run.expected is None:
        return False
    rules = [rule_from(snapshot) for snapshot in run.rules]
    found = count_publishable(count_verdicts(rules, run.scope))
    if found == run.expected:
        return False
    run.state, run.finished_at = RunState.FAILED, timezone.now()
    run.message = str(Moved(run.expected, found))
    run.save(update_fields=["state", "finished_at", "message"])
    return True


def _locked(drafts: ArticleQuerySet) -> ArticleQuerySet:
    """Who gives a draft a link or a picture is not kept waiting: its key stays. On SQLite the
    transaction holds the one write lock already."""
    if connection.features.has_select_for_update:
        return drafts.select_for_update(no_key=True)
    return drafts


def _store_verdicts(run: PublishRun, drafts: ArticleQuerySet) -> int:
    rules = [rule_from(snapshot) for snapshot in run.rules]
    return insert_select(
        PublishItem,
        {
            "run": Value(run.pk),
            "article": F("pk"),
            "reasons": F("reasons"),
            "quality": F("quality"),
            "rule": F("rule_place"),
            "version": F("version"),
            "undone": Value(False),
            "undo_skipped_reason": Value(""),
        },
        with_verdicts(drafts, rules),
    )


def _publish_passing(run: PublishRun, first: int, last: int, now: datetime) -> int:
    passing = run.items.published().filter(article__gte=first, article__lte=last)
    published = Article.objects.filter(pk__in=passing.values("article")).update(
        status=Status.PUBLISHED, went_live_at=now, updated_at=now, version=F("version") + 1
    )
    insert_select(
        Event,
        _event_columns(
            Verb.PUBLISHED,
            run,
            starter_of(run),
            now,
            article=F("article"),
            version=F("version") + 1,
            reason=Value(f"after {run.import_run}" if run.import_run else ""),
            undone=False,
        ),
        passing,
    )
    return published


def _event_columns(
    verb: Verb, run: PublishRun, by: Actor, now: datetime, *, undone: bool, **columns: Any
) -> dict[str, Any]:
    before, after = {"status": Status.DRAFT.value}, {"status": Status.PUBLISHED.value}
    if verb == Verb.UNDONE:
        before, after = after, before
    return (
        {"reason": Value("")}
        | columns
        | {
            "at": Value(now),
            "actor": Value(by.pk if isinstance(by, User) else None, output_field=Event._meta.pk),
            "verb": Value(verb.value),
            "before": Value(before, JSONField()),
            "after": Value(after, JSONField()),
            "publish_run": Value(run.pk),
            "undone": Value(undone),
        }
    )


def undo_publish_run(run: PublishRun, *, by: Actor, progress: Progress | None = None) -> PublishRun:
    """Take back what the run published, sparing and naming what was touched since."""
    require_job_permission(run, by, "publish_article")
    return go_on_undoing(run, by=by, progress=progress)


def request_publish_undo(run: PublishRun, *, by: Actor) -> None:
    """Ask for the undoing of a run; `tasks.undo_publish_task` does it, or else the clock.

    Raises NotAllowed and NotPossible as `undo_publish_run` does, now and not later.
    """
    require_job_permission(run, by, "publish_article")
    request_undoing(run, by)


def go_on_undoing(
    run: PublishRun, *, by: Actor | None = None, progress: Progress | None = None
) -> PublishRun:
    """Do the undoing that somebody who may has asked for, or go on with a killed one."""
    begin_undoing(run, by)
    try:
        while _undo_slice(run, undoer_of(run)):
            if progress:
                progress(run.totals.get("undone", 0), run.totals.get("published", 0))
    except Exception as error:
        let_go(run, error)
        raise
    run.refresh_from_db()
    return run


@transaction.atomic
def _undo_slice(run: PublishRun, by: Actor) -> bool:
    run.refresh_from_db(from_queryset=PublishRun.objects.select_for_update())
    now = timezone.now()
    todo = run.items.published().filter(undone=False, undo_skipped_reason="", article__isnull=False)
    pks = list(todo.order_by("article").values_list("article", flat=True)[:SLICE])
    if not pks:
        run.state, run.finished_at = RunState.UNDONE, now
        run.save(update_fields=["state", "finished_at"])
        return False
    list(_locked(Article.objects.filter(pk__in=pks)).values_list("pk", flat=True))
    items = todo.filter(article__gte=pks[0], article__lte=pks[-1])
    spared = items.filter(_touched_since()).update(
        undo_skipped_reason="It was changed since the run."
    )
    free = [pk for pk in items.values_list("article", flat=True) if pk]
    undone = items.update(undone=True)
    _send_back_undone(run, free, by, now)
    run.totals = added(run.totals, undone=undone, spared=spared)
    run.heartbeat = now
    run.save(update_fields=["heartbeat", "totals"])
    return True


def _touched_since() -> Q:
    later = Event.objects.filter(
        article=OuterRef("article"), version__gt=OuterRef("version") + 1, undone=False
    )
    return Q(Exists(later))


def _send_back_undone(run: PublishRun, pks: Sequence[int], by: Actor, now: datetime) -> None:
    """Make drafts again of articles that nobody has touched since the run published them."""
    back = Article.objects.filter(pk__in=pks)
    back.update(status=Status.DRAFT, went_live_at=None, updated_at=now, version=F("version") + 1)
    run.events.filter(article__in=pks, undone=False).update(undone=True)
    columns = {"article": F("pk"), "version": F("version")}
    insert_select(Event, _event_columns(Verb.UNDONE, run, by, now, undone=True, **columns), back)


def added(totals: dict[str, int], **counts: int) -> dict[str, int]:
    """Return the totals with these counts added."""
    return totals | {name: totals.get(name, 0) + count for name, count in counts.items()}
