"""Write history: each change of an article is one version and one Event."""

from datetime import datetime
from typing import Any

from articles.models import Article, Event, Verb
from articles.seeds.cleaning import without_controls
from articles.workflow.actors import Actor, user_or_none
from articles.workflow.errors import Stale


def change_row(article: Article, now: datetime, **columns: Any) -> None:
    """Write columns as the article's next version, or raise Stale where it has moved on.

    A compare-and-set on the version that `article` was read with: two people never overwrite
    each other silently. The instance is brought up to date.
    """
    columns |= {"version": article.version + 1, "updated_at": now}
    same = Article.objects.filter(pk=article.pk, version=article.version)
    if not same.update(**columns):
        raise Stale(article.title)
    for name, value in columns.items():
        setattr(article, name, value)


def record(article: Article, verb: Verb, *, by: Actor, now: datetime, **details: Any) -> Event:
    """Add the Event of the article's newest version.

    `details` may hold reason, before, after, import_run, publish_run, batch and undone. Of a reason
    that somebody typed, what no page should show is left out.
    """
    details["reason"] = without_controls(details.get("reason", ""))
    return Event.objects.create(
        article=article,
        version=article.version,
        at=now,
        actor=user_or_none(by),
        verb=verb,
        **details,
    )
