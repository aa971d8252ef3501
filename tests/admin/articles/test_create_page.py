"""An article that is written here."""

import pytest

from articles.models import Article, Event, Verb
from tests.admin.sent import as_shown
from tests.factories import topic

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/article/add/"


def write(client, **values):
    page = client.get(ADD)
    return client.post(ADD, {**as_shown(page), **values})


def test_create_by_an_editor_makes_a_draft(editor):
    topic("Harbours")

    response = write(
        editor,
        title="Gulls hold a vote",
        published_at="2031-05-04T10:00:00",
        topics="Harbours",
        body="They did.",
    )

    article = Article.objects.get()
    assert response.url == f"/admin/articles/article/{article.pk}/change/"
    assert article.name == "2031-05-04-gulls-hold-a-vote"
    assert article.source.name == "default"
    event = Event.objects.get()
    assert (event.verb, event.actor) == (Verb.WRITTEN, editor.person)


def test_create_without_title_and_time_is_refused(editor):
    response = write(editor, excerpt="Typed with care")

    page = response.content.decode()
    assert page.count("This field is required") == 2
    assert "Typed with care" in page
    assert not Article.objects.exists()


def test_create_by_a_reviewer_is_forbidden(reviewer):
    assert reviewer.get(ADD).status_code == 403
    assert reviewer.post(ADD, {"title": "x"}).status_code == 403
