"""Numbers of the picture queue: by state, by host and by reason.

All come from the indexes on (host, state) and (state, reason, host), in as many queries at a
million rows as at ten.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from articles.jobs.heartbeat import worker_is_alive
from articles.models import Article, FetchState, ImageFetch, ImageUse, Provider

PROBLEMS = (FetchState.FAILED, FetchState.REFUSED)
LOCAL_FILE = Q(host="")
"""Pictures from imported folders."""
MAX_GROUPS = 50
"""Hosts and reasons that are listed, those with the most problems first."""


@dataclass(frozen=True, slots=True)
class QueueState:
    """What the worker is doing with the queue, and what keeps it from working."""

    counts: list[tuple[str, str, int]]  # (state, label, number of addresses)
    failed: int  # of those that can be retried
    next_try: datetime | None
    due: int
    is_off: bool
    is_asleep: bool

    @property
    def total(self) -> int:
        return sum(number for *_, number in self.counts)

    @property
    def is_busy(self) -> bool:
        """Return whether the counts change while one looks at them."""
        return bool(self.due) and not self.is_off and not self.is_asleep


def queue_state(now: datetime | None = None) -> QueueState:
    """Return the state of the whole queue."""
    now = now or timezone.now()
    numbers = dict(ImageFetch.objects.order_by().values_list("state").annotate(number=Count("pk")))
    waiting = ImageFetch.objects.filter(~LOCAL_FILE, state=FetchState.WAITING).aggregate(
        next_try=Min("next_try_at"), due=Count("pk", filter=Q(next_try_at__lte=now))
    )
    return QueueState(
        counts=[(state, label, numbers.get(state, 0)) for state, label in FetchState.choices],
        failed=retryable().filter(state=FetchState.FAILED).count(),
        next_try=waiting["next_try"],
        due=waiting["due"],
        is_off=not settings.NEWSDESK_FETCH_IMAGES,
        is_asleep=not worker_is_alive(now),
    )


def count_by_reason() -> list[dict[str, Any]]:
    """Return reasons why pictures are missing, with their state, pictures and hosts."""
    reasons = problems().order_by().values("state", "reason")
    counted = reasons.annotate(
        number=Count("pk"),
        retryable=Count("pk", filter=~LOCAL_FILE),
        hosts=Count("host", distinct=True, filter=~LOCAL_FILE),
    )
    return [{**row} for row in counted.order_by("-number", "reason")[:MAX_GROUPS]]


def count_by_host() -> list[dict[str, Any]]:
    """Return hosts with their number of pictures in each state and the time of the next try."""
    hosts = (
        ImageFetch.objects.order_by()
        .values("host")
        .annotate(
            waiting=Count("pk", filter=Q(state=FetchState.WAITING)),
            fetched=Count("pk", filter=Q(state=FetchState.FETCHED)),
            refused=Count("pk", filter=Q(state=FetchState.REFUSED)),
            failed=Count("pk", filter=Q(state=FetchState.FAILED)),
            problems=Count("pk", filter=Q(state__in=PROBLEMS)),
        )
    )
    rows = [*hosts.order_by("-problems", "-waiting", "host")[:MAX_GROUPS]]
    names = [row["host"] for row in rows if row["waiting"]]
    waiting = ImageFetch.objects.filter(state=FetchState.WAITING, host__in=names)
    next_tries = dict(waiting.order_by().values_list("host").annotate(at=Min("next_try_at")))
    return [{**row, "next_try": next_tries.get(row["host"])} for row in rows]


def problems() -> QuerySet[ImageFetch]:
    """Return what was refused or failed: the worker does not try it again."""
    return ImageFetch.objects.filter(state__in=PROBLEMS)


def retryable() -> QuerySet[ImageFetch]:
    """Return the problems that another try may solve: files come with an import only."""
    return problems().exclude(LOCAL_FILE)


def uses_of(fetches: list[int]) -> dict[int, dict[str, Any]]:
    """Return, by fetch, an article or provider that names the picture, and how many others do."""
    uses = ImageUse.objects.filter(fetch__in=fetches).order_by().values_list("fetch")
    rows = [*uses.annotate(Min("article"), Min("provider"), Count("pk"))]
    articles = Article.objects.only("name", "title").in_bulk({row[1] for row in rows if row[1]})
    providers = Provider.objects.in_bulk({row[2] for row in rows if row[2]})
    return {
        fetch: {
            "article": articles.get(article),
            "provider": providers.get(provider),
            "others": number - 1,
        }
        for fetch, article, provider, number in rows
    }
