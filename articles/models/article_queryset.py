"""Named sets of articles, and what to fetch with them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q, prefetch_related_objects

from articles.models.article_conditions import OUTRANKED
from articles.models.status import Status

if TYPE_CHECKING:
    from articles.models.article import Article

_ROWS = {
    "topics": ("article_topics__topic",),
    "related": ("links__provider",),
}
"""What to prefetch for the value fields that are stored in other tables."""


DATE_TOLERANCE = timedelta(days=1)
"""Articles dated further ahead are in no public list: a wrong date must not lead it."""


class ArticleQuerySet(models.QuerySet["Article"]):
    """Sets of articles."""

    def published(self) -> Self:
        return self.filter(status=Status.PUBLISHED)

    def listed(self, now: datetime) -> Self:
        """Return what public lists show: live articles dated at most a day after `now`."""
        return self.published().filter(published_at__lte=now + DATE_TOLERANCE)

    def featured(self, now: datetime) -> Self:
        """Return the articles that lead the home page at `now`, the last featured first.

        They are few: by a subquery SQLite finds them in their own index, otherwise it reads all
        live articles.
        """
        leading = self.model.objects.filter(featured_until__gt=now).values("pk")
        return self.listed(now).filter(pk__in=leading).order_by("-featured_at", "-pk")

    def drafts(self) -> Self:
        return self.filter(status=Status.DRAFT)

    def to_review(self) -> Self:
        """Return drafts that need a decision: neither held nor scheduled."""
        return self.filter(status=Status.DRAFT, held=False, scheduled_for__isnull=True)

    def due(self, now: Any) -> Self:
        """Return drafts to publish at `now` by their schedule: not held and not expired."""
        up = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
        return self.drafts().filter(up, held=False, scheduled_for__lte=now)

    def expired(self, now: Any) -> Self:
        """Return live articles to archive at `now`."""
        return self.published().filter(expires_at__lte=now)

    def late(self, now: Any) -> Self:
        """Return drafts scheduled for before `now`, held or not, and live articles that expired."""
        drafts = Q(status=Status.DRAFT, scheduled_for__lte=now)
        return self.filter(drafts | Q(status=Status.PUBLISHED, expires_at__lte=now))

    def outranked(self) -> Self:
        return self.filter(OUTRANKED)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def latest_first(self) -> Self:
        """Order live articles by when they went live, as feeds do.

        A reader of a feed sees only what is new at its top, so an article that is approved late
        must appear there, whatever its date.
        """
        live = self.filter(went_live_at__isnull=False)
        return live.order_by("-went_live_at", "-published_at", "-pk")

    def for_values(self, rows: Iterable[str] = tuple(_ROWS)) -> Self:
        """Fetch what `article_values` reads, with these `rows`, in a fixed number of queries."""
        paths = [path for name in rows for path in _ROWS[name]]
        return self.select_related("provider").prefetch_related(*paths)


def fetch_rows(articles: Sequence["Article"], rows: Iterable[str]) -> None:
    """Fetch what `article_values` reads of these `rows` for articles in memory."""
    prefetch_related_objects(articles, *(path for name in rows for path in _ROWS[name]))
