"""Who has an article open just now. A notice, never a lock."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from articles.models import Article, Presence, User
from articles.workflow.permissions import require_permission


def mark(
    user: User,
    article: Article,
    doing: Presence.Doing = Presence.Doing.LOOKING,
    now: datetime | None = None,
) -> None:
    """Note that somebody has an article open; again every minute or so, while they have."""
    require_permission(user, "view_article")
    presence = Presence(user=user, article=article, doing=doing, seen_at=now or timezone.now())
    Presence.objects.bulk_create(
        [presence],
        update_conflicts=True,
        unique_fields=["user", "article"],
        update_fields=["doing", "seen_at"],
    )


def leave(user: User, article: Article) -> None:
    """Note that somebody has closed an article."""
    Presence.objects.filter(user=user, article=article).delete()


def others_at(
    articles: Iterable[Article], user: User, now: datetime | None = None
) -> dict[int, list[Presence]]:
    """Return who else is at which article, by its primary key, the latest first; in one query."""
    here = Presence.objects.fresh(now or timezone.now()).exclude(user=user)
    found = defaultdict(list)
    for presence in here.filter(article__in=[a.pk for a in articles]).select_related("user"):
        found[presence.article_id].append(presence)
    return dict(found)


def forget_presences(now: datetime | None = None) -> None:
    """Drop those without a sign of life; the clock does it."""
    Presence.objects.filter(seen_at__lte=(now or timezone.now()) - Presence.LASTS).delete()
