"""The page that creates an article."""

from datetime import timedelta
from unittest.mock import DEFAULT, Mock

import pytest
from django.db import OperationalError
from django.utils import timezone

from articles.admin.articles import add_view
from articles.models import Article, Event, Verb
from articles.models.value_fields import parse_time
from articles.workflow.create import create_article
from tests.admin.sent import as_shown
from tests.factories import draft, topic

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


def test_create_page_starts_with_now_and_marks_required_fields(editor):
    form = editor.get(ADD).context["forms"].form

    age = timezone.now() - parse_time(form["published_at"].initial)
    assert abs(age) < timedelta(minutes=10)
    required = {name for name, field in form.fields.items() if field.required}
    assert required == {"title", "published_at", "source", "version"}


@pytest.mark.parametrize(
    ("web_url", "status"), [("https://tide.example/gulls", "published"), ("", None)]
)
def test_create_and_publish_in_one_step_or_not_at_all(editor, web_url, status):
    response = write(editor, title="Gulls hold a vote", web_url=web_url, do="publish")

    assert Article.objects.values_list("status", flat=True).first() == status
    assert status or "it is incomplete" in response.content.decode()


def test_create_with_a_known_address_offers_that_article_and_asks(editor):
    known = draft(title="Gulls vote", web_url="https://www.tide.example/gulls/")
    page = editor.get(ADD)
    data = as_shown(page) | {"title": "Gulls", "web_url": "https://tide.example/gulls"}

    asked = editor.post(ADD, data)

    assert Article.objects.get() == known
    assert "An article with this address is on the desk already." in asked.text
    assert f'<a href="/admin/articles/article/{known.pk}/change/">Gulls vote</a>' in asked.text

    editor.post(ADD, as_shown(asked) | {"create_same_address": "on"})

    assert Article.objects.count() == 2


def test_create_with_a_new_address_asks_nothing(editor):
    draft(web_url="https://tide.example/gulls")

    write(editor, title="Gulls", web_url="https://tide.example/terns")

    assert Article.objects.count() == 2


def test_create_with_an_unknown_action_is_refused(editor):
    response = write(editor, title="Gulls", web_url="https://tide.example/gulls", do="archive")

    assert response.status_code == 400
    assert not Article.objects.exists()


def test_create_after_a_deadlock_is_repeated(editor, monkeypatch):
    deadlock = OperationalError("deadlock detected")
    deadlock.__cause__ = type("Cause", (Exception,), {"sqlstate": "40P01"})()
    once = Mock(side_effect=[deadlock, DEFAULT], wraps=create_article)
    monkeypatch.setattr(add_view, "create_article", once)
    # The test's own transaction does not count.
    monkeypatch.setattr("articles.db.retry.connection", Mock(in_atomic_block=False))

    write(editor, title="Gulls hold a vote")

    assert Article.objects.get().title == "Gulls hold a vote"


def test_create_without_title_and_time_is_refused(editor):
    response = write(editor, excerpt="Typed with care", published_at="")

    page = response.content.decode()
    assert page.count("This field is required") == 2
    assert "Typed with care" in page
    assert not Article.objects.exists()


def test_create_by_a_reviewer_is_forbidden(reviewer):
    assert reviewer.get(ADD).status_code == 403
    assert reviewer.post(ADD, {"title": "x"}).status_code == 403
