"""The history of an article: what it shows, its pages, and reverting to a version."""

import pytest

from articles.desk.display import difference
from articles.models import Article, Event
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.transitions import hold, publish
from tests.admin.sent import address, messages_of
from tests.factories import NOON, draft, person

pytestmark = pytest.mark.django_db


def edited():
    article = draft(title="Fog")
    edit(article, {"title": "Mist", "topics": ["Weather"]}, by=person(username="ada"), reason="why")
    edit(article, {"title": "Haze on the bar"}, by=SYSTEM)
    return article


def test_history_shows_actor_reason_and_changes(editor):
    article = edited()
    edit(article, {"title": "Smog on the bar"}, by=SYSTEM)
    publish(article, by=SYSTEM, now=NOON)

    page = editor.get(address(article)).content.decode()

    for words in (
        "<b>Edited</b> by ada", "“why”", "Fog", "Mist", "Weather", "version 3",
        "[removed: </span>Haze<", "[added: </span>Smog<",  # a diff of words
        "[added: </span>4 May 2031, 12:00 UTC", "[added: </span>Published",
    ):  # fmt: skip
        assert words in page


def test_difference_of_lists_that_look_alike_is_shown_in_full():
    before = {"title": "A", "provider": "", "quality": 1, "web_url": "", "excerpt": "Old"}

    shown = difference("related", [before], [before | {"excerpt": "New"}])

    assert "excerpt: Old" in shown.before
    assert "excerpt: New" in shown.after


def test_history_offers_revert_where_the_content_differs(editor):
    article = edited()
    hold(article, by=SYSTEM)

    page = editor.get(address(article)).content.decode()

    assert "Revert to version 2" in page
    assert "Revert to version 3" not in page


def test_history_page_with_many_events_has_further_pages(editor):
    article = draft()
    for number in range(60):
        edit(article, {"title": f"Title {number}"}, by=SYSTEM)

    url = address(article, "history")
    response = editor.get(url)
    second = editor.get(url, {"after": response.context["page"].after}).content.decode()

    assert "Title 59" in response.content.decode()
    assert "Title 0" not in response.content.decode()
    assert "Title 0" in second


@pytest.mark.parametrize("query", ["after=x", "before=9" * 30, "after=1_2"])
def test_history_page_with_an_invalid_cursor_leads_to_the_first_page(editor, query):
    url = address(draft(), "history")

    assert editor.get(f"{url}?{query}").url == url


def test_revert_creates_a_new_version(editor):
    article = edited()

    editor.post(address(article, "back", 1), {"version": 3})

    now = Article.objects.for_values().get()
    assert (now.title, now.version, now.article_topics.count()) == ("Fog", 4, 0)
    assert Event.objects.get(version=4).reason == "back to version 1"


def test_revert_from_an_older_page_is_refused(editor):
    article = edited()

    response = editor.post(address(article, "back", 1), {"version": 2})

    assert "changed by someone else" in messages_of(response)[0]
    assert Article.objects.get().title == "Haze on the bar"
