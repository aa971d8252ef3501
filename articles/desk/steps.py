"""Decisions at the desk: one draft, or a whole story, by one key; and taking them back.

Each is a verb of `workflow`, done from the version that the reviewer saw. A *step* is what one
key did: all events of one person at one moment. Taking a step back takes back all of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import CharField, F
from django.db.models.functions import Cast
from django.utils import timezone

from articles.db.query_batch import AskedTogether
from articles.models import Article, Event, RejectionReason, Status, User, Verb
from articles.workflow.errors import NotAllowed, NotPossible, Stale, WorkflowError
from articles.workflow.transitions import hold, publish, reject, release
from articles.workflow.undo_event import recent_decisions, undo_event

KEYS: dict[str, tuple[Verb, Callable[..., Event]]] = {
    "publish": (Verb.PUBLISHED, publish),
    "reject": (Verb.REJECTED, reject),
    "hold": (Verb.HELD, hold),
    "release": (Verb.RELEASED, release),
}
"""What one key does, without asking for anything more."""
REMEMBERED = timedelta(days=1)
"""How far back a key takes decisions back; the history knows the older ones."""
LONG_TEXTS = ("body", "excerpt", "featured_content")
MOST_STEPS = 50
MOST_EVENTS = 500
"""Events that are read to find somebody's latest steps."""
Seen = Mapping[str, int]
"""An article as somebody saw it: {"pk", "version"}."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one key did: its events, the lead of a story first."""

    events: list[Event]

    @property
    def event(self) -> Event:
        return self.events[0]

    @property
    def others(self) -> list[Event]:
        return self.events[1:]

    def in_words(self) -> str:
        """Return such as `“Fog” published` or `“Fog” published, 3 others rejected`."""
        named = self.event.article.title
        title = f"“{named}”" if named else "A draft without a title"
        if self.event.verb == Verb.SETTLED:
            return f"{title}: conflict settled ({self.event.reason})"
        words = f"{title} {self.event.get_verb_display()}"
        if not self.others:
            return words
        other = self.others[0].get_verb_display()
        return (
            f"{words}, {len(self.others)} {'other' if len(self.others) == 1 else 'others'} {other}"
        )


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A rejection whose reason may follow, and the reasons that the managing editors offer."""

    event: int
    title: str
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A step that was taken back, and what stood in the way of newer ones."""

    step: Step
    passed_over: list[str]


def find(pk: int) -> Article:
    """Return an article to decide about, or raise NotPossible."""
    article = Article.objects.filter(pk=pk).first()
    if article is None:
        raise NotPossible("This draft is gone: an import was undone, or its source was removed.")
    return article


def decide(
    pk: int,
    verb: Verb,
    version: int,
    *,
    by: User,
    act: Callable[[Article], Event | None],
    after: Mapping[str, Any] | None = None,
) -> Event:
    """Do a verb to an article, from the version that was seen.

    Asked again after it was done (the answer was lost on its way), or while it is being done, it
    returns what was done; `after` is what the verb was told, as its Event keeps it.
    Raises Stale, NotPossible, NotAllowed.
    """
    article = find(pk)
    if article.version != version:
        return _done_already(article, verb, version + 1, by, after or {})
    try:
        event = act(article)
    except Stale:
        event = _done_already(article, verb, version + 1, by, after or {})
    if event is None:
        raise NotPossible("Nothing was changed.")
    return event


def settle_story(lead: Seen, others: Iterable[Seen], *, by: User) -> Step:
    """Publish the lead of a story, where it is not live, and set the others aside: all or nothing.

    Asked again after it was done, it returns what was done.
    """
    others = list(others)
    try:
        return _settle(lead, others, by)
    except Stale:
        if done := _settled_already(lead, others, by):
            return done
        raise


def steps(user: User, since: datetime) -> Iterator[Step]:
    """Yield what a person did by key since then and has not taken back, the newest first.

    Only the latest `MOST_EVENTS` are read: the last step may lack some of its events.
    """
    events = recent_decisions(user, since).filter(batch=None).select_related("article")
    events = events.defer(*(f"article__{text}" for text in LONG_TEXTS)).order_by("-at", "pk")
    for _, same in groupby(events[:MOST_EVENTS], key=lambda event: event.at):
        yield Step(list(same))


def take_back_last(user: User, now: datetime | None = None) -> TakenBack:
    """Take back the newest step that can be taken back; what was touched since is passed over."""
    now = now or timezone.now()
    passed_over: list[str] = []
    for found, _ in zip(steps(user, now - REMEMBERED), range(MOST_STEPS), strict=False):
        step = step_of(found.event)
        try:
            take_back_step(step, by=user)
        except (WorkflowError, NotAllowed) as error:
            passed_over.append(str(error))
        else:
            return TakenBack(step, passed_over)
    raise NotPossible(passed_over[0] if passed_over else "There is nothing to take back.")


def take_back_step(step: Step, *, by: User) -> None:
    """Take back all of a step or nothing, the last first."""
    if not step.events:
        raise NotPossible("This was taken back already.")
    now = timezone.now()
    with transaction.atomic():
        for event in reversed(step.events):
            undo_event(event, by=by, now=now)


def step_of(event: Event) -> Step:
    """Return the step that an event is of."""
    same = Event.objects.filter(actor=event.actor_id, at=event.at, undone=False)
    return Step(list(same.select_related("article").order_by("pk")))


def unexplained(event: int, user: User, asked: AskedTogether) -> Callable[[], Unexplained | None]:
    """Ask about somebody's rejection, along with other questions: None if it needs no reason."""
    own = Event.objects.filter(pk=event, actor=user, verb=Verb.REJECTED, reason="", undone=False)
    rejected = asked.add(own.order_by(), "article__title")
    list_of_reasons = RejectionReason.objects.filter(is_offered=True).order_by()
    offered = asked.add(list_of_reasons, "text", Cast("position", CharField()))

    def answer() -> Unexplained | None:
        in_order = sorted((int(position), text) for _, text, position in offered())
        reasons = [text for _, text in in_order]
        return next((Unexplained(pk, title, reasons) for pk, title, _ in rejected()), None)

    return answer


def last_change(pks: Iterable[int]) -> dict[int, Event]:
    """Return the newest event of each article, with who did it; in one query."""
    newest = Event.objects.filter(article__in=list(pks), version=F("article__version"))
    return {event.article_id: event for event in newest.select_related("actor")}


def told(event: Event | None) -> str:
    """Return who did what when, such as `Rosa: rejected, 4 May at 12:00 UTC`; "" for nothing."""
    if event is None:
        return ""
    who = event.actor or "Newsdesk"
    return f"{who}: {event.get_verb_display()}, {event.at:%-d %B at %H:%M} UTC"


def _settle(lead: Seen, others: Sequence[Seen], by: User) -> Step:
    now = timezone.now()
    with transaction.atomic():
        article = _as_seen(lead)
        events = [publish(article, by=by, now=now)] if article.status == "draft" else []
        reason = f"covered by “{article.title}”"
        events += [reject(_as_seen(each), by=by, reason=reason, now=now) for each in others]
    if not events:
        raise NotPossible("There is nothing left to decide in this story.")
    return Step(events)


def _settled_already(lead: Seen, others: Sequence[Seen], by: User) -> Step | None:
    """Return the step that this very decision made, or None: somebody else was quicker."""
    first, verb = (others[0], Verb.REJECTED) if others else (lead, Verb.PUBLISHED)
    made = Event.objects.filter(article=first["pk"], version=first["version"] + 1, actor=by)
    event = made.filter(verb=verb, batch=None, undone=False).first()
    if event is None or find(lead["pk"]).status != Status.PUBLISHED:
        return None
    step = step_of(event)
    done = {(each.article_id, each.version) for each in step.events}
    asked = {(each["pk"], each["version"] + 1) for each in others}
    return step if done - {(lead["pk"], lead["version"] + 1)} == asked else None


def _as_seen(seen: Seen) -> Article:
    article = find(seen["pk"])
    if article.version != seen["version"]:
        raise Stale(article.title)
    return article


def _done_already(
    article: Article, verb: Verb, version: int, by: User, after: Mapping[str, Any]
) -> Event:
    """Return the event that this very decision made, or raise Stale: somebody else was quicker."""
    event = Event.objects.filter(article=article, version=version, verb=verb, actor=by).first()
    if event is None or event.undone or not after.items() <= event.after.items():
        raise Stale(article.title)
    return event
