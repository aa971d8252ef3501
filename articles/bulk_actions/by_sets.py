"""A slice of a batch at once: each article is asked as its verb alone would ask it, then all that
may are written together.

    items -> locked articles -> plan, or why not -> together.move_together -> outcomes

The verbs on one article stay the reference: what this cannot do they do, one by one.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial

from django.utils import timezone

from articles.bulk_actions.actions import Terms, plan_topics, read_terms, refuse
from articles.models import (
    Article,
    ArticleTopic,
    Batch,
    BatchItem,
    BatchOutcome,
    Conflict,
    Event,
    Resolution,
    Verb,
)
from articles.workflow.actors import starter_of, undoer_of
from articles.workflow.bulk_apply import Occasion, move_together
from articles.workflow.errors import NotAllowed, NotPossible, WorkflowError
from articles.workflow.locking import lock_articles
from articles.workflow.states import people_called
from articles.workflow.transition_plan import Given, Move, plan_move
from articles.workflow.undo_event import later_events, plan_back

GONE = "The article is gone."
Plan = Callable[[Article], Move]
Topics = Mapping[int, list[str]]


def goes_by_sets(batch: Batch) -> bool:
    """Whether the verb of a batch can be planned: settling looks at each article by itself."""
    return batch.verb != Verb.SETTLED


def do_together(batch: Batch, items: Sequence[BatchItem]) -> None:
    """Do the verb to the articles of a slice, in the caller's transaction; each item is told
    what became of it."""
    now, articles = timezone.now(), lock_articles(articles_of(items))
    plan = _plan_of(batch, articles, now)
    moves: dict[int, Move] = {}
    for item in items:
        try:
            moves[item.pk] = _planned(item, articles.get(item.article_id or 0), plan)
        except (WorkflowError, NotAllowed) as error:
            item.problem = str(error)[:500]
    verb = Verb(batch.verb)
    move_together([*moves.values()], Occasion(verb, starter_of(batch), now, batch=batch.pk))
    if verb == Verb.EDITED:
        _close_moot_conflicts([*moves.values()], now)
    for item in items:
        item.outcome = BatchOutcome.DONE if item.pk in moves else BatchOutcome.REFUSED
        if item.pk in moves:
            item.version = moves[item.pk].article.version


def undo_together(batch: Batch, items: Sequence[BatchItem]) -> None:
    """Take the verb back from the articles of a slice, in the caller's transaction; what somebody
    has taken back by itself is undone already."""
    events = {event.article_id: event for event in locked_events(batch, items)}
    articles = lock_articles(articles_of(items))
    now, moves = timezone.now(), dict[int, Move]()
    plan = _undo_plan_of(batch, events, articles, now)
    for item in items:
        event = events.get(item.article_id or 0)
        if event is None or event.article_id not in articles:
            item.undo_skipped_reason = GONE
        elif not event.undone:
            try:
                moves[event.article_id] = plan(event)
            except (WorkflowError, NotAllowed) as error:
                item.undo_skipped_reason = str(error)[:200]
        item.undone = not item.undo_skipped_reason
    _write_undoing(batch, {pk: events[pk] for pk in moves}, [*moves.values()], now)


def _write_undoing(
    batch: Batch, events: Mapping[int, Event], moves: Sequence[Move], now: datetime
) -> None:
    Event.objects.filter(pk__in=[event.pk for event in events.values()]).update(undone=True)
    move_together(moves, Occasion(Verb.UNDONE, undoer_of(batch), now, batch=batch.pk, undone=True))
    if batch.verb == Verb.EDITED:
        _reopen_conflicts({pk: event.at for pk, event in events.items()})


def _undo_plan_of(
    batch: Batch, events: Mapping[int, Event], articles: Mapping[int, Article], now: datetime
) -> Callable[[Event], Move]:
    later = later_events(events.values())
    assigned = (event.before.get("assigned_to") for event in events.values())
    people = people_called(name for name in assigned if name)
    topics = _topics(articles) if batch.verb == Verb.EDITED else {}

    def plan(event: Event) -> Move:
        pk = event.article_id
        had, touch = topics.get(pk, []), later.get(pk)
        return plan_back(
            event, articles[pk], touch, by=undoer_of(batch), now=now, people=people, topics=had
        )

    return plan


def locked_events(batch: Batch, items: Sequence[BatchItem]) -> list[Event]:
    """Return what the batch did to these items, before their articles are locked: whoever takes
    one decision back goes in the same order."""
    own = batch.events.filter(article__in=articles_of(items)).exclude(verb=Verb.UNDONE)
    versions = {(item.article_id, item.version) for item in items}
    found = own.select_for_update(of=("self",)).order_by("pk")
    return [event for event in found if (event.article_id, event.version) in versions]


def articles_of(items: Sequence[BatchItem]) -> list[int]:
    """Return the primary keys of the articles that are (still) there."""
    return [item.article_id for item in items if item.article_id]


def _plan_of(batch: Batch, articles: Mapping[int, Article], now: datetime) -> Plan:
    """Where somebody that the batch was told is gone by now, each article is refused for it."""
    try:
        terms = read_terms(batch.details)
    except NotPossible as error:
        return partial(refuse, why=f"{error} Nothing was done.")
    if batch.verb == Verb.EDITED:
        return partial(_plan_topics, terms=terms, topics=_topics(articles), batch=batch)
    return partial(_plan_verb, terms=terms, batch=batch, now=now)


def _plan_verb(article: Article, *, terms: Terms, batch: Batch, now: datetime) -> Move:
    given = Given(now, terms.at, terms.person)
    return plan_move(article, Verb(batch.verb), given, by=starter_of(batch), reason=terms.reason)


def _plan_topics(article: Article, *, terms: Terms, topics: Topics, batch: Batch) -> Move:
    return plan_topics(article, topics.get(article.pk, []), terms, by=starter_of(batch))


def _planned(item: BatchItem, article: Article | None, plan: Plan) -> Move:
    if article is None:
        raise NotPossible(GONE)
    if article.version != item.version:
        raise NotPossible(f"“{article.title}” was changed since it was chosen.")
    return plan(article)


def _topics(pks: Collection[int]) -> Topics:
    names: dict[int, list[str]] = defaultdict(list)
    rows = ArticleTopic.objects.filter(article__in=pks).order_by("position")
    for pk, name in rows.values_list("article_id", "topic__name"):
        names[pk].append(name)
    return names


def _close_moot_conflicts(moves: Sequence[Move], now: datetime) -> None:
    """As `editing.close_moot_conflicts` for one article."""
    wanted = {move.article.pk: move.topics for move in moves}
    open_still = Conflict.objects.unsettled().filter(article__in=wanted, field="topics")
    over = [each.pk for each in open_still if each.theirs == wanted[each.article_id]]
    Conflict.objects.filter(pk__in=over).update(settled_at=now, resolution=Resolution.MOOT)


def _reopen_conflicts(moments: Mapping[int, datetime]) -> None:
    """What the edits at these moments, by article, had made moot is a question again."""
    ended = Conflict.objects.filter(article__in=moments, field="topics", resolution=Resolution.MOOT)
    back = [each.pk for each in ended if each.settled_at == moments[each.article_id]]
    Conflict.objects.filter(pk__in=back).update(settled_at=None, resolution="")
