"""Changing the address of an article; the old ones redirect."""

from typing import Any

import pytest

from articles.content.names import free_slugs
from articles.models import Article, Event, OldSlug, Verb
from articles.workflow.actors import SYSTEM
from articles.workflow.change_address import change_address
from articles.workflow.errors import NotAllowed, NotPossible, Stale
from articles.workflow.transitions import unpublish
from articles.workflow.undo_event import undo_event
from tests.factories import article, person, published_article

pytestmark = pytest.mark.django_db


def test_each_old_address_redirects_to_the_one_in_use(client):
    made = published_article(slug="first")
    change_address(made, "second", by=SYSTEM)
    event: Any = change_address(made, "third", by=SYSTEM)

    for slug in ("first", "second"):
        response = client.get(f"/news/{slug}/")
        assert (response.status_code, response["Location"]) == (301, "/news/third/")
    assert client.get("/news/third/").status_code == 200
    assert event.verb == Verb.ADDRESS_CHANGED
    assert (event.before, event.after) == ({"slug": "second"}, {"slug": "third"})
    assert Event.objects.filter(article=made, version=made.version).count() == 1
    assert Article.objects.get().name == made.name


def test_undo_brings_the_old_address_back(client):
    made = published_article(slug="first")
    event: Any = change_address(made, "second", by=SYSTEM)

    undo_event(event, by=SYSTEM)

    assert client.get("/news/first/").status_code == 200
    assert client.get("/news/second/").status_code == 301


def test_old_address_of_an_article_that_is_not_live_reveals_nothing(client):
    made = published_article(slug="first")
    change_address(made, "secret-second", by=SYSTEM)
    unpublish(made, by=SYSTEM)

    assert client.get("/news/first/").status_code == 404


@pytest.mark.parametrize(
    "slug", ["taken", "was-taken", "Upper", "a b", "a--b", "-a", "", "a/b", "é", "a" * 151]
)
def test_address_must_be_free_and_well_formed(slug):
    change_address(article(slug="was-taken"), "taken", by=SYSTEM)
    made = article(slug="mine")

    with pytest.raises(NotPossible):
        change_address(made, slug, by=SYSTEM)

    assert Article.objects.get(pk=made.pk).slug == "mine"


def test_own_old_address_can_be_taken_again():
    made = article(slug="first")
    change_address(made, "second", by=SYSTEM)

    change_address(made, "first", by=SYSTEM)

    assert [*OldSlug.objects.values_list("slug", flat=True)] == ["second"]
    assert free_slugs(["second", "third"]) == ["second-2", "third"]


def test_change_needs_the_version_and_the_permission():
    made = published_article(slug="first")
    old = Article.objects.get(pk=made.pk)
    with pytest.raises(NotAllowed):
        change_address(made, "second", by=person("Reviewer"))
    assert change_address(made, "first", by=SYSTEM) is None
    change_address(made, "second", by=person("Editor"))

    with pytest.raises(Stale):
        change_address(old, "third", by=SYSTEM)
