"""A reader's copy is good until something that readers see has changed."""

from datetime import timedelta

import pytest

from articles.models import ImportRun, Provider, Topic
from articles.public.http_cache import current_validators
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.transitions import publish, unpublish
from tests.factories import NOON, article, provider, published_article, source, topic

LATER = NOON + timedelta(days=1)


def again(client, first, path="/"):
    """Ask for a page as a browser does that has a copy."""
    return client.get(path, headers={"if-none-match": first["ETag"]}).status_code


def test_a_copy_is_good_while_nothing_changes(client, settled):
    published_article()

    assert again(client, client.get("/")) == 304


def test_one_who_knows_only_the_time_is_told_too(client, settled):
    published_article()
    first = client.get("/")

    response = client.get("/", headers={"if-modified-since": first["Last-Modified"]})

    assert response.status_code == 304


def test_a_304_says_how_long_the_copy_is_good_and_brings_no_page(client, settled):
    published_article()
    first = client.get("/")

    response = client.get("/", headers={"if-none-match": first["ETag"]})

    assert response.content == b""
    assert response["ETag"] == first["ETag"]
    assert response["Cache-Control"] == first["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize(
    "change",
    [
        lambda made: publish(article(), by=SYSTEM),
        lambda made: unpublish(made, by=SYSTEM),
        lambda made: edit(made, {"title": "Another title"}, by=SYSTEM),
        lambda made: Provider.objects.update(name="Renamed", edited_at=LATER),
        lambda made: Topic.objects.update(name="Renamed", edited_at=LATER),
        lambda made: ImportRun.objects.create(source=source(), label="x", heartbeat=LATER),
        lambda made: made.delete(),
    ],
    ids=["published", "unpublished", "edited", "provider", "topic", "import", "deleted"],
)
def test_a_copy_is_old_after_a_change(client, settled, change):
    made = published_article(provider=provider(), topics=(topic(),))
    first = client.get("/")

    change(made)

    assert again(client, first) == 200


def test_right_after_a_change_a_copy_is_good_for_seconds_only(client, settled):
    """Another transaction, begun earlier, may end later than the newest that we see."""
    published_article()
    settled.move_to(NOON + timedelta(seconds=5))
    first = client.get("/")

    settled.shift(timedelta(seconds=10))

    assert "Last-Modified" not in first
    assert again(client, first) == 200


def test_a_minute_later_it_is_good_for_long(client, settled):
    published_article()
    settled.move_to(NOON + timedelta(seconds=61))
    first = client.get("/")

    settled.shift(timedelta(hours=9))

    assert again(client, first) == 304


def test_an_empty_desk_has_a_stamp_too():
    assert current_validators(NOON).last_modified is None
    assert current_validators(NOON).etag.startswith('W/"')


def test_another_name_of_the_site_makes_other_pages(settings):
    before = current_validators(NOON)
    settings.NEWSDESK_SITE_NAME = "The Kelderhaven Review"

    assert current_validators(NOON) != before


@pytest.mark.parametrize("path", ["/news/none/", "/?before=nonsense"])
def test_what_is_not_found_is_not_kept(client, settled, path):
    response = client.get(path)

    assert response.status_code == 404
    assert "ETag" not in response
    assert "Cache-Control" not in response


def test_who_works_on_the_pages_sees_them_at_once(client, settings):
    settings.DEBUG = True

    assert "ETag" not in client.get("/")
