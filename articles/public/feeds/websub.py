"""Tell a WebSub hub which feeds have new articles (https://www.w3.org/TR/websub/).

Off unless WEBSUB_HUB is set. The scheduler calls `enqueue_ping` each minute, so that publishing
never waits for a hub and one ping covers all articles of a minute. What the hub knows is kept in
the shared cache; if that is emptied, the hub gets a ping about feeds that it knows already.
"""

import logging
from collections.abc import Iterable, Sequence
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPException
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from articles.images.addresses import AddressRefused, Limits, parse_target
from articles.images.connections import CheckedConnection, Deadline
from articles.models import Article, ArticleTopic, Provider
from articles.public.feeds.formats import FORMATS
from articles.templatetags.look import absolute

logger = logging.getLogger(__name__)
COMPARED = 1_000
"""So many of the newest articles are compared with those of the last ping."""
FEEDS_A_REQUEST = 100
DEADLINE_SECONDS = 10.0
LONGEST_WAIT = 3600
"""Seconds until the next try, at most. It doubles with each failure, from a minute."""
_KNOWN = "websub-known"
_FAILURES = "websub-failures"
_WAITING = "websub-waiting"
"""The keys in the shared cache: articles of the last ping, failures since, and whether to wait."""
_QUEUED_SECONDS = 300
"""A task that the queue has lost is replaced after this time."""


def enqueue_ping() -> None:
    """Let the worker ping the hub if articles went live since the last ping."""
    is_due = settings.NEWSDESK_WEBSUB_HUB and _new(_newest())
    if is_due and caches["shared"].add(_WAITING, True, _QUEUED_SECONDS):
        ping_hub_task.enqueue()


@task()
def ping_hub_task() -> None:
    """Tell the hub about the feeds of all articles that went live since the last ping."""
    cache, newest = caches["shared"], _newest()
    try:
        addresses = _feeds_of(_new(newest))
        for start in range(0, len(addresses), FEEDS_A_REQUEST):
            _ping(addresses[start : start + FEEDS_A_REQUEST])
    except (OSError, HTTPException, AddressRefused) as error:
        failures = cache.get(_FAILURES, 0)
        logger.warning("The WebSub hub was not reached; it is tried again: %r", error)
        cache.set(_FAILURES, failures + 1, None)
        cache.set(_WAITING, True, min(60 * 2**failures, LONGEST_WAIT))
    else:
        cache.set(_KNOWN, newest, None)
        cache.delete_many([_FAILURES, _WAITING])


def _newest() -> dict[int, str]:
    """Return when the newest articles of the feeds went live, by primary key."""
    rows = Article.objects.listed(timezone.now()).latest_first()[:COMPARED]
    return {pk: at.isoformat() for pk, at in rows.values_list("pk", "went_live_at") if at}


def _new(newest: dict[int, str]) -> list[int]:
    known = caches["shared"].get(_KNOWN, {})
    return [pk for pk, at in newest.items() if known.get(pk) != at]


def _feeds_of(keys: Sequence[int]) -> list[str]:
    """Return the addresses of the feeds that have one of these articles."""
    if not keys:
        return []
    topics = ArticleTopic.objects.filter(article__in=keys).order_by("topic__slug")
    slugs = topics.values_list("topic__slug", flat=True).distinct()
    providers = Provider.objects.filter(articles__in=keys).order_by("domain").distinct()
    pages = [
        reverse("public:home"),
        *(reverse("public:topic", args=[slug]) for slug in slugs),
        *(reverse("public:provider", args=[each.domain]) for each in providers.only("domain")),
    ]
    return [absolute(f"{page}feed.{kind}") for page in pages for kind in FORMATS]


def _ping(addresses: Iterable[str]) -> None:
    """Send one request. Raises OSError, HTTPException or AddressRefused."""
    limits = Limits(allow_loopback=settings.NEWSDESK_IMAGES_FROM_LOOPBACK)
    target = parse_target(settings.NEWSDESK_WEBSUB_HUB, limits)
    form = urlencode([("hub.mode", "publish"), *(("hub.url", each) for each in addresses)])
    headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Newsdesk"}
    with closing(CheckedConnection(target, limits, Deadline(DEADLINE_SECONDS))) as connection:
        connection.request("POST", target.path, body=form, headers=headers)
        with connection.getresponse() as response:
            if not HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
                raise HTTPException(f"The hub answered {response.status}.")
