"""Publish what is scheduled when its time has come."""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from articles.models import Article, Event, Verb

from .errors import WorkflowError
from .transitions import publish

logger = logging.getLogger(__name__)


def publish_due(now: datetime | None = None) -> Iterator[Event]:
    """Publish the due drafts one at a time; the failure of one never stops the next.

    A draft that somebody holds stays. Yields the event of each publication.
    """
    now = now or timezone.now()
    for pk in list(Article.objects.due(now).order_by("scheduled_for").values_list("pk", flat=True)):
        article = Article.objects.due(now).filter(pk=pk).first()
        if article is None:
            continue
        try:
            yield publish(article, by=None, reason=_reason(article), now=now)
        except WorkflowError:
            logger.exception("Article %s was not published on schedule", pk)


def _reason(article: Article) -> str:
    """The decision was that of the person who made the schedule."""
    decision = article.events.filter(verb=Verb.SCHEDULED, undone=False).first()
    who = f" by {decision.actor}" if decision and decision.actor else ""
    return f"scheduled{who} for {article.scheduled_for:%Y-%m-%d %H:%M} UTC"
