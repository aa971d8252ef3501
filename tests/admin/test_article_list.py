"""The list of articles: what it shows, how it is narrowed, what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.admin import paging
from articles.models import Article, Image, Source, Status
from articles.workflow.editing import edit
from tests.admin.made import conflict_about
from tests.builders import (
    NOON,
    article,
    draft,
    link,
    provider,
    published_article,
    topic,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"


def titles(response):
    return {row.title for row in response.context["cl"].result_list}


def test_the_newest_comes_first_with_its_facts(editor):
    old = draft(title="Old", published_at=NOON - timedelta(days=1))
    new = published_article(title="New", provider=provider("tide.example"), quality=88)

    response = editor.get(LIST)

    assert [row.pk for row in response.context["cl"].result_list] == [new.pk, old.pk]
    for word in ("New", "tide", "88", "Published", "2031-05-04 12:00"):
        assert word in response.content.decode()


def test_a_picture_is_shown_only_where_we_hold_it(editor):
    linked, held, _ = draft(), draft(), draft()
    Image.objects.create(article=linked, url="https://far.example/a.jpg")
    Image.objects.create(article=held, url="https://far.example/b.jpg", file="images/b.jpg")

    page = editor.get(LIST).content.decode()

    assert '<img class="thumbnail" src="/media/images/b.jpg" alt="">' in page
    assert "linked" in page
    assert "far.example" not in page


@pytest.fixture
def mixed():
    other = Source.objects.create(name="other")
    tide = provider("tide.example")
    draft(title="Plain", quality=50, type="article")
    draft(title="Held", held=True, quality=60, type="video")
    draft(title="Unscored", quality=None, source=other)
    draft(title="On topic", quality=70, topics=(topic("Weather"),), provider=tide)
    published_article(title="Live", quality=80)
    outranked = draft(title="Outranked", quality=20)
    link(outranked, quality=90)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status__exact=published", {"Live"}),
        ("held__exact=1", {"Held"}),
        ("quality_from=60&quality_to=70", {"Held", "On topic"}),
        ("quality_from=nonsense&quality_to=%C2%B2", {"Plain", "Held", "Unscored", "On topic",
                                                      "Live", "Outranked"}),
        ("quality_from=99999999999999999999", {"Plain", "Held", "Unscored", "On topic", "Live",
                                               "Outranked"}),
        ("quality_from=999999999999", set()),
        ("type=video", {"Held"}),
        ("outranked=yes", {"Outranked"}),
        ("outranked=no&quality_to=50", {"Plain"}),
        ("domain=TIDE.example", {"On topic"}),
        ("topic=weather", {"On topic"}),
        ("conflict=yes", set()),
        ("q=tide", {"On topic"}),
        ("q=outrank", {"Outranked"}),
        ("status__exact=draft&held__exact=0&topic=Weather&q=topic", {"On topic"}),
    ],
)  # fmt: skip
def test_filters_and_search_find(editor, mixed, query, expected):
    assert titles(editor.get(f"{LIST}?{query}")) == expected


def test_what_is_not_outranked_includes_the_unscored(editor, mixed):
    assert "Unscored" in titles(editor.get(f"{LIST}?outranked=no"))


def test_open_conflicts_are_found(editor):
    torn = draft(title="Torn")
    draft(title="Whole")
    conflict_about(torn, "title")

    assert titles(editor.get(f"{LIST}?conflict=yes")) == {"Torn"}
    assert titles(editor.get(f"{LIST}?conflict=no")) == {"Whole"}


def test_a_typed_filter_keeps_the_others(editor, mixed):
    page = editor.get(f"{LIST}?status__exact=draft&domain=tide.example&p=1").content.decode()

    assert '<input type="hidden" name="status__exact" value="draft">' in page
    assert 'name="domain" value="tide.example"' in page


def many(number):
    source, tide = Source.objects.get_or_create(name="default")[0], provider(f"{number}.example")
    rows = Article.objects.bulk_create(
        Article(
            source=source, provider=tide, name=f"a-{number}-{n}", slug=f"a-{number}-{n}",
            title=f"Report {n}", published_at=NOON, story_key=n, quality=n % 100,
        )
        for n in range(number)
    )  # fmt: skip
    Image.objects.bulk_create(Image(article=row, url="a.jpg") for row in rows)


@pytest.mark.parametrize("query", ["", "?status__exact=draft&outranked=no&conflict=no&q=report"])
def test_the_list_asks_the_same_few_questions_at_ten_rows_and_at_a_thousand(editor, query):
    counts = []
    for number in (10, 1000):
        many(number)
        editor.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            editor.get(f"{LIST}{query}")
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 12


def test_counting_and_paging_end_somewhere(editor, monkeypatch):
    monkeypatch.setattr(paging, "MOST", 100)
    many(150)

    response = editor.get(f"{LIST}?p=2")

    assert response.context["cl"].paginator.num_pages == 2
    assert "More than 100: narrow the list" in response.content.decode()
    assert editor.get(f"{LIST}?p=3").status_code == 302


def test_an_empty_list_says_what_to_do(editor):
    assert "Upload seeds, write one" in editor.get(LIST).content.decode()


def test_filters_that_nobody_offers_are_refused(editor):
    assert editor.get(f"{LIST}?events__actor__password__startswith=a").status_code == 400


def test_an_edit_is_seen_in_the_list(editor):
    changed = article(title="Fog")
    edit(changed, {"title": "Mist"}, by=None)

    assert titles(editor.get(LIST)) == {"Mist"}
    assert Article.objects.get().status == Status.DRAFT
