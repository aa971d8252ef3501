"""The page of an article."""

import re

import pytest

from articles.models import Article
from tests.factories import link, provider, published_article, topic


@pytest.fixture
def page_of(read):
    return lambda article: read(f"/news/{article.slug}/")


def test_article_page_shows_title_excerpt_time_provider_and_topics(page_of):
    page = page_of(
        published_article(
            title="Harbour opens",
            excerpt="After nine years.\r\n\r\nAt last.",
            provider=provider(name="Tidewire"),
            topics=(topic("Harbours"),),
            type="article",
        )
    )

    assert "<h1>Harbour opens</h1>" in page
    assert re.search(r"<p>After nine years.</p>\s*<p>At last.</p>", page)
    assert "4 May 2031, 12:00 UTC" in page
    assert re.search(r'href="/providers/tidewire.example/"><svg[^T]+>T<[^T]+>Tidewire</a>', page)
    assert '<a class="tag" href="/topics/harbours/">Harbours</a>' in page
    assert "<span>Article</span>" in page
    assert "Related coverage" not in page


@pytest.mark.parametrize("excerpt", ["NA", "na", "N/A.", "Placeholder."])
def test_placeholder_excerpt_is_kept_but_not_shown(read, page_of, excerpt):
    article = published_article(title="Harbour opens", excerpt=excerpt)

    shown = page_of(article) + read("/")

    assert f">{excerpt}<" not in shown
    assert f'content="{excerpt}"' not in shown
    assert 'class="standfirst"' not in shown
    assert Article.objects.get().excerpt == excerpt


@pytest.mark.parametrize(("name", "place"), [("Tidewire", "Tidewire"), ("", "the source")])
def test_article_page_links_to_its_source(page_of, name, place):
    publisher = provider(name=name) if name else None

    page = page_of(published_article(web_url="https://tidewire.example/1", provider=publisher))

    assert 'href="https://tidewire.example/1" rel="noopener noreferrer"' in page
    assert f"Read at {place}" in page


def test_article_page_without_an_address_shows_the_body_as_markdown(page_of):
    page = page_of(published_article(web_url="", body="# What was seen\n\nA *bright* light."))

    assert "<h2>What was seen</h2>" in page
    assert "<em>bright</em>" in page
    assert "Read at" not in page


def test_related_coverage_keeps_the_order_of_the_seed(page_of):
    made = published_article()
    for title in ("Third", "First", "Second"):
        link(made, title=title, web_url="https://other.example/1")

    titles = re.findall(r"example/1\"[^>]*>([A-Z]\w+)", page_of(made))

    assert titles == ["Third", "First", "Second"]


def test_related_item_links_to_our_article_or_its_source_or_nowhere(page_of):
    made, url = published_article(), "https://other.example/1"
    link(made, title="Ours", target=published_article(slug="ours"), web_url=f"{url}/ours")
    link(made, title="Theirs", web_url=url, provider=provider("other.example", name="Other Times"))
    link(made, title="In print only")

    page = page_of(made)

    assert '<a href="/news/ours/">Ours</a>' in page
    assert f"{url}/ours" not in page
    assert f'<a href="{url}" rel="noopener noreferrer">Theirs' in page
    assert "Other Times" in page
    assert '<h3 class="item-title">In print only</h3>' in page


def test_related_items_after_the_eighth_are_folded(page_of):
    made = published_article()
    for n in range(10):
        link(made, title=f"Coverage number {n}")

    page = page_of(made)

    assert "2 more</summary>" in page
    assert page.index("number 7") < page.index("<details>") < page.index("number 8")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("og:title", "Harbour &amp; tram"),
        ("og:type", "article"),
        ("og:description", "After nine years."),
        ("article:section", "Harbours"),
        ("og:url", "https://news.example/news/harbour/"),
        ("article:published_time", "2031-05-04T12:00:00+00:00"),
    ],
)
def test_article_page_has_open_graph_properties(page_of, settings, name, value):
    settings.NEWSDESK_SITE_URL = "https://news.example"
    made = published_article(
        title="Harbour & tram",
        excerpt="After  nine years.",
        slug="harbour",
        topics=(topic("Harbours"), topic("Trams")),
    )

    assert f'<meta property="{name}" content="{value}">' in page_of(made)
