"""Articles of a real site are valid in each format of feeds."""

from io import BytesIO

import feedparser
import pytest

from articles.ingest.pipeline import import_seeds
from articles.models import Article
from articles.public.feeds.entries import FEED_SIZE, FeedInfo, fill_feed
from articles.public.feeds.formats import FORMATS
from articles.workflow.actors import SYSTEM
from tests.conformance.sites import AI
from tests.factories import NOON
from tests.public.feed_schemas import check_feed

INFO = FeedInfo(title="All", description="All", page="/", address="/feed", key="latest")


@pytest.fixture(scope="module")
def some(sites, module_desk):
    """Import each fifth file of the AI site."""
    import_seeds(sorted(AI.rglob("*.md"))[::5], by=SYSTEM, source="ai")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", FORMATS)
def test_real_articles_are_valid_in_a_feed(some, kind):
    Article.objects.update(status="published", went_live_at=NOON, held=False, scheduled_for=None)
    keys = list(Article.objects.values_list("pk", flat=True))

    for start in range(0, len(keys), FEED_SIZE):
        part = keys[start : start + FEED_SIZE]
        written = BytesIO()
        fill_feed(FORMATS[kind], INFO, part).write(written, "utf-8")
        check_feed(kind, written.getvalue(), entries=len(part))
        if kind != "json":
            assert not feedparser.parse(written.getvalue()).bozo
    assert len(keys) > FEED_SIZE
