"""Publish and take down articles at their scheduled times, and explain what is late."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from articles.jobs.heartbeat import worker_is_alive
from articles.models import Article, ArticleQuerySet, Event, Status, Verb
from articles.workflow.actors import SYSTEM
from articles.workflow.transitions import hold, publish, unpublish

logger = logging.getLogger(__name__)
LATE = timedelta(minutes=2)
"""The scheduler runs every minute: what waits longer than two minutes has a reason."""
PATIENCE = timedelta(minutes=15)
"""How long publishing is retried; then the draft is held with the error as the reason."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """An article that should have been published or taken down at `due`, and why it was not."""

    article: Article
    due: datetime
    why: str


def publish_due(now: datetime | None = None) -> Iterator[Event]:
    """Publish the due drafts one at a time and yield their events; one failure stops no other.

    Held drafts stay, and so do drafts whose expiry time has passed too. What cannot be published
    is retried each minute for a while and then held, with the reason in its history.
    """
    now = now or timezone.now()
    due = Article.objects.due(now)
    for article in _each(due.order_by("scheduled_for"), due):
        by = _by(article, Verb.SCHEDULED)
        try:
            yield publish(article, by=SYSTEM, reason=f"scheduled{by}", now=now)
        except Exception as error:
            logger.exception("Article %s was not published on schedule", article.pk)
            _give_up(article.pk, error, now)


def expire_due(now: datetime | None = None) -> Iterator[Event]:
    """Send expired articles back to draft, held, and yield their events.

    One failure stops no other; it is retried each minute.
    """
    now = now or timezone.now()
    expired = Article.objects.expired(now)
    for article in _each(expired.order_by("expires_at"), expired):
        by = _by(article, Verb.EXPIRY_SET)
        try:
            yield unpublish(article, by=SYSTEM, reason=f"set to come down{by}", now=now)
        except Exception:
            logger.exception("Article %s was not taken down on time", article.pk)


def overdue(now: datetime | None = None, *, limit: int = 200) -> list[Overdue]:
    """Return what is more than two minutes late, longest delay first, in at most four queries."""
    now = now or timezone.now()
    late = list(late_articles(now).order_by("scheduled_for", "expires_at", "pk")[:limit])
    holding = _holding_events([article.pk for article in late if article.held])
    is_alive = worker_is_alive(now) if late else True
    found = [_overdue(article, holding.get(article.pk), now, is_alive) for article in late]
    return sorted(found, key=lambda each: each.due)


def late_articles(now: datetime | None = None) -> ArticleQuerySet:
    """Return the articles that `overdue` explains."""
    return Article.objects.late((now or timezone.now()) - LATE)


def _each(articles: ArticleQuerySet, still: ArticleQuerySet) -> Iterator[Article]:
    """Yield each article freshly read, if it is still in the set `still`."""
    for pk in list(articles.values_list("pk", flat=True)):
        if article := still.filter(pk=pk).first():
            yield article


def _give_up(pk: int, error: Exception, now: datetime) -> None:
    """Hold a draft that could not be published for `PATIENCE`; raise nothing."""
    article = Article.objects.due(now - PATIENCE).filter(pk=pk).first()
    if article is None:
        return
    try:
        hold(article, by=SYSTEM, reason=f"could not be published on schedule: {error}", now=now)
    except Exception:
        logger.exception("Article %s could not be held either", pk)


def _by(article: Article, verb: Verb) -> str:
    """Name the person who made the schedule. The event's `before` holds the scheduled time."""
    decision = article.events.filter(verb=verb, undone=False).select_related("actor").first()
    return f" by {decision.actor}" if decision and decision.actor else ""


def _holding_events(pks: Iterable[int]) -> dict[int, Event]:
    """Return the event that holds each article, the newest where there are several."""
    events = Event.objects.filter(
        article__in=list(pks), verb__in=[Verb.HELD, Verb.UNPUBLISHED], undone=False
    )
    return {e.article_id: e for e in events.select_related("actor").order_by("version")}


def _overdue(article: Article, holding: Event | None, now: datetime, is_alive: bool) -> Overdue:
    is_live = article.status == Status.PUBLISHED
    due = (article.expires_at if is_live else article.scheduled_for) or now
    return Overdue(article, due, _reason_for_delay(article, holding, now, is_alive))


def _reason_for_delay(
    article: Article, holding: Event | None, now: datetime, is_alive: bool
) -> str:
    if article.held:
        who = holding.actor_name if holding else "A person"
        reason = f": {holding.reason}" if holding and holding.reason else ""
        return f"{who} holds it{reason}."
    is_down = article.status == Status.DRAFT and article.expires_at is not None
    if is_down and article.expires_at is not None and article.expires_at <= now:
        return "Its expiry time has passed too."
    if article.status == Status.DRAFT and (lack := article.incomplete_reason):
        return f"It {lack}: it is incomplete and cannot go live."
    if not is_alive:
        return "No worker is running. Nothing scheduled happens until one is started."
    return "It could not be done. It is retried every minute."
