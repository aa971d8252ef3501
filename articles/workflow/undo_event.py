"""Take one human decision back, and find what a person decided.

An undo by one step: the article becomes what it was before the decision, if nothing has touched
it since. As everywhere, a touch is a later event that still counts, so that several decisions on
one article can be taken back one after the other, the newest first.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.db.retry import retry_on_deadlock
from articles.models import Article, Batch, Conflict, Event, Resolution, Status, User, Verb
from articles.models.value_fields import VALUE_FIELDS
from articles.workflow.actors import Actor
from articles.workflow.edit import current_values, write_values
from articles.workflow.errors import NotPossible
from articles.workflow.history import change_row, record
from articles.workflow.locking import lock_current
from articles.workflow.permissions import require_permission
from articles.workflow.states import TRANSITIONS, former_columns, state_told, state_values
from articles.workflow.transition_plan import Move
from articles.workflow.transitions import refresh_story

DECISIONS = (*TRANSITIONS, Verb.EDITED, Verb.SETTLED)
_OUT_OF_REVIEW = {Status.PUBLISHED, Status.ARCHIVED}
Change = tuple[dict[str, Any], dict[str, Any]]


def recent_decisions(user: User, since: datetime) -> QuerySet[Event]:
    """Return what a person decided and nobody has taken back, newest first.

    What runs did in their name is not among it; what a batch did is, one event an article
    (`filter(batch=None)` leaves it out).
    """
    own = Event.objects.filter(actor=user, at__gte=since, verb__in=DECISIONS, undone=False)
    return own.filter(publish_run=None, import_run=None).order_by("-at", "-pk")


@retry_on_deadlock
def take_back(
    event: Event, *, by: Actor, now: datetime | None = None, batch: Batch | None = None
) -> Event:
    """Undo one decision and return the event of the undoing.

    One's own, or anybody's with the right to undo any run; either way one needs the right to do
    the reverse. A time to go live or to come down that has passed meanwhile does not come back.
    Raises NotPossible where the article was touched since, Stale where that happens just now.
    """
    now = now or timezone.now()
    article = Article.objects.filter(pk=event.article_id).first()
    if article is None:
        raise NotPossible("The article is gone.")
    _allow(event, article, by)
    _check(event, article, later_events([event]).get(article.pk))
    with transaction.atomic():
        lock_current(article)
        if not Event.objects.filter(pk=event.pk, undone=False).update(undone=True):
            raise NotPossible(f"This was taken back already: “{article.title}”.")
        before, after = _restore(event, article, now)
        taken_back = record(
            article,
            Verb.UNDONE,
            by=by,
            now=now,
            reason=_reason(event),
            before=before,
            after=after,
            batch=batch,
            undone=True,
        )
        refresh_story(article, before, after)
    event.undone = True
    return taken_back


def plan_back(
    event: Event,
    article: Article,
    touch: Event | None,
    *,
    by: Actor,
    now: datetime,
    people: Mapping[str, User],
    topics: Sequence[str] = (),
) -> Move:
    """Return what taking a decision of a batch back would change, for many at once.

    `touch` is the article's of `later_events`, `people` are those who are here by name, `topics`
    those that the article has. Raises as `take_back` does, of which it is the first half.
    """
    _allow(event, article, by)
    _check(event, article, touch)
    if event.verb == Verb.EDITED:
        wanted = event.before["topics"]
        return Move(article, {"topics": [*topics]}, {"topics": wanted}, {}, wanted, _reason(event))
    columns = former_columns(event.before, now, people)
    before = state_values(article, columns)
    return Move(article, before, state_told(columns), columns, reason=_reason(event))


def later_events(events: Collection[Event]) -> dict[int, Event]:
    """Return by article the first event after these, one an article, that still counts."""
    versions = {event.article_id: event.version for event in events}
    standing = Event.objects.filter(article__in=versions, undone=False).select_related("actor")
    oldest = min(versions.values(), default=0)
    newest_first = standing.filter(version__gt=oldest).order_by("-version")
    return {e.article_id: e for e in newest_first if e.version > versions[e.article_id]}


def _reason(event: Event) -> str:
    return f"{event.get_verb_display()} on {event.at:%Y-%m-%d %H:%M} UTC, taken back"


def may_take_back(event: Event, by: User) -> bool:
    """Whether somebody's role lets them take this decision back, touched since or not."""
    own = event.actor_id == by.pk or by.has_perm("articles.undo_any_run")
    return own and all(
        by.has_perm(f"articles.{name}") for name in _permissions(event, event.article)
    )


def _allow(event: Event, article: Article, by: Actor) -> None:
    if isinstance(by, User) and event.actor_id != by.pk:
        require_permission(by, "undo_any_run")
    for permission in _permissions(event, article):
        require_permission(by, permission)


def _permissions(event: Event, article: Article) -> set[str]:
    """The right to the verb, and to publish where that is what the reverse comes to."""
    if event.verb == Verb.EDITED:
        return {"change_article" if article.status == Status.DRAFT else "publish_article"}
    if event.verb == Verb.SETTLED:
        return {"settle_conflict"}
    transition = TRANSITIONS.get(Verb(event.verb))
    own = {transition.permission} if transition else set[str]()
    statuses = {event.before.get("status"), event.after.get("status")}
    return own | ({"publish_article"} if statuses & _OUT_OF_REVIEW else set())


def _check(event: Event, article: Article, touch: Event | None) -> None:
    """Raise NotPossible unless the event is a decision whose outcome still stands; `touch` is the
    first later event that counts."""
    run = event.publish_run or event.import_run
    if event.undone:
        raise NotPossible(f"This was taken back already: “{article.title}”.")
    if run is not None:
        raise NotPossible(f"{run} did this. Undo the run, or decide about “{article.title}” anew.")
    if event.verb not in DECISIONS:
        raise NotPossible(f"What {event.get_verb_display()} means cannot be taken back.")
    if touch is not None:
        who = touch.actor or "Newsdesk"
        raise NotPossible(
            f"“{article.title}” was changed since: {touch.get_verb_display()} by {who} on "
            f"{touch.at:%Y-%m-%d at %H:%M} UTC."
        )


def _restore(event: Event, article: Article, now: datetime) -> Change:
    """Write what was before as the next version; return the fields as they are and become."""
    if event.verb == Verb.SETTLED:
        return _restore_settled(event, article, now)
    if event.verb == Verb.EDITED:
        return _restore_content(event, article, now)
    columns = former_columns(event.before, now)
    before = state_values(article, columns)
    change_row(article, now, **columns)
    return before, state_values(article, columns)


def _restore_content(event: Event, article: Article, now: datetime) -> Change:
    values = {name: value for name, value in event.before.items() if name in VALUE_FIELDS}
    current = current_values(article, values)
    write_values(article, values, now)
    _reopen_conflicts(event, values)
    return {name: current[name] for name in values}, values


def _restore_settled(event: Event, article: Article, now: datetime) -> Change:
    """The conflicts are open again; where theirs was taken, the editor's value is back."""
    ended = Conflict.objects.filter(article=article, field__in=event.before, settled_at=event.at)
    fields = list(ended.exclude(resolution=Resolution.MOOT).values_list("field", flat=True))
    if sorted(fields) != sorted(event.before):
        raise NotPossible(f"The conflict about “{article.title}” is gone.")
    if Conflict.objects.unsettled().filter(article=article, field__in=fields).exists():
        raise NotPossible(f"The source of “{article.title}” has said something else since.")
    current = current_values(article, fields)
    changes = {name: old for name, old in event.before.items() if old != event.after[name]}
    write_values(article, changes, now)
    ended.update(settled_at=None, settled_by=None, resolution="")
    return {name: current[name] for name in event.before}, event.before


def _reopen_conflicts(event: Event, values: Mapping[str, Any]) -> None:
    """What the edit had made moot is a question again."""
    conflicts = Conflict.objects.filter(article=event.article_id, field__in=values)
    ended = conflicts.filter(resolution=Resolution.MOOT, settled_at=event.at)
    ended.update(settled_at=None, resolution="")
