"""The lists: the home page, a topic's page, a provider's page."""

import re
from datetime import timedelta

import pytest

from articles.listing.ordering import NEWEST
from tests.factories import NOON, provider, published_article, topic
from tests.public.crowd import publish_many, titles


def test_list_is_newest_first_and_equal_times_by_later_stored_first(read):
    topics = (topic("Harbours"),)
    published_article(title="Older", published_at=NOON - timedelta(hours=1), topics=topics)
    published_article(title="First stored", published_at=NOON, topics=topics)
    published_article(title="Second stored", published_at=NOON, topics=topics)
    published_article(title="Oldest", published_at=NOON - timedelta(days=9), topics=topics)

    assert titles(read("/topics/harbours/")) == ["Second stored", "First stored", "Older", "Oldest"]


def test_list_links_to_the_page_of_an_article_with_an_unusual_name(read):
    published_article(title="Odd name", slug="crème brûlée? 50% off")

    path = re.findall(r'href="(/news/[^"]+)"', read("/"))[0]

    assert "<h1>Odd name</h1>" in read(path)


def test_home_without_articles_shows_no_operator_commands(read):
    page = read("/")

    assert "No articles yet" in page
    assert "manage.py" not in page


def test_home_groups_later_articles_by_day(read):
    for day in range(8):
        published_article(title=f"Day {day}", published_at=NOON - timedelta(days=day))

    page = read("/")

    assert re.findall(r'id="day-(\S+)"', page) == ["2031-04-29", "2031-04-28", "2031-04-27"]
    assert "Tuesday <span>29 April 2031</span>" in page


def test_list_marks_videos(read):
    published_article(type="video")

    assert "Video</span>" in read("/")


def test_topic_page_shows_its_articles_only(read):
    harbours, trams = topic("Harbours"), topic("Trams")
    published_article(title="About harbours", topics=(harbours,))
    published_article(title="About trams", topics=(trams,))
    published_article(title="About both", topics=(trams, harbours))

    assert titles(read("/topics/harbours/")) == ["About both", "About harbours"]


def test_card_names_the_topic_below_the_root(read):
    published_article(topics=(topic("Kelderhaven"), topic("Cranes")))

    page = read("/")

    assert "Cranes" in page
    assert "Kelderhaven" not in page


def test_provider_page_shows_articles_and_description(read):
    tidewire = provider(name="Tidewire", description="Ships & tides.")
    published_article(title="Theirs", provider=tidewire)
    published_article(title="Somebody else's", provider=provider("other.example"))

    page = read("/providers/tidewire.example/")

    assert titles(page) == ["Theirs"]
    assert "Ships &amp; tides." in page


def test_parent_topic_with_a_published_child_is_shown_but_not_indexed(read):
    parent = topic("Harbours")
    published_article(topics=(topic("Cranes", parent=parent),))

    page = read("/topics/harbours/")

    assert '<a href="/topics/harbours/">Harbours</a>' in read("/topics/cranes/")
    assert "No articles yet" in page
    assert 'content="noindex"' in page


@pytest.mark.parametrize("path", ["/topics/none/", "/providers/none.example/", "/news/none/"])
def test_unknown_address_is_not_found(client, path):
    response = client.get(path)

    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


def test_topic_list_groups_children_under_parents(read):
    parent = topic("Kelderhaven")
    published_article(topics=(topic("Cranes", parent=parent), topic("Alone")))
    topic("Without items")

    page = read("/topics/")

    assert page.index("Kelderhaven") < page.index("Cranes") < page.index("Alone")
    assert "Without items" not in page


def test_directories_omit_what_has_only_articles_dated_far_ahead(read):
    parent, far = topic("Kelderhaven"), NOON + timedelta(days=9)
    tide = provider("tide.example", name="Tide")
    published_article(topics=(topic("Cranes", parent=parent),), provider=tide, published_at=far)

    assert not any(name in read("/topics/") for name in ("Kelderhaven", "Cranes"))
    assert "Tide" not in read("/providers/")
    for path in ("/topics/cranes/", "/providers/tide.example/"):  # its page links to them
        assert "No articles yet" in read(path)


def test_provider_list_is_grouped_by_letter(read):
    for name in ("beacon", "Anchor", "7 Seas"):
        published_article(provider=provider(f"{name.replace(' ', '')}.example", name=name))
    provider("silent.example", name="Silent")

    page = read("/providers/")

    assert re.findall(r'class="letter-name"[^>]*>(.)<', page) == ["#", "A", "B"]
    assert "Silent" not in page


def test_provider_list_shows_domains_of_equal_names(read):
    for domain, name in (("bbc.com", "BBC"), ("bbc.co.uk", "bbc"), ("tide.example", "Tide")):
        published_article(provider=provider(domain, name=name))

    assert re.findall(r'class="muted">([^<]+)<', read("/providers/")) == ["bbc.com", "bbc.co.uk"]


def test_directories_show_a_limited_number_on_each_page(read, monkeypatch):
    monkeypatch.setattr("articles.public.views.directory.PAGE_SIZE", 2)
    for name in ("Anchor", "Beacon", "Capstan"):
        made = provider(f"{name}.example", name=name)
        published_article(provider=made, topics=(topic(name),))

    for path in ("/providers/", "/topics/"):
        first, second = read(path), read(f"{path}?p=2")
        assert "Beacon" in first
        assert "Capstan" not in first
        assert "Capstan" in second
        assert "Page 2 of 2" in second


def test_public_pages_allow_head_but_not_post(client):
    assert client.head("/").status_code == 200
    assert client.post("/").status_code == 405


def test_page_names_its_canonical_address(read, settings):
    settings.NEWSDESK_SITE_URL = "https://news.example"
    publish_many(31, topics=[topic("Harbours")], providers=[provider()])

    older = re.findall(r'rel="next" href="([^"]+)"', read("/topics/harbours/"))[0]

    canonical = '<link rel="canonical" href="https://news.example'
    assert f'{canonical}/topics/harbours/">' in read("/topics/harbours/?utm_source=somewhere")
    assert f"{canonical}/topics/harbours/?after=" in read(f"/topics/harbours/{older}")


@pytest.mark.parametrize("name", ["before", "after"])
def test_list_with_invalid_cursor_is_not_found(client, name):
    assert client.get(f"/?{name}=nonsense").status_code == 404


def test_list_links_lead_down_and_up_again(client, read):
    path = "/topics/harbours/"
    publish_many(70, topics=[topic("Harbours")], providers=[provider()])

    second = re.findall(r'rel="next" href="([^"]+)"', read(path))[0]
    third = re.findall(r'rel="next" href="([^"]+)"', read(path + second))[0]
    newer = re.findall(r'rel="prev" href="([^"]+)"', read(path + third))[0]

    assert "Report 69<" in read(path + third)
    assert "Report 30<" in read(path + newer)
    assert "Report 60<" not in read(path + newer)


def test_list_before_the_first_page_leads_to_the_first_page(client):
    articles = publish_many(10, topics=[topic()], providers=[provider()])

    response = client.get("/", {"before": NEWEST.cursor(articles[5])})

    assert (response.status_code, response["Location"]) == (302, "/")


def test_list_after_the_last_item_is_empty_and_says_so(read):
    article = published_article()

    assert "No older articles" in read(f"/?after={NEWEST.cursor(article)}")
