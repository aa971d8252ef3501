"""Reading: lists, single objects, filters, orders, pages and selected fields."""

from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from tests.factories import (
    NOON,
    article,
    link,
    provider,
    published_article,
    rendition,
    stored_image,
    topic,
)
from tests.public.crowd import publish_many

DAY = NOON.replace(day=1)


@pytest.fixture
def news():
    """Store three published articles and a draft."""
    tidewire, tram = provider(name="Tidewire"), provider("tram.example", name="Tram Times")
    harbours = topic("Harbours", parent=topic("Coast"))
    lead = stored_image(alt_text="A quay", credit="Tidewire")
    rendition(lead, "card")
    published_article(
        slug="storm", title="Storm closes the harbour", excerpt="Ferries stay.", type="article",
        provider=tidewire, topics=(harbours,), lead_image=lead, body="**Now**", web_url="",
        went_live_at=NOON,
    )  # fmt: skip
    published_article(
        slug="tram", title="A tram leaves early", published_at=DAY, provider=tram, type="video",
        went_live_at=NOON.replace(hour=15),
    )  # fmt: skip
    published_article(slug="heron", title="A heron reads the timetable", published_at=DAY)
    article(title="A storm in a draft", provider=tidewire, topics=(harbours, topic("Secret")))


def get(client, path, status=200):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status, response.content
    return response.json()


def slugs(client, query):
    return [each["slug"] for each in get(client, f"articles?{query}")["data"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["storm", "heron", "tram"]),
        ("order=published", ["tram", "storm", "heron"]),
        ("q=storm", ["storm"]),
        ("q=tidewire&order=relevance", ["storm"]),
        ("q=a&order=relevance", ["heron", "tram"]),
        ("topic=harbours", ["storm"]),
        ("provider=tram.example", ["tram"]),
        ("provider=Tram+Times&type=video", ["tram"]),
        ("type=article", ["storm"]),
        ("day_from=2031-05-02", ["storm"]),
        ("day_to=2031-05-01", ["heron", "tram"]),
        ("q=nothing", []),
        ("limit=2", ["storm", "heron"]),
    ],
)
def test_articles_are_listed_by_filter_and_order(client, news, query, expected):
    assert slugs(client, query) == expected


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("articles?quality_from=3", "quality_from"),
        ("articles?order=quality", "order"),
        ("articles?limit=0", "limit"),
        ("articles?limit=x", "limit"),
        ("articles?topic=secret", "topic"),
        ("articles?provider=none.example", "provider"),
        ("articles?day_from=yesterday", "day_from"),
        ("articles?day_from=2031-05-02&day_to=2031-05-01", "day_to"),
        ("articles?q=a%00b", "q"),
        ("articles?fields=title,secured", "fields"),
        ("articles?fields=,", "fields"),
        ("articles?cursor=x", "cursor"),
        ("articles?cursor=%FF", "cursor"),
        ("articles?cursor=YWZ0ZXI", "cursor"),
        ("articles/storm?fields=quality", "fields"),
        ("articles/storm?q=storm", "q"),
        ("topics?q=a", "q"),
        ("topics/harbours?fields=id,keywords", "fields"),
        ("providers?fields=edited_at", "fields"),
    ],
)
def test_wrong_value_is_named(client, news, path, field):
    errors = get(client, path, status=422)["errors"]

    assert [(each["location"], each["field"]) for each in errors] == [("query", field)]


def test_article_is_found_by_id_and_by_slug(client, news):
    by_slug = get(client, "articles/storm")

    assert get(client, f"articles/{by_slug['id']}") == by_slug
    card = {"media_type": "image/jpeg", "width": 640, "height": 360}
    url = by_slug["picture"]["files"][0].pop("url")
    assert url.startswith("http://127.0.0.1:8000/media/renditions/")
    assert by_slug == {
        "id": by_slug["id"],
        "slug": "storm",
        "url": "http://127.0.0.1:8000/news/storm/",
        "source_url": None,
        "title": "Storm closes the harbour",
        "excerpt": "Ferries stay.",
        "type": "article",
        "published_at": "2031-05-04T12:00:00Z",
        "went_live_at": "2031-05-04T12:00:00Z",
        "provider": {"domain": "tidewire.example", "name": "Tidewire"},
        "topics": [{"slug": "harbours", "name": "Harbours"}],
        "picture": {"alt": "A quay", "credit": "Tidewire", "files": [card]},
    }


@pytest.mark.parametrize(
    "path", ["articles/none", "articles/0", f"articles/{'9' * 30}", "articles/%00", "topics/secret",
             "topics/%00", "providers/x", "providers/a/b", "providers/%0a"]
)  # fmt: skip
def test_what_is_not_published_is_not_found(client, news, path):
    assert get(client, path, status=404)["title"] == "Not Found"


def test_selected_fields_only_are_read_and_returned(client, news):
    with CaptureQueriesContext(connection) as captured:
        data = get(client, "articles?fields=body_html,title&limit=1")["data"]

    assert data == [
        {"title": "Storm closes the harbour", "body_html": "<p><strong>Now</strong></p>\n"}
    ]
    read = [each["sql"] for each in captured if "body" in each["sql"]]
    assert len(read) == 1
    assert "excerpt" not in read[0]
    assert not any("articles_rendition" in each["sql"] for each in captured)


def test_topics_and_providers_are_those_of_published_articles(client, news):
    topics, providers = get(client, "topics")["data"], get(client, "providers")["data"]

    assert [each["name"] for each in topics] == ["Harbours"]
    assert topics[0] == get(client, "topics/harbours")
    assert topics[0]["parent"] == {"slug": "coast", "name": "Coast"}
    assert [each["domain"] for each in providers] == ["tidewire.example", "tram.example"]
    assert providers[0] == get(client, "providers/tidewire.example")
    assert get(client, "topics/coast?fields=name") == {"name": "Coast"}


def test_story_is_its_strongest_published_article_and_the_others(client):
    one, two, three = (
        published_article(slug=slug, quality=quality)
        for slug, quality in (("one", 90), ("two", 80), ("three", None))
    )
    stronger = article(quality=200)
    published_article(slug="alone", quality=99)
    for each, target in ((two, one), (one, three), (three, stronger), (one, stronger), (one, one)):
        link(each, target=target)
    expected = {"lead": {"slug": "one"}, "coverage": [{"slug": "two"}, {"slug": "three"}]}

    assert get(client, "stories?fields=slug")["data"] == [expected]
    assert get(client, "stories/one?fields=slug") == expected
    of_two = {"lead": {"slug": "one"}, "coverage": [{"slug": "two"}]}
    assert get(client, "stories/two?fields=slug") == of_two
    alone = {"lead": {"slug": "alone"}, "coverage": []}
    assert get(client, "stories/alone?fields=slug") == alone
    assert get(client, f"stories/{stronger.pk}", status=404)


@pytest.mark.parametrize("order", ["newest", "published", "relevance&q=report"])
def test_pages_have_each_article_once_in_both_directions(client, order):
    made = [
        published_article(title=f"Report {n}", published_at=NOON.replace(hour=n % 3))
        for n in range(7)
    ]
    url = f"/api/v1/articles?order={order}&limit=3&fields=id"
    forwards = []
    while url:
        page = client.get(url)
        forwards.append([each["id"] for each in page.json()["data"]])
        parts = urlsplit(page.json()["next"] or "")
        url = parts.path and f"{parts.path}?{parts.query}"

    assert [len(ids) for ids in forwards] == [3, 3, 1]
    assert sorted(pk for ids in forwards for pk in ids) == sorted(each.pk for each in made)
    previous = page.json()["previous"]
    assert page["Link"] == f'<{previous}>; rel="prev"'
    parts = urlsplit(previous)
    assert [
        each["id"] for each in client.get(f"{parts.path}?{parts.query}").json()["data"]
    ] == forwards[1]


def test_unchanged_answer_is_304_after_one_query(client, news):
    for path in ("articles", "articles/storm", "topics", "providers"):
        first = client.get(f"/api/v1/{path}")
        with CaptureQueriesContext(connection) as captured:
            again = client.get(f"/api/v1/{path}", headers={"if-none-match": first["ETag"]})
        assert (again.status_code, len(captured)) == (304, 1), path
        assert "max-age=60" in again["Cache-Control"]
        assert again["Access-Control-Allow-Origin"] == "*"


def test_changed_answer_is_200(client, news):
    first = client.get("/api/v1/articles?limit=1")
    Article.objects.filter(slug="storm").update(title="Storm over", version=2)

    again = client.get("/api/v1/articles?limit=1", headers={"if-none-match": first["ETag"]})

    assert again.json()["data"][0]["title"] == "Storm over"


@pytest.mark.parametrize(
    "path",
    [
        "articles?topic=harbours&provider=p0.example",
        "stories?topic=harbours",
        "topics",
        "providers",
    ],
)
def test_queries_are_equal_for_ten_and_forty_articles(client, path):
    harbours, providers = topic("Harbours"), [provider(f"p{n}.example") for n in range(10)]
    sign = "&" if "?" in path else "?"
    made = publish_many(40, topics=[harbours], providers=providers)
    for one, other in pairwise(made):
        link(one, target=other)

    def queries(limit):
        with CaptureQueriesContext(connection) as captured:
            get(client, f"{path}{sign}limit={limit}")
        return len(captured)

    many = queries(50)
    for each in made[10:]:
        each.delete()
    assert queries(49) == many <= 7
