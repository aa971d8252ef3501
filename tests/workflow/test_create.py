"""Create an article by hand."""

import pytest

from articles.models import Article, Event, Source, Status, Verb
from articles.models.value_fields import article_values
from articles.workflow.actors import SYSTEM
from articles.workflow.create import create_article
from articles.workflow.errors import NotAllowed, NotPossible
from tests.factories import draft, person, source

pytestmark = pytest.mark.django_db
VALUES = {"title": "Gulls hold a vote", "published_at": "2031-05-04T23:30:00Z"}


def stored(article):
    return Article.objects.for_values().get(pk=article.pk)


def test_create_stores_a_draft_with_its_values_and_event():
    image = {"url": "a.jpg", "width": 8, "height": 6, "title": "", "is_cached": None}
    written = {**VALUES, "body": "They did.", "provider": "gulls.example", "topics": ["B", "A"]}

    editor = person("Editor")

    article = create_article({**written, "images": [image]}, by=editor)

    values = article_values(stored(article))
    assert {name: values[name] for name in written} == written
    assert values["images"] == [image]
    assert (article.status, article.version, article.held) == (Status.DRAFT, 1, False)
    event = Event.objects.get(article=article)
    assert (event.verb, event.version, event.actor) == (Verb.WRITTEN, 1, editor)


def test_created_name_is_that_of_a_seed():
    article = create_article(VALUES, by=SYSTEM, source="harbour")

    assert article.name == article.slug == "2031-05-04-gulls-hold-a-vote"
    assert article.source == Source.objects.get(name="harbour")


def test_created_name_that_is_taken_gets_a_number():
    name = "2031-05-04-gulls-hold-a-vote"
    draft(source=source("default"), name=name, slug=name)

    second = create_article(VALUES, by=SYSTEM)
    third = create_article(VALUES, by=SYSTEM)
    elsewhere = create_article(VALUES, by=SYSTEM, source="harbour")

    assert (second.name, second.slug) == (f"{name}-2", f"{name}-2")
    assert third.name == f"{name}-3"
    assert (elsewhere.name, elsewhere.slug) == (name, f"{name}-4")


def test_created_name_of_a_title_without_latin_letters_is_the_day():
    article = create_article({**VALUES, "title": "海鷗"}, by=SYSTEM)

    assert article.name == "2031-05-04"


def test_create_resolves_links_of_other_articles():
    link: dict[str, object] = {
        "title": VALUES["title"], "excerpt": "", "published_at": VALUES["published_at"],
        "web_url": "", "amp_url": "", "cdn_amp_url": "", "type": "", "provider": "",
        "quality": None, "images": [],
    }  # fmt: skip
    other = create_article({**VALUES, "title": "Other", "related": [link]}, by=SYSTEM)

    article = create_article(VALUES, by=SYSTEM)

    assert stored(other).links.get().target == article
    assert stored(other).related_count == 1


@pytest.mark.parametrize(
    "values",
    [
        {"title": ""},
        {"published_at": None},
        {"web_url": "javascript:alert(1)"},
        {"quality": -1},
        {"nonsense": 1},
    ],
)
def test_create_with_an_invalid_value_is_refused(values):
    with pytest.raises(NotPossible):
        create_article({**VALUES, **values}, by=SYSTEM)
    assert not Article.objects.exists()


def test_create_by_a_reviewer_is_refused():
    with pytest.raises(NotAllowed):
        create_article(VALUES, by=person("Reviewer"))
    assert not Article.objects.exists()
