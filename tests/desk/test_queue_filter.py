"""The filter of the queue: its panel, saved views as tabs, and addresses."""

import pytest
from django.urls import reverse

from articles.models import SavedView
from tests.desk.desk import QUEUE, log_in, press, shown
from tests.factories import draft, person, provider

pytestmark = pytest.mark.django_db
FILTER = reverse("desk:filter")
PART = {"HX-Request": "true"}


def test_empty_parameters_leave_the_address(client):
    log_in(client)
    draft(title="Fog")

    response = client.get(f"{QUEUE}?order=newest&q=fog&provider=&quality_from=&held=")

    assert response["Location"] == f"{QUEUE}?order=newest&q=fog"
    assert client.get(f"{QUEUE}?q=")["Location"] == QUEUE


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("order=bogus", "There is no order “bogus”."),
        ("colour=red", "There is no filter “colour”."),
        ("topic=Nothing", "There is no topic “Nothing”."),
    ],
)
def test_unknown_parameter_is_named(client, query, problem):
    log_in(client)

    assert problem in client.get(f"{QUEUE}?{query}").text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "3 drafts"),
        ("provider=tide.example", "1 draft<"),
        ("topic=Nothing", "Correct the marked fields."),
    ],
)
def test_filter_panel_counts_drafts_and_suggests_names(client, query, sentence):
    log_in(client)
    draft(provider=provider("tide.example"))
    draft(), draft()

    page = client.get(f"{FILTER}?{query}", headers=PART).text

    assert f'role="status">{sentence}' in page
    for name in ("provider", "topic", "assigned", "type"):
        assert f'list="suggested-{name}"' in page
        assert f'<datalist id="suggested-{name}">' in page


def test_saved_views_are_tabs_and_the_one_that_is_shown_is_marked(client):
    who = log_in(client)
    desk = SavedView.Place.DESK
    SavedView.objects.create(owner=who, place=desk, name="Old", query="order=newest&q=fog")
    SavedView.objects.create(owner=who, place=SavedView.Place.ARTICLES, name="Elsewhere")
    other = person("Editor", "rosa")
    SavedView.objects.create(
        owner=other, place=desk, name="Shared", query="held=yes", is_shared=True
    )
    SavedView.objects.create(owner=other, place=desk, name="Private", query="held=no")
    draft(title="Fog")

    page = client.get(f"{QUEUE}?q=fog&order=newest")

    assert shown(page) == "Fog"
    assert [(view.name, is_shown) for view, is_shown in page.context["views"]] == [
        ("Old", True),
        ("Shared", False),
    ]
    assert f'href="{QUEUE}?order=newest&amp;q=fog" aria-current="true"' in page.text


def test_queue_by_story_has_stories_of_several_articles_with_headings(client):
    log_in(client)
    draft(title="Alone")
    top = {"top_related_quality": 99, "top_related_name": "2031-05-04-top"}
    draft(title="Follower", quality=10, **top)
    draft(title="Leader", quality=20, **top)

    page = client.get(f"{QUEUE}?order=story")

    assert shown(page) == "Leader"
    rows = page.context["upcoming"].rows
    assert [(row.article.title, row.story_size) for row in rows] == [("Leader", 2), ("Follower", 0)]
    assert "Story of 2 articles" in page.text
    assert "2 to review in stories" in page.text
    assert shown(press(client, rows[0].article, "publish", queue="order=story")) == "Follower"


def test_queue_by_story_without_stories_leads_to_the_other_orders(client):
    log_in(client)
    draft(title="Alone")

    page = client.get(f"{QUEUE}?order=story").text

    assert "No stories to review" in page
    assert "Single drafts are in the other orders." in page
    assert "All drafts are reviewed" not in page


def test_page_without_saved_views_has_no_tabs(client):
    log_in(client)

    assert "Saved views" not in client.get(QUEUE).text
