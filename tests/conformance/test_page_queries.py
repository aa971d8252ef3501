"""The staff's pages ask few questions, over ten articles and over ten thousand."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.db.bulk import insert_rows
from articles.models import (
    Article,
    ArticleTopic,
    Conflict,
    Event,
    Image,
    RelatedLink,
    Status,
    Verb,
)
from articles.search.backends import index_articles
from tests.factories import NOON, person, provider, source, topic

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"
PAGES = [
    LIST,
    f"{LIST}?status=draft&quality_from=3&picture=yes&conflict=no&outranked=no",
    f"{LIST}?provider=p3.example&topic=Harbours&held=no&type=article",
    f"{LIST}?q=report&order=heat",
    f"{LIST}?before=end",
    "{article}",
    "/admin/threshold/",
    "/admin/",
    "/admin/ready/",
    "/desk/",
    "/desk/?order=story&picture=yes",
    "/desk/?provider=p3.example&quality_from=3",
]
"""Lists, the page of an article, the threshold page, the front page, the desk."""
ALIKE = [page for page in PAGES if page.startswith(("/desk/", "{article}"))]
"""Where few and many are found the same way. Elsewhere a small set is counted at once."""


def make_desk(first: int, count: int) -> None:
    """Add articles in all states, each with picture, topic, coverage, history; conflicts."""
    came_from, harbours = source().pk, topic(f"Topic {first}").pk
    providers = [provider(f"p{first + n}.example").pk for n in range(7)]
    live = {"status": Status.PUBLISHED, "went_live_at": timezone.now()}
    kinds: tuple[dict[str, Any], ...] = (
        {"held": True}, {"scheduled_for": NOON}, {"status": Status.REJECTED}, {}, {}, live,
    )  # fmt: skip
    rows = Article.objects.bulk_create(
        Article(
            source_id=came_from, provider_id=providers[n % 7], name=f"a-{n}", slug=f"a-{n}",
            title=f"Report {n}", published_at=NOON, title_time_hash=n, type="article",
            quality=n % 100,
            web_url=f"https://p.example/{n}", related_count=1, **kinds[n % 6],
        )
        for n in range(first, first + count)
    )  # fmt: skip
    pks = [row.pk for row in rows]
    index_articles(pks)
    Image.objects.bulk_create(Image(article_id=pk, url="a.jpg") for pk in pks)
    insert_rows(ArticleTopic, ("article", "topic", "position"), ((pk, harbours, 0) for pk in pks))
    RelatedLink.objects.bulk_create(
        RelatedLink(article_id=pk, position=0, title="Said") for pk in pks
    )
    Event.objects.bulk_create(
        Event(article_id=pk, version=1, at=NOON, verb=Verb.IMPORTED) for pk in pks
    )
    Conflict.objects.bulk_create(
        Conflict(article_id=pk, field="title", base="a", ours="b", source="c", created_at=NOON)
        for pk in pks[:: count // 5]
    )


def queries(browser: Client, address: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def test_page_query_count_is_independent_of_articles():
    browser = Client()
    browser.force_login(person("Managing editor"))
    topic("Harbours")
    counts = []
    for first, count in ((0, 10), (10, 9_990)):
        make_desk(first, count)
        latest = Article.objects.order_by("-pk").values_list("pk", flat=True)[0]
        pages = [page.format(article=f"{LIST}{latest}/change/") for page in PAGES]
        browser.get("/admin/")
        counts.append([queries(browser, page) for page in pages])

    few, many = (dict(zip(PAGES, each, strict=True)) for each in counts)
    assert [few[page] for page in ALIKE] == [many[page] for page in ALIKE]
