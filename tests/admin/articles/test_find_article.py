"""Add a related link by the address or title of an article on the desk."""

import pytest

from articles.admin.articles.form_group import RELATED
from articles.models import Article
from tests.admin.sent import address, save
from tests.factories import draft, link, provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def gulls():
    tide = provider("tide.example", name="Tidewire")
    return draft(
        title="Gulls hold a vote", web_url="https://tide.example/gulls", provider=tide, quality=88
    )


@pytest.mark.parametrize(
    "typed", ["https://www.tide.example/gulls/", "Gulls hold a vote", "gulls HOLD a vote", "gulls"]
)
def test_typed_address_or_title_adds_a_related_link(editor, gulls, typed):
    article = draft(title="Fog")
    link(article, title="First")

    save(editor, article, find_related=typed)

    first, added = article.links.order_by("position")
    assert (first.title, added.title) == ("First", "Gulls hold a vote")
    assert (added.target, added.quality, added.provider) == (gulls, 88, gulls.provider)
    assert added.web_url == "https://tide.example/gulls"


def test_several_matches_are_named_and_nothing_is_saved(editor, gulls):
    draft(title="Gulls rest", web_url="https://tide.example/rest")
    article = draft(title="Fog")

    page = save(editor, article, title="Mist", find_related="gulls").text

    assert "Several articles match. Enter the address of one: " in page
    assert "“Gulls rest” (https://tide.example/rest)" in page
    assert 'value="gulls"' in page
    assert Article.objects.get(pk=article.pk).title == "Fog"


def test_no_match_says_so(editor):
    article = draft(title="Fog")

    assert "No article on the desk has this" in save(editor, article, find_related="terns").text


def test_full_list_of_links_takes_no_more(editor, gulls, monkeypatch):
    article = draft(title="Fog")
    for number in range(RELATED.max_items):
        link(article, title=f"Link {number}")

    page = save(editor, article, find_related="gulls").text

    assert f"At most {RELATED.max_items} links." in page
    assert article.links.count() == RELATED.max_items


def test_reader_of_the_page_gets_no_field(reviewer, gulls):
    Article.objects.filter(pk=gulls.pk).update(status="rejected")

    assert "find_related" not in reviewer.get(address(gulls)).text
