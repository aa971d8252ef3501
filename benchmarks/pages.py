"""Server time of the staff's pages inside a process with Django set up.

fill COUNT    make articles of many providers and topics in all statuses
times RUNS    print, as JSON, milliseconds and queries of the stock list and of each page
enter         print, as JSON, the session of a user who is logged in

The stock list is what Django's admin gives for the same table with the same filters. A page's time
is that of a request, middleware and templates and all, by a client in this process.
"""

import json
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from statistics import median
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F, Value
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.content.thresholds import refresh_all_thresholds
from articles.db.bulk import insert_rows
from articles.models import Article, ArticleTopic, Provider, Status, Topic, User

from . import publishing, stock

_LIST = "/admin/articles/article/"
PAGES: dict[str, str] = {
    "article list": f"{_LIST}?status=draft",
    "article list, last page": f"{_LIST}?status=draft&before=end",
    "article list, five filters": (
        f"{_LIST}?status=draft&provider=p7.example&topic=Topic%203&quality_from=60&held=no"
    ),
    "article list, words that few have": f"{_LIST}?q=draft+12345",
    "article list, words that many have": f"{_LIST}?q=sentence",
    "article list, no index has the order": f"{_LIST}?order=heat",
    "threshold page": "/admin/threshold/?threshold=70&narrower=on",
    "front page": "/admin/",
    "front page, ready by the rules": "/admin/ready/",
    "review desk, borderline first": "/desk/",
    "review desk, newest first": "/desk/?order=newest",
    "review desk, hottest first": "/desk/?order=hottest",
    "review desk, by story": "/desk/?order=story",
    "review desk, from a draft on": "/desk/?at=1000",
    "review desk, of a provider": "/desk/?provider=p7.example",
    "search page, words that few have": "/search/?q=draft+12345",
    "search page, words that many have": "/search/?q=sentence",
}
"""Name and address of each page that is measured."""
STOCK = {
    "article list, words that few have": f"{_LIST}?q=draft+12345",
    "article list, words that many have": f"{_LIST}?q=sentence",
    "article list, no index has the order": f"{_LIST}?o=-6",
    "search page, words that few have": f"{_LIST}?q=draft+12345",
    "search page, words that many have": f"{_LIST}?q=sentence",
}
"""What the stock list is asked for where a page is not held against its list of drafts."""
COLD = ("threshold page", "front page", "front page, ready by the rules")
"""Pages that remember counts: measured once more with nothing remembered."""
_PROVIDERS, _TOPICS = 300, 14
_STATUSES = ((Status.PUBLISHED, 3), (Status.REJECTED, 11), (Status.ARCHIVED, 13))
"""Every third article is published, every eleventh rejected, every thirteenth archived."""


def fill(count: int) -> None:
    """Make articles as a desk has them after some months."""
    publishing.fill(count)
    with transaction.atomic():
        Provider.objects.bulk_create(
            Provider(domain=f"p{n}.example", name=f"Provider {n}") for n in range(_PROVIDERS)
        )
        first = Provider.objects.get(domain="p0.example").pk
        Article.objects.update(provider=F("pk") % Value(_PROVIDERS) + Value(first))
        topics = Topic.objects.bulk_create(
            Topic(name=f"Topic {n}", slug=f"topic-{n}") for n in range(_TOPICS)
        )
        rows = (
            (pk, topics[(pk * (3 if place else 1) + place) % _TOPICS].pk, place)
            for pk in range(1, count + 1)
            for place in (0, 1)
            if not place or (pk * 3 + 1) % _TOPICS != pk % _TOPICS
        )
        insert_rows(ArticleTopic, ("article", "topic", "position"), rows)
        _spread(timezone.now())
        refresh_all_thresholds()


def _spread(now: Any) -> None:
    for status, every in _STATUSES:
        live = {"went_live_at": now - timedelta(days=1)} if status == Status.PUBLISHED else {}
        numbered = Article.objects.annotate(turn=F("pk") % Value(every))
        numbered.filter(turn=0, status=Status.DRAFT).update(status=status, **live)
    Article.objects.filter(status=Status.DRAFT, pk__lt=500).update(held=True)


def times(runs: int) -> dict[str, dict[str, float]]:
    """Return the median milliseconds and the number of queries of each page, and of stock lists.

    Pages take turns, so that a machine that slows down slows all of them.
    """
    browser = _browser()
    pages = {name: Page(browser, address) for name, address in PAGES.items()}
    cold = {f"{name}, nothing remembered": replace(pages[name], afresh=True) for name in COLD}
    drafts = Page(_browser(superuser=True), stock.LIST, around=stock.stock)
    listed = {"stock list": drafts} | {
        f"stock list for {name}": replace(drafts, address=address)
        for name, address in STOCK.items()
    }
    # Cold ones by themselves: what they forget, the others would have to find again.
    return _in_turns(listed | pages, runs) | _in_turns(cold, runs)


@dataclass(frozen=True, slots=True)
class Page:
    """A page, who asks for it, and what is so around it."""

    browser: Client
    address: str
    afresh: bool = False
    around: Callable[[], AbstractContextManager[None]] = nullcontext

    def ask(self) -> float:
        """Return the milliseconds that an answer takes."""
        if self.afresh:
            cache.clear()
        began = time.perf_counter()
        response = self.browser.get(self.address, secure=True)
        took = time.perf_counter() - began
        if response.status_code != HTTPStatus.OK:
            raise SystemExit(f"{self.address} answered {response.status_code}")
        return took * 1000

    def queries(self) -> int:
        """Return the number of its queries, the second time."""
        self.ask()
        with CaptureQueriesContext(connection) as queries:
            self.ask()
        return len(queries)


def _in_turns(pages: dict[str, Page], runs: int) -> dict[str, dict[str, float]]:
    queries = {}
    for name, page in pages.items():
        with page.around():
            queries[name] = page.queries()
    taken: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(runs):
        for name, page in pages.items():
            with page.around():
                page.ask()  # The stock list replaced the templates; read them again.
                taken[name].append(page.ask())
    return {
        name: {"ms": round(median(each), 1), "queries": queries[name]}
        for name, each in taken.items()
    }


def _browser(*, superuser: bool = False) -> Client:
    settings.ALLOWED_HOSTS = ["testserver"]
    browser = Client(headers={"x-forwarded-proto": "https"})
    backend = settings.AUTHENTICATION_BACKENDS[-1]
    browser.force_login(_person("stock" if superuser else "bench", superuser), backend=backend)
    return browser


def _person(username: str, superuser: bool) -> User:
    person, _ = User.objects.get_or_create(
        username=username, defaults={"is_staff": True, "is_superuser": superuser}
    )
    if not superuser:
        person.groups.set(Group.objects.filter(name="Managing editor"))
    return person


def main() -> None:
    match sys.argv[1:]:
        case ["fill", count]:
            fill(int(count))
        case ["times", runs]:
            print(json.dumps(times(int(runs))))
        case ["enter"]:
            print(json.dumps(_browser().cookies[settings.SESSION_COOKIE_NAME].value))


if __name__ == "__main__":
    main()
