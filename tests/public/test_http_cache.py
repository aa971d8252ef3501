"""HTTP caching: a reader's copy is valid until something that readers see has changed."""

from datetime import timedelta

import pytest

from articles.models import ImportRun, Provider, StoredImage, Topic
from articles.public.http_cache import current_validators
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.transitions import publish, unpublish
from tests.factories import NOON, article, provider, published_article, source, stored_image, topic

LATER = NOON + timedelta(days=1)


def revalidate(client, first):
    """Ask for the home page as a browser does that has a copy; return the status."""
    return client.get("/", headers={"if-none-match": first["ETag"]}).status_code


def test_unchanged_page_is_not_modified(client, settled):
    published_article()
    first = client.get("/")

    by_time = client.get("/", headers={"if-modified-since": first["Last-Modified"]})
    by_etag = client.get("/", headers={"if-none-match": first["ETag"]})

    assert (by_time.status_code, by_etag.status_code) == (304, 304)
    assert by_etag.content == b""
    assert by_etag["ETag"] == first["ETag"]
    assert by_etag["Cache-Control"] == first["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize(
    "change",
    [
        lambda made: publish(article(), by=SYSTEM),
        lambda made: unpublish(made, by=SYSTEM),
        lambda made: edit(made, {"title": "Another title"}, by=SYSTEM),
        lambda made: Provider.objects.update(name="Renamed", edited_at=LATER),
        lambda made: Topic.objects.update(name="Renamed", edited_at=LATER),
        lambda made: ImportRun.objects.create(source=source(), label="x", heartbeat=LATER),
        lambda made: StoredImage.objects.update(changed_at=LATER),
        lambda made: made.delete(),
    ],
    ids=["published", "unpublished", "edited", "provider", "topic", "import", "picture", "deleted"],
)
def test_page_after_a_change_is_modified(client, settled, change):
    made = published_article(
        provider=provider(), topics=(topic(),), lead_image=stored_image(changed_at=NOON)
    )
    first = client.get("/")

    change(made)

    assert revalidate(client, first) == 200


def test_etag_within_a_minute_of_a_change_is_valid_for_ten_seconds(client, settled):
    """Another transaction, begun earlier, may end later than the newest that we see."""
    published_article()
    settled.move_to(NOON + timedelta(seconds=5))
    first = client.get("/")

    settled.shift(timedelta(seconds=10))

    assert "Last-Modified" not in first
    assert revalidate(client, first) == 200


def test_etag_a_minute_after_a_change_stays_valid(client, settled):
    published_article()
    settled.move_to(NOON + timedelta(seconds=61))
    first = client.get("/")

    settled.shift(timedelta(hours=9))

    assert revalidate(client, first) == 304


def test_validators_of_an_empty_database_are_an_etag_only():
    assert current_validators(NOON).last_modified is None
    assert current_validators(NOON).etag.startswith('W/"')


def test_validators_depend_on_the_name_of_the_site(settings):
    before = current_validators(NOON)
    settings.NEWSDESK_SITE_NAME = "The Kelderhaven Review"

    assert current_validators(NOON) != before


@pytest.mark.parametrize("path", ["/news/none/", "/?before=nonsense"])
def test_not_found_response_is_not_cached(client, settled, path):
    response = client.get(path)

    assert response.status_code == 404
    assert "ETag" not in response
    assert "Cache-Control" not in response


def test_debug_mode_sends_no_etag(client, settings):
    settings.DEBUG = True

    assert "ETag" not in client.get("/")
