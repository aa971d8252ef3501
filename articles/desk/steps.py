"""Decisions at the desk: on one draft or a whole story by one key, and their undo.

Each calls a transition of `workflow` with the version that the reviewer saw. A *step* is what one
key did: all events of one user at one time. Undo reverts the whole step.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import F
from django.utils import timezone

from articles.models import Article, Event, RejectionReason, User, Verb
from articles.workflow.actions import ACTIONS
from articles.workflow.errors import NotAllowed, NotPossible, Stale, WorkflowError
from articles.workflow.passing import last_passed
from articles.workflow.times import format_time
from articles.workflow.undo_event import recent_decisions, undo_events

SHORTCUT_ACTIONS = {a.key: a for a in ACTIONS if a.shortcut and not a.asks}
"""Actions of one key that need no further input."""
ASKS_WHY = {Verb.REJECTED, Verb.RECOMMENDED}
"""Decisions after which the desk asks for a reason."""
UNDO_WINDOW = timedelta(days=1)
"""The undo key reverts decisions of this time; older ones are undone from the history."""
LONG_TEXTS = ("body", "excerpt", "featured_content")
DUPLICATE_OF = "duplicate of "
"""Begins the reason of a draft rejected as duplicate."""
MAX_STEPS = 50
MAX_EVENTS = 500
"""Events that are read to find the latest steps of a user."""


@dataclass(frozen=True, slots=True)
class Step:
    """The events of one key press, the lead of a story first."""

    events: list[Event]

    @property
    def event(self) -> Event:
        return self.events[0]

    @property
    def others(self) -> list[Event]:
        return self.events[1:]

    def describe(self) -> str:
        """Return such as `“Fog” published` or `“Fog” published, 3 others rejected`."""
        named = self.event.article.title
        title = f"“{named}”" if named else "A draft without a title"
        if self.event.verb == Verb.RESOLVED:
            return f"{title}: conflict resolved ({self.event.reason})"
        words = f"{title} {self.event.get_verb_display()}"
        if self.event.verb == Verb.REJECTED and self.event.reason.startswith(DUPLICATE_OF):
            words += f" as {self.event.reason}"
        if not self.others:
            return words
        other = self.others[0].get_verb_display()
        return (
            f"{words}, {len(self.others)} {'other' if len(self.others) == 1 else 'others'} {other}"
        )


@dataclass(frozen=True, slots=True)
class PendingReason:
    """A decision without a reason, and the reasons to choose from."""

    event: int
    title: str
    done: str
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class UndoneStep:
    """What was undone, of which article, and why newer steps were skipped."""

    article: Article
    text: str
    skipped: list[str]


def find(pk: int) -> Article:
    """Return an article. Raise NotPossible without it."""
    article = Article.objects.filter(pk=pk).first()
    if article is None:
        raise NotPossible("This draft was deleted when an import was undone or its source removed.")
    return article


def decide(
    pk: int,
    verb: Verb,
    version: int,
    *,
    by: User,
    act: Callable[[Article], Event | None],
    is_same: Callable[[Event], bool] = lambda _event: True,
) -> Event:
    """Call `act` with an article if it still has the version that the reviewer saw.

    A repeated request (the first response was lost) returns the event of the first: one of this
    verb, by this user, for which `is_same` holds. Raise Stale, NotPossible, NotAllowed.
    """
    article = find(pk)
    if article.version != version:
        return _repeated(article, verb, version + 1, by, is_same)
    try:
        event = act(article)
    except Stale:
        event = _repeated(article, verb, version + 1, by, is_same)
    if event is None:
        raise NotPossible("Nothing was changed.")
    return event


def steps(user: User, since: datetime) -> Iterator[Step]:
    """Yield the steps of a user since a time that are not undone, newest first.

    Only the latest `MAX_EVENTS` are read: the last step may be incomplete.
    """
    events = recent_decisions(user, since).filter(bulk_action=None).select_related("article")
    events = events.defer(*(f"article__{text}" for text in LONG_TEXTS)).order_by("-at", "pk")
    for _, same in groupby(events[:MAX_EVENTS], key=lambda event: event.at):
        yield Step(list(same))


def take_back_last(user: User, now: datetime | None = None) -> UndoneStep:
    """Undo the newest step that can be undone; skip those whose articles changed since."""
    now = now or timezone.now()
    skipped: list[str] = []
    passed = last_passed(user, now)
    newest = recent_decisions(user, now - UNDO_WINDOW).first()
    if passed and (newest is None or passed.at > newest.at):
        passed.delete()
        return UndoneStep(passed.article, f"“{passed.article}” passed", [])
    _refuse_bulk_action(newest)
    for found, _ in zip(steps(user, now - UNDO_WINDOW), range(MAX_STEPS), strict=False):
        step = step_of(found.event)
        try:
            take_back_step(step, by=user)
        except (WorkflowError, NotAllowed) as error:
            skipped.append(str(error))
        else:
            return UndoneStep(step.event.article, step.describe(), skipped)
    raise NotPossible(skipped[0] if skipped else "There is nothing to undo.")


def _refuse_bulk_action(event: Event | None) -> None:
    """Raise NotPossible if the newest decision is part of a bulk action."""
    if event and event.bulk_action_id:
        raise NotPossible(
            f"Your last decision was a bulk action ({event.get_verb_display()}). "
            "Undo it under Bulk actions, or earlier decisions under My work."
        )


def take_back_step(step: Step, *, by: User) -> None:
    """Undo a whole step or nothing."""
    if not step.events:
        raise NotPossible("This was already undone.")
    undo_events(step.events, by=by)


def step_of(event: Event) -> Step:
    """Return the step that an event belongs to: it alone if the system or a job made it."""
    same = Event.objects.filter(pk=event.pk)
    if event.actor_id and not (event.bulk_action_id or event.publish_run_id or event.import_run_id):
        same = Event.objects.filter(
            actor=event.actor_id, at=event.at, bulk_action=None, publish_run=None, import_run=None
        )
    return Step(list(same.filter(undone=False).select_related("article").order_by("pk")))


def pending_reason(event: int, user: User) -> PendingReason | None:
    """Return the question for the reason of a user's own decision; None if it needs none."""
    own = Event.objects.filter(pk=event, actor=user, verb__in=ASKS_WHY, reason="", undone=False)
    found = own.select_related("article").first()
    if found is None:
        return None
    offered = offered_reasons() if found.verb == Verb.REJECTED else []
    return PendingReason(found.pk, found.article.title, found.get_verb_display(), offered)


def offered_reasons() -> list[str]:
    """Return the reasons for a rejection to choose from."""
    return list(RejectionReason.objects.filter(is_offered=True).values_list("text", flat=True))


def last_change(pks: Iterable[int]) -> dict[int, Event]:
    """Return the newest event of each article with its actor, in one query."""
    newest = Event.objects.filter(article__in=list(pks), version=F("article__version"))
    return {event.article_id: event for event in newest.select_related("actor")}


def describe_event(event: Event | None) -> str:
    """Return a text such as `Rosa: rejected, 4 May 2031, 12:00 UTC`; "" without an event."""
    if event is None:
        return ""
    return f"{event.actor_name}: {event.get_verb_display()}, {format_time(event.at)}"


def _repeated(
    article: Article, verb: Verb, version: int, by: User, is_same: Callable[[Event], bool]
) -> Event:
    """Return the event that this request made before. Raise Stale: another user was faster."""
    event = Event.objects.filter(article=article, version=version, verb=verb, actor=by).first()
    if event is None or event.undone or not is_same(event):
        raise Stale(article.title)
    event.article = article
    return event
