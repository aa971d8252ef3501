"""Save an article's page: the typed content, then the actions, all of it or nothing."""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime
from typing import Any

from django.db import transaction

from articles.admin.articles.state_form import Step
from articles.db.retry import retry_on_deadlock
from articles.desk.display import label
from articles.models import Article, Event, Status, User, Verb
from articles.models.article_queryset import DATE_TOLERANCE
from articles.publishing.explanations import describe_event
from articles.workflow.edit import edit
from articles.workflow.times import format_time
from articles.workflow.transitions import perform

DATED_AHEAD = "It does not lead yet: no public list shows articles dated more than a day ahead."
CACHE_NOTE = "Readers see it within a minute."
"""Browsers show a public page for as long as `listing.http_cache.MAX_AGE` says."""


@retry_on_deadlock
def save_article(
    article: Article, values: Mapping[str, Any], steps: Iterable[Step], *, by: User, reason: str
) -> list[Event]:
    """Change the content, then do the actions; return the events.

    Raises Stale, NotPossible or NotAllowed, and then nothing is changed.
    """
    article, events = copy(article), []
    with transaction.atomic():
        if values and (event := edit(article, values, by=by, reason=reason)):
            event.article = copy(article)  # before the steps publish it
            events.append(event)
        for step in steps:
            done = perform(step.key, article, by=by, at=step.at, person=step.person, reason=reason)
            events.append(done)
    return events


def message_about(article: Article, event: Event) -> str:
    """Return what was done to which article, and until when readers may see the old one."""
    if event.verb == Verb.EDITED:
        text = f"Saved “{article}”: {', '.join(map(label, event.after))}."
    else:
        shown = ("expires_at", "featured_until")
        times = [at for name in shown if (at := event.after.get(name))]
        ends = "".join(f", {format_time(datetime.fromisoformat(at))}" for at in times)
        done = describe_event(event)
        text = f"“{article}”: {done[0].lower()}{done[1:]}{ends}."
        if event.verb == Verb.FEATURED and article.published_at > event.at + DATE_TOLERANCE:
            text += f" {DATED_AHEAD} It is dated {format_time(article.published_at)}."
    statuses = {article.status, event.before.get("status"), event.after.get("status")}
    is_seen = event.verb in {Verb.EDITED, Verb.PICTURE_CHANGED} or "status" in event.after
    return f"{text} {CACHE_NOTE}" if is_seen and Status.PUBLISHED in statuses else text
