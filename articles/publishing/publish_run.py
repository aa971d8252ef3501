"""Publish runs: judge all drafts, publish those that pass, store each verdict; undo.

    start -> slices of drafts by primary key -> done
             each slice in one transaction: verdicts, articles, events, cursor

Each slice is a few SQL statements for all its articles. An interrupted run continues from its
cursor; nothing is published twice, because a slice is stored completely or not at all.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, QuerySet, Value
from django.utils import timezone

from articles.db.arrays import id_array
from articles.db.bulk import insert_select
from articles.jobs.kinds import Kind, register
from articles.jobs.lease import is_free, renew
from articles.jobs.lifecycle import JobFailed
from articles.models import (
    FIRST_BLOCKING_REASON,
    Article,
    ArticleQuerySet,
    ImportRun,
    PublishItem,
    PublishRun,
    RunState,
    Status,
    Verb,
)
from articles.publishing.policy import Rule, by_specificity, rule_error
from articles.publishing.policy_sql import with_verdicts
from articles.publishing.rules import rule_from
from articles.publishing.run_scope import scoped_drafts
from articles.workflow.actors import Actor, starter_columns, starter_of, undoer_of
from articles.workflow.changed_since import changed_since
from articles.workflow.errors import NotPossible
from articles.workflow.events import EventContext, insert_events
from articles.workflow.job_control import check_rights
from articles.workflow.locking import lock_rows
from articles.workflow.permissions import require_permission

SLICE = 5_000
UNFINISHED = (RunState.QUEUED, RunState.RUNNING)

_DRAFT, _PUBLISHED = {"status": Status.DRAFT.value}, {"status": Status.PUBLISHED.value}


class CountChanged(NotPossible):
    """The number of articles is not the one that the person was shown."""

    def __init__(self, expected: int, found: int, *, shown_in: str = "preview") -> None:
        super().__init__(
            f"The number changed from {expected:,} to {found:,}. Nothing was changed. "
            f"Check the {shown_in} again."
        )
        self.found = found


def count_verdicts(rules: Sequence[Rule], scope: dict[str, Any] | None = None) -> dict[int, int]:
    """Return how many drafts would get which reasons."""
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
) -> PublishRun:
    """Store a new run over the drafts there are now; `jobs.lifecycle.execute` does the work.

    Raise CountChanged if `expected` is given and another number would be published.
    """
    require_permission(by, "publish_article")
    check_rules(rules)
    scope = scope or {}
    found = count_publishable(count_verdicts(rules, scope)) if expected is not None else None
    if expected is not None and found is not None and found != expected:
        raise CountChanged(expected, found)
    drafts = scoped_drafts(scope)
    size = drafts.aggregate(count=Count("pk"), max_pk=Max("pk"))
    return PublishRun.objects.create(
        rules=[rule.as_dict() for rule in by_specificity(rules)],
        scope=scope,
        expected=expected,
        import_run=import_run,
        **starter_columns(by),
        created_at=now or timezone.now(),
        total_count=size["count"],
        max_pk=size["max_pk"] or 0,
    )


def check_rules(rules: Sequence[Rule]) -> None:
    """Raise NotPossible if a rule has invalid thresholds."""
    for rule in rules:
        if error := rule_error(rule):
            raise NotPossible(error)


def find_interrupted(rules: Sequence[Rule], scope: dict[str, Any]) -> PublishRun | None:
    """Return the newest run of the system, with equal rules and scope, that has no worker."""
    wanted = [_without_name(rule) for rule in by_specificity(rules)]
    runs = PublishRun.objects.filter(state__in=UNFINISHED, scope=scope, by_system=True)
    for run in runs:
        if is_free(run) and [_without_name(rule_from(rule)) for rule in run.rules] == wanted:
            return run
    return None


def _without_name(rule: Rule) -> Rule:
    """What a rule decides does not depend on its name and version."""
    return replace(rule, name="", version=1)


@transaction.atomic
def publish_slice(run: PublishRun) -> bool:
    """Judge the next drafts and publish those that pass; return False when none is left.

    The articles are locked before they are judged. What another transaction has decided by then
    is respected, and drafts that appear meanwhile are left to the next run.
    """
    if run.cursor == 0 and run.expected is not None:
        found = count_publishable(count_verdicts(_rules_of(run), run.scope))
        if found != run.expected:
            raise JobFailed(str(CountChanged(run.expected, found)))
    drafts = scoped_drafts(run.scope)
    next_drafts = drafts.filter(pk__gt=run.cursor, pk__lte=run.max_pk).order_by("pk")
    pks = list(next_drafts.values_list("pk", flat=True)[:SLICE])
    if not pks:
        return False
    lock_rows(pks)
    judged = _store_verdicts(run, drafts.filter(pk__in=id_array(pks)))
    published = _publish_passing(run, pks, timezone.now())
    totals = added(run.totals, published=published, kept=judged - published)
    renew(run, cursor=pks[-1], totals=totals)
    return True


def _rules_of(run: PublishRun) -> list[Rule]:
    return [rule_from(rule) for rule in run.rules]


def _store_verdicts(run: PublishRun, drafts: ArticleQuerySet) -> int:
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
        with_verdicts(drafts, _rules_of(run)),
    )


def _publish_passing(run: PublishRun, pks: Sequence[int], now: datetime) -> int:
    passing = run.items.published().filter(article__in=id_array(pks))
    published = Article.objects.filter(pk__in=passing.values("article")).update(
        status=Status.PUBLISHED, went_live_at=now, updated_at=now, version=F("version") + 1
    )
    insert_events(
        EventContext(Verb.PUBLISHED, starter_of(run), now, publish_run=run.pk),
        passing,
        article=F("article"),
        version=F("version") + 1,
        before=_DRAFT,
        after=_PUBLISHED,
        reason=f"after {run.import_run}" if run.import_run else "",
    )
    return published


@transaction.atomic
def undo_slice(run: PublishRun) -> bool:
    """Make drafts again of the next published articles; return False when none is left.

    Articles that were changed since are skipped, and their items say so.
    """
    todo = undoable_items(run)
    pks = [pk for pk in todo.order_by("article").values_list("article", flat=True)[:SLICE] if pk]
    if not pks:
        return False
    lock_rows(pks)
    items = todo.filter(article__in=id_array(pks))
    skipped = changed_since(items, later_by=1).update(
        undo_skipped_reason="It was changed since the run."
    )
    unchanged = [pk for pk in items.values_list("article", flat=True) if pk]
    undone = items.update(undone=True)
    _unpublish(run, unchanged, timezone.now())
    renew(run, totals=added(run.totals, undone=undone, undo_skipped=skipped))
    return True


def undoable_items(run: PublishRun) -> QuerySet[PublishItem]:
    """Return the items of published articles that no undo has looked at yet."""
    return run.items.published().filter(undone=False, undo_skipped_reason="", article__isnull=False)


def _unpublish(run: PublishRun, pks: Sequence[int], now: datetime) -> None:
    back = Article.objects.filter(pk__in=id_array(pks))
    back.update(status=Status.DRAFT, went_live_at=None, updated_at=now, version=F("version") + 1)
    run.events.filter(article__in=id_array(pks), undone=False).update(undone=True)
    context = EventContext(Verb.UNDONE, undoer_of(run), now, publish_run=run.pk, undone=True)
    insert_events(
        context, back, article=F("pk"), version=F("version"), before=_PUBLISHED, after=_DRAFT
    )


def added(totals: dict[str, int], **counts: int) -> dict[str, int]:
    """Return the totals with these counts added."""
    return totals | {name: totals.get(name, 0) + count for name, count in counts.items()}


register(
    Kind(
        model=PublishRun,
        step=publish_slice,
        undo_step=undo_slice,
        check=check_rights,
        permission=lambda _run: "publish_article",
    )
)
