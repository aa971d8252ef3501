"""An item's own page."""

import re

import pytest

from tests.factories import link, provider, published_article, topic


def page_of(read, made):
    return read(f"/news/{made.slug}/")


def test_the_page_says_what_the_item_is(read):
    made = published_article(
        title="Harbour opens",
        excerpt="After nine years.",
        provider=provider(name="Tidewire"),
        topics=(topic("Harbours"),),
        type="article",
    )

    page = page_of(read, made)

    assert "<h1>Harbour opens</h1>" in page
    assert "<p>After nine years.</p>" in page
    assert "4 May 2031, 12:00 UTC" in page
    assert '<a class="byline-provider" href="/providers/tidewire.example/">Tidewire</a>' in page
    assert '<a class="tag" href="/topics/harbours/">Harbours</a>' in page
    assert "<span>Article</span>" in page


def test_line_breaks_of_an_excerpt_are_kept(read):
    made = published_article(excerpt="First.\r\n\r\nSecond.")

    assert re.search(r"<p>First.</p>\s*<p>Second.</p>", page_of(read, made))


def test_readers_find_the_way_to_the_provider(read):
    made = published_article(
        web_url="https://tidewire.example/report", provider=provider(name="Tidewire")
    )

    page = page_of(read, made)

    assert 'href="https://tidewire.example/report" rel="noopener noreferrer"' in page
    assert "Read at Tidewire" in page


def test_without_a_provider_they_read_at_its_source(read):
    assert "Read at the source" in page_of(read, published_article())


def test_an_item_without_an_address_has_no_such_link(read):
    made = published_article(web_url="", body="Our own words.")

    assert "Read at" not in page_of(read, made)


def test_a_body_is_shown_as_markdown(read):
    made = published_article(body="# What was seen\n\nA *bright* light.")

    page = page_of(read, made)

    assert "<h2>What was seen</h2>" in page
    assert "<em>bright</em>" in page


def test_related_coverage_stands_in_its_order(read):
    made = published_article()
    for title in ("Third", "First", "Second"):
        link(made, title=title, web_url="https://other.example/1")

    page = page_of(read, made)

    assert re.findall(r"example/1\"[^>]*>([A-Z]\w+)", page) == ["Third", "First", "Second"]


def test_related_coverage_leads_to_our_own_page_where_we_have_one(read):
    ours = published_article(slug="ours")
    made = published_article()
    link(made, title="Same story", target=ours, web_url="https://other.example/1")

    page = page_of(read, made)

    assert '<a href="/news/ours/">Same story</a>' in page
    assert "other.example" not in page


def test_related_coverage_that_we_do_not_have_leads_to_its_source(read):
    made = published_article()
    other = provider("other.example", name="Other Times")
    link(made, title="Elsewhere", web_url="https://other.example/1", provider=other)

    page = page_of(read, made)

    assert '<a href="https://other.example/1" rel="noopener noreferrer">Elsewhere' in page
    assert "Other Times" in page


def test_related_coverage_without_an_address_is_named_all_the_same(read):
    made = published_article()
    link(made, title="In print only")

    assert '<h3 class="item-title">In print only</h3>' in page_of(read, made)


def test_more_than_eight_related_items_are_folded_away(read):
    made = published_article()
    for n in range(10):
        link(made, title=f"Coverage number {n}")

    page = page_of(read, made)

    assert "2 more</summary>" in page
    assert page.index("Coverage number 7") < page.index("<details>")
    assert page.index("<details>") < page.index("Coverage number 8")


def test_an_item_without_related_coverage_has_no_heading_for_it(read):
    assert "Related coverage" not in page_of(read, published_article())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("og:title", "Harbour &amp; tram"),
        ("og:type", "article"),
        ("og:description", "After nine years."),
        ("og:url", "https://news.example/news/harbour/"),
        ("article:published_time", "2031-05-04T12:00:00+00:00"),
    ],
)
def test_other_sites_learn_what_the_page_is(read, settings, name, value):
    settings.NEWSDESK_SITE_URL = "https://news.example"
    made = published_article(title="Harbour & tram", excerpt="After nine years.", slug="harbour")

    assert f'<meta property="{name}" content="{value}">' in page_of(read, made)
