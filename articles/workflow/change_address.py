"""Change the address of an article on the public site, its slug. The old one redirects."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.db.retry import retry_on_deadlock
from articles.models import Article, Event, OldSlug, Verb
from articles.seeds.naming import LONGEST_SLUG
from articles.workflow.actions import BY_KEY
from articles.workflow.actors import Actor
from articles.workflow.apply import Change, apply_change
from articles.workflow.errors import NotPossible
from articles.workflow.events import EventContext
from articles.workflow.locking import lock_current
from articles.workflow.permissions import require_permission

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@retry_on_deadlock
def change_address(
    article: Article, slug: str, *, by: Actor, reason: str = "", now: datetime | None = None
) -> Event | None:
    """Give the article another slug; None if it has it already.

    Raises Stale if `article` is not current any more, NotPossible if the slug has other
    characters than a slug of ours or belongs to another article, or NotAllowed.
    """
    require_permission(by, BY_KEY["change_address"].permission_for(article.status))
    if slug == article.slug:
        return None
    if len(slug) > LONGEST_SLUG or not _SLUG.fullmatch(slug):
        raise NotPossible(
            f"Use at most {LONGEST_SLUG} characters: a to z, 0 to 9, and single hyphens in between."
        )
    with transaction.atomic():
        lock_current(article)
        others = Article.objects.filter(slug=slug).exists()
        if others or OldSlug.objects.filter(slug=slug).exclude(article=article).exists():
            raise NotPossible("Another article has this address, or had it.")
        change = _change(article, slug, reason=reason)
        return apply_change(change, EventContext(Verb.ADDRESS_CHANGED, by, now or timezone.now()))


def plan_address_undo(event: Event, article: Article, *, reason: str) -> Change:
    """Return the change that gives the article the slug from before the event."""
    return _change(article, event.before["slug"], reason=reason, undoes=event.pk)


def _change(article: Article, slug: str, **more: Any) -> Change:
    return Change(article, {"slug": article.slug}, {"slug": slug}, columns={"slug": slug}, **more)
