"""The search page: results, order, filters, paging, help and errors."""

import re
from datetime import timedelta

import pytest
from django.db import connection

from articles.public import search
from articles.search.backends import index_articles
from tests.factories import NOON, draft, provider, published_article, topic
from tests.public.counting import MOST, queries
from tests.public.crowd import publish_many


def found(page: str) -> list[str]:
    titles = re.findall(r'class="item-title"><a href="[^"]+">(.*?)</a>', page)
    return [re.sub("</?mark>", "", title) for title in titles]


@pytest.fixture
def shelf():
    published_article(title="Old harbour", published_at=NOON - timedelta(days=3), type="video")
    published_article(title="Gulls", excerpt="In the harbour", topics=(topic("Birds"),))
    published_article(title="A <b>tern</b>", excerpt="", body="Some *fish* & chips at sea.")
    draft(title="Draft harbour")


def test_best_match_is_first_unless_the_newest_is_asked_for(read, shelf):
    assert found(read("/search/?q=harbour")) == ["Old harbour", "Gulls"]
    assert found(read("/search/?q=harbour&order=newest")) == ["Gulls", "Old harbour"]


def test_found_words_are_marked_and_texts_escaped(read, shelf):
    page = read("/search/?q=tern+fish")

    assert "A &lt;b&gt;<mark>tern</mark>&lt;/b&gt;" in page
    assert "Some <mark>fish</mark> &amp; chips at sea." in page


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=harbour&topic=birds", ["Gulls"]),
        ("q=harbour&type=video", ["Old harbour"]),
        ("topic=Birds", ["Gulls"]),
        ("q=harbour+-old", ["Gulls"]),
    ],
)
def test_filters_narrow_the_results(read, shelf, query, titles):
    assert found(read(f"/search/?{query}")) == titles


def test_page_before_a_search_explains_it_and_lists_nothing(read, shelf):
    page = read("/search/?order=newest")

    assert "Search all articles" in page
    assert "Search help" in page
    assert found(page) == []
    assert '<meta name="robots" content="noindex">' in page
    assert 'rel="canonical"' not in page


def test_search_without_results_says_what_to_try(read, shelf):
    page = read("/search/?q=harbour&topic=birds&type=video")

    assert "No articles found" in page
    assert '<a href="?q=harbour">search without filters</a>' in page
    assert ("does not correct typing errors" in page) == (connection.vendor == "sqlite")


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL corrects")
def test_typing_error_is_corrected_by_what_the_filters_find(read, shelf):
    assert 'Did you mean <a href="?q=harbour">harbour</a>' in read("/search/?q=harbuor")
    assert "Did you mean" not in read("/search/?q=harbuor&topic=birds")


@pytest.mark.parametrize(
    "query", ["day_from=x", "topic=unheard", "order=oldest", f"q={'x' * 201}", "q=a%00b"]
)
def test_parameter_with_an_error_is_marked_and_finds_nothing(client, shelf, query):
    response = client.get(f"/search/?q=harbour&{query}")

    assert response.status_code == 400
    assert "Nothing was searched" in response.text
    assert "errorlist" in response.text
    assert found(response.text) == []


def test_pages_keep_the_search_and_counts_are_capped(read, monkeypatch):
    monkeypatch.setattr("articles.public.views.search.MAX_RESULTS", 45)
    monkeypatch.setattr(search, "MAX_RESULTS", 45)
    many = publish_many(50, topics=[], providers=[provider()])
    index_articles([each.pk for each in many])

    first, last = read("/search/?q=report"), read("/search/?q=report&p=3")

    assert found(first) == [f"Report {n}" for n in range(20)]
    assert found(last) == [f"Report {n}" for n in range(40, 45)]
    assert "45+ articles" in first
    assert 'href="?q=report&amp;p=2"' in first


def test_feeds_of_a_search_have_its_parameters(read, shelf):
    page = read("/search/?q=harbour&order=newest")

    assert 'href="/search/feed.atom?q=harbour"' in page


@pytest.mark.parametrize("query", ["q=report", "q=report&order=newest", "topic=harbours"])
def test_queries_are_equal_for_ten_and_a_thousand_articles(client, query):
    topics, providers = [topic("Harbours")], [provider(f"p{n}.example") for n in range(10)]
    few = publish_many(10, topics=topics, providers=providers)
    index_articles([each.pk for each in few])
    at_ten = queries(client, f"/search/?{query}")
    for each in few:
        each.delete()

    index_articles([each.pk for each in publish_many(1_000, topics=topics, providers=providers)])

    assert queries(client, f"/search/?{query}") == at_ten <= MOST


def test_search_with_all_filters_and_no_result_makes_few_queries(client, shelf):
    published_article(provider=provider("tidewire.example"))
    query = "q=harbuor&topic=birds&provider=tidewire.example&type=video&day_from=2031-05-01"

    assert queries(client, f"/search/?{query}") <= MOST
