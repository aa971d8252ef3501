"""The list of articles: rows, filters, tabs, pages and autocomplete."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, PublishingRule, Source
from articles.search.backends import index_articles
from articles.templatetags.look import age
from tests.admin.made import conflict_about
from tests.admin.sent import as_shown
from tests.factories import (
    NOON,
    declared_image,
    draft,
    link,
    person,
    provider,
    published_article,
    rendition,
    rule,
    stored_image,
    stored_images,
    topic,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


def titles(response):
    return [row.title for row in response.context["rows"]]


def page_of(response):
    return unescape(response.content.decode())


def test_list_shows_the_newest_first_with_details(editor):
    draft(title="Old", published_at=NOON - timedelta(days=1))
    published_article(
        title="New", excerpt="Of terns", provider=provider("tide.example"), quality=88, heat=7,
        assigned_to=person(username="rosa"), expires_at=NOON + timedelta(days=1),
    )  # fmt: skip

    response = editor.get(LIST)

    assert titles(response) == ["New", "Old"]
    for word in ("Of terns", "tide", "88", "meets 70", "Published", "4 May 2031, 12:00", "rosa",
                 "until 5 May 2031, 12:00"):  # fmt: skip
        assert word in page_of(response)


def test_list_marks_outranked_articles_and_conflicts(editor):
    link(draft(title="Second", quality=20), quality=90)
    conflict_about(draft(title="Torn"), "title")

    page = page_of(editor.get(LIST))

    assert page.count(">outranked<") == 1
    assert page.count("Conflict</span>") == 1


def test_list_shows_the_threshold_of_the_applicable_rule(editor):
    weather = topic("Weather")
    rule(name="Weather", topic=weather, threshold=30)
    draft(title="Fog", quality=40, topics=(weather,))
    draft(title="Ferry", quality=40)

    page = page_of(editor.get(LIST))

    assert "meets 30" in page
    assert "30 short of 70" in page
    assert PublishingRule.objects.count() == 2


def test_list_shows_stored_pictures_only(editor):
    image = stored_image()
    rendition(image, "list", width=320, height=180)
    draft(lead_image=image)
    draft(images=[declared_image()])

    page = page_of(editor.get(LIST))

    assert f'src="/media/renditions/{image.pk}-list.jpg"' in page
    assert 'width="320" height="180" alt=""' in page
    assert "far.example" not in page


def test_list_shows_the_provider_s_letter_where_there_is_no_picture(editor):
    draft(provider=provider(name="Tidewire"))

    assert ">T</text>" in page_of(editor.get(LIST))


def test_tabs_count_within_the_filter_and_keep_it(editor):
    draft(title="Fog"), published_article(title="Fog at noon"), published_article(title="Sun")

    response = editor.get(f"{LIST}?q=fog&status=draft&order=quality")

    tabs = {tab["label"]: (str(tab["count"]), tab["query"]) for tab in response.context["tabs"]}
    assert tabs["All"] == ("2", "q=fog&order=quality")
    assert tabs["Published"] == ("1", "q=fog&order=quality&status=published")
    assert tabs["Rejected"][0] == "0"


def test_chips_remove_one_filter_each(editor):
    draft(title="Fog", held=True)

    response = editor.get(f"{LIST}?q=fog&held=yes&status=draft")

    assert response.context["chips"] == [
        {"label": "Search", "value": "fog", "without": "status=draft&held=yes"},
        {"label": "Held", "value": "Yes", "without": "q=fog&status=draft"},
    ]


@pytest.mark.parametrize("query", ["q=&status=draft&held=&order=", "status=draft&after=nonsense"])
def test_list_removes_empty_parameters_and_invalid_cursors_from_the_address(editor, query):
    response = editor.get(f"{LIST}?{query}")

    assert (response.status_code, response.url) == (302, "?status=draft")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("provider=nowhere.example", "There is no provider “nowhere.example”"),
        ("quality_from=much", "One of the filters is invalid and was ignored"),
        ("status__exact=draft", "“status__exact” is not a filter"),
        ("events__actor__password__startswith=a", "is not a filter"),
        ("order=password", "There is no such sort order"),
    ],
)
def test_list_with_an_invalid_parameter_warns_and_ignores_it(editor, query, words):
    draft(title="Fog")

    response = editor.get(f"{LIST}?{query}")

    assert titles(response) == ["Fog"]
    assert words in page_of(response)


def test_pagination_keeps_filter_and_order(editor):
    many(120)

    first = editor.get(f"{LIST}?q=report&order=oldest")
    place = first.context["page"].after

    assert f"?q=report&order=oldest&after={place.replace(':', '%3A')}" in page_of(first)
    assert len(titles(editor.get(f"{LIST}?q=report&order=oldest&after={place}"))) == 50
    assert len(titles(editor.get(f"{LIST}?before=end"))) == 50


def many(number):
    source, tide = Source.objects.get_or_create(name="default")[0], provider(f"{number}.example")
    rows = Article.objects.bulk_create(
        Article(
            source=source, provider=tide, name=f"a-{number}-{n}", slug=f"a-{number}-{n}",
            title=f"Report {n}", published_at=NOON, title_time_hash=n, quality=n % 100,
            lead_image=image, images=[declared_image()],
        )
        for n, image in enumerate(stored_images(number))
    )  # fmt: skip
    index_articles([row.pk for row in rows])


@pytest.mark.parametrize(
    "query",
    ["", "?status=draft&outranked=no&conflict=no&q=report", "?provider=10.example&topic=Harbours",
     "?order=heat&ready=no&picture=yes"],
)  # fmt: skip
def test_list_at_1000_rows_takes_as_many_queries_as_at_10(editor, query):
    rule(name="Harbours", topic=topic(), threshold=30)
    counts = []
    for number in (10, 1000):
        many(number)
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            editor.get(f"{LIST}{query}")
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_histogram_counts_the_qualities_of_the_status(editor):
    draft(quality=5), draft(quality=9), draft(quality=240), published_article(quality=55)
    draft(quality=None)

    shown = editor.get(f"{LIST}?status=draft").context["bars"]()

    counts = {bar.label: bar.count for bar in shown if bar.count}
    assert counts == {"0 to 9": 2, "190 or more": 1}


def test_filter_form_is_not_shared_between_users(editor, reviewer):
    draft(title="Fog")
    editor.get(f"{LIST}?status=draft")
    editor.get(f"{LIST}?status=draft&type=video")

    assert 'value="video"' not in page_of(reviewer.get(f"{LIST}?status=draft"))
    assert 'value="video"' in page_of(reviewer.get(f"{LIST}?status=draft&type=video"))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "No articles yet"),
        ("?held=yes", "No articles match these filters"),
    ],
)
def test_list_without_articles_says_what_to_do(editor, query, words):
    assert words in page_of(editor.get(f"{LIST}{query}"))


def test_list_offers_only_permitted_bulk_actions(reviewer, editor):
    draft()

    def choices(client):
        return {action.key for action in client.get(LIST).context["bulk_actions"]}

    assert choices(reviewer) >= {"hold", "release", "reject", "reopen", "assign", "add_topic"}
    assert not choices(reviewer) & {"publish", "unpublish", "archive", "schedule", "set_expiry"}
    assert "publish" in choices(editor)


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        ({"seconds": 5}, "now"),
        ({"minutes": 59}, "59 min"),
        ({"hours": 23}, "23 h"),
        ({"days": 40}, "40 d"),
        ({"days": 800}, "2 y"),
        ({"hours": -1}, ""),
    ],
)
def test_age_is_rounded_to_one_unit(passed, words):
    assert age(timezone.now() - timedelta(**passed)) == words


def suggested(client, of, text):
    found = client.get(f"{LIST}suggest/", {"of": of, "q": text}).json()["found"]
    return [each["value"] for each in found]


def test_autocomplete_suggests_articles_by_words_of_their_title(editor):
    draft(title="Gulls hold a vote", provider=provider("tide.example", name="Tidewire"))
    draft(title="Herons wait")

    found = editor.get(f"{LIST}suggest/", {"of": "article", "q": "gul"}).json()["found"]

    assert found == [{"value": "Gulls hold a vote", "label": "Tidewire, 4 May 2031"}]


def test_autocomplete_suggests_up_to_12_matching_names(editor):
    provider("tide.example", name="The Tide"), provider("post.example", name="Tide Post")
    draft(type="video"), topic("Water"), topic("Weather"), topic("Low water")
    person(username="rosa")

    assert suggested(editor, "provider", "tide") == ["tide.example", "post.example"]
    assert suggested(editor, "topic", "wa") == ["Water", "Low water"]
    assert suggested(editor, "person", "ro") == ["rosa"]
    assert suggested(editor, "type", "vid") == ["video"]
    assert suggested(editor, "password", "a") == suggested(editor, "topic", "\0") == []
    for number in range(30):
        topic(f"Topic {number}")
    assert len(suggested(editor, "topic", "topic")) == 12


def row_addresses(page):
    return re.findall(r'<th scope="row" class="list-title"><a href="([^"]+)"', page_of(page))


def test_article_opened_from_a_list_keeps_filter_page_and_place(editor):
    many(60)
    here = f"{LIST}?q=report&order=oldest"
    after = editor.get(here).context["page"].after.replace(":", "%3A")
    second = f"{here}&after={after}"
    first, middle, last = (row_addresses(editor.get(second))[n] for n in (0, 1, -1))

    opened = editor.get(middle)
    place = opened.context["place"]
    pk = opened.context["original"].pk
    assert f'href="{second}#article-{pk}">Articles</a>' in page_of(opened)
    assert (place.previous, place.next) == (first, row_addresses(editor.get(second))[2])
    assert editor.get(last).context["place"].next == ""
    assert editor.get(first).context["place"].previous

    data = as_shown(opened) | {"title": "Changed report", "web_url": ""}
    assert editor.post(middle, data | {"do": "hold"}).url == middle
    data["version"] = "3"
    response = editor.post(middle, data | {"excerpt": "So it was."})

    assert response.url == f"{second}#article-{pk}"
    page = page_of(editor.get(second))
    assert f'id="article-{pk}"' in page
    assert "Saved “Changed report”: excerpt." in page


@pytest.mark.parametrize("query", ["held=maybe", "order=nonsense", "x" * 3_000, "%0d%0aX: y"])
def test_article_opened_with_an_invalid_list_has_no_neighbours_but_a_way_back(editor, query):
    article = draft()
    address = f"{LIST}{article.pk}/change/?list={query}"

    page = editor.get(address)
    response = editor.post(address, as_shown(page))

    assert page.context["place"].next == ""
    assert response.url.startswith(LIST)
    assert editor.get(response.url, follow=True).status_code == 200
