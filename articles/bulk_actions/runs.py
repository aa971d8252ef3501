"""Batches: one verb on what a filter shows, chosen once, done to each article, and undone.

    start -> items (article, version) -> slices of waiting items -> done
             each slice in one transaction: verbs, events, outcomes, totals

Each article is judged by itself as the ordinary verb judges it: one that is refused neither stops
nor takes back the others. A slice is written at once (`batch_sets`); where that goes wrong, article
by article through the verb itself, in a savepoint. A killed batch goes on with what waits.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Value
from django.utils import timezone

from articles.bulk_actions.actions import Act, act_of, check_details, permission_for
from articles.bulk_actions.by_sets import (
    GONE,
    articles_of,
    do_together,
    goes_by_sets,
    undo_together,
)
from articles.db.bulk import insert_select, update_rows
from articles.jobs.kinds import Kind, register
from articles.jobs.lease import renew
from articles.models import (
    Article,
    ArticleQuerySet,
    Batch,
    BatchItem,
    BatchOutcome,
    Event,
    Verb,
)
from articles.publishing.publish_run import CountChanged, added
from articles.workflow.actors import Actor, starter_columns, undoer_of
from articles.workflow.errors import NotAllowed, NotPossible, WorkflowError
from articles.workflow.job_control import check_rights
from articles.workflow.permissions import require_permission
from articles.workflow.undo_event import take_back

SLICE = 200
"""Articles a transaction: others write between, and yet there are few commits."""
Work = Callable[[Batch, Sequence[BatchItem]], None]
logger = logging.getLogger(__name__)


def start_batch(
    articles: ArticleQuerySet,
    verb: Verb,
    *,
    by: Actor,
    expected: int,
    details: Mapping[str, Any] | None = None,
    query: str = "",
    now: datetime | None = None,
) -> Batch:
    """Choose the articles and store the batch; `jobs.lifecycle.execute` does the work.

    `details` and `query` are as the model says. Raise CountChanged if there are not as many
    articles as the person was shown, NotPossible for invalid details, NotAllowed.
    """
    require_permission(by, permission_for(verb))
    now, details = now or timezone.now(), dict(details or {})
    check_details(verb, details, now)
    with transaction.atomic():
        batch = Batch.objects.create(
            verb=verb,
            details=details,
            query=query,
            **starter_columns(by),
            created_at=now,
            total_count=expected,
        )
        found = _choose(batch, articles)
        if found != expected:
            raise CountChanged(expected, found, done=verb.label, shown_in="list")
    return batch


def _choose(batch: Batch, articles: ArticleQuerySet) -> int:
    """Freeze articles and versions; a filter that joins may name an article twice."""
    unordered = articles if articles.query.is_sliced else articles.order_by()
    chosen = Article.objects.filter(pk__in=unordered.values("pk")).order_by("pk")
    columns = {
        "batch": Value(batch.pk),
        "article": F("pk"),
        "version": F("version"),
        "outcome": Value(BatchOutcome.WAITING.value),
        "problem": Value(""),
        "undone": Value(False),
        "undo_skipped_reason": Value(""),
    }
    return insert_select(BatchItem, columns, chosen)


@transaction.atomic
def do_slice(batch: Batch) -> bool:
    """Do the verb to the next articles; return False when none is left."""
    items = list(batch.items.filter(outcome=BatchOutcome.WAITING).order_by("pk")[:SLICE])
    if not items:
        return False
    _together_or_each(batch, items, do_together, do_each)
    _store(items, "version", "outcome", "problem")
    done = sum(item.outcome == BatchOutcome.DONE for item in items)
    renew(batch, totals=added(batch.totals, done=done, refused=len(items) - done))
    return True


def _together_or_each(batch: Batch, items: Sequence[BatchItem], together: Work, each: Work) -> None:
    """What goes wrong with all at once is done one by one, to find whose fault it is; what is
    wrong with the database itself is no article's."""
    if goes_by_sets(batch):
        try:
            with transaction.atomic():
                together(batch, items)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("A slice of %s goes on one by one", batch)
            for item in items:
                item.refresh_from_db()
        else:
            return
    each(batch, items)


def do_each(batch: Batch, items: Sequence[BatchItem]) -> None:
    """Do the verb to one article after the other, each in a savepoint of its own."""
    articles = Article.objects.select_related("assigned_to").in_bulk(articles_of(items))
    act = act_of(batch)
    for item in items:
        _do(item, articles.get(item.article_id or 0), act)


def undo_each(batch: Batch, items: Sequence[BatchItem]) -> None:
    """Take the verb back from one article after the other."""
    events = _events(batch, items)
    for item in items:
        _undo(item, events.get((item.article_id, item.version)), batch)


def _do(item: BatchItem, article: Article | None, act: Act) -> None:
    item.problem = _problem_of(lambda: _attempt(item, article, act))
    item.outcome = BatchOutcome.REFUSED if item.problem else BatchOutcome.DONE


def _attempt(item: BatchItem, article: Article | None, act: Act) -> None:
    if article is None:
        raise NotPossible(GONE)
    if article.version != item.version:
        raise NotPossible(f"“{article.title}” was changed since it was chosen.")
    if act(article) is None:
        raise NotPossible(f"“{article.title}” is so already.")
    item.version = article.version


@transaction.atomic
def undo_slice(batch: Batch) -> bool:
    """Undo the next articles, the newest first; return False when none is left."""
    todo = batch.items.filter(outcome=BatchOutcome.DONE, undone=False, undo_skipped_reason="")
    items = list(todo.order_by("-pk")[:SLICE])
    if not items:
        return False
    _together_or_each(batch, items, undo_together, undo_each)
    _store(items, "undone", "undo_skipped_reason")
    undone = sum(item.undone for item in items)
    renew(batch, totals=added(batch.totals, undone=undone, spared=len(items) - undone))
    return True


def _undo(item: BatchItem, event: Event | None, batch: Batch) -> None:
    """What somebody has taken back by itself is undone already."""
    if event is None:
        item.undo_skipped_reason = GONE
    elif not event.undone:
        item.undo_skipped_reason = _problem_of(
            lambda: take_back(event, by=undoer_of(batch), batch=batch)
        )[:200]
    item.undone = not item.undo_skipped_reason


def _problem_of(act: Callable[[], object]) -> str:
    """Do something in a savepoint; return why it could not be done, "" when it was.

    What is wrong with the database itself is no article's problem.
    """
    try:
        with transaction.atomic():
            act()
    except (WorkflowError, NotAllowed) as error:
        return str(error)[:500]
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("An article in a batch went wrong")
        return f"Something went wrong: {error}"[:500]
    return ""


def _events(batch: Batch, items: Sequence[BatchItem]) -> dict[tuple[int | None, int], Event]:
    events = batch.events.filter(article__in=articles_of(items)).exclude(verb=Verb.UNDONE)
    return {(event.article_id, event.version): event for event in events}


def _store(items: Sequence[BatchItem], *names: str) -> None:
    rows = ([getattr(item, name) for name in ("pk", *names)] for item in items)
    update_rows(BatchItem, ("id", *names), rows)


register(
    Kind(
        model=Batch,
        step=do_slice,
        undo_step=undo_slice,
        check=check_rights,
        permission=lambda batch: permission_for(Verb(batch.verb)),
    )
)
