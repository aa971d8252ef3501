"""Who else has an article open: a notice, never a lock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from articles.workflow.presence import mark_present
from tests.admin.sent import address, save
from tests.factories import draft, published_article

pytestmark = pytest.mark.django_db


def test_article_page_when_opened_by_another_names_them(editor, reviewer):
    article = draft()

    first = editor.get(address(article)).content.decode()
    second = reviewer.get(address(article)).content.decode()

    assert "is editing" not in first
    assert f"<b>{editor.person}</b> is editing this article" in second


def test_presence_poll_names_who_opened_the_page_since(editor, reviewer):
    article = draft()
    editor.get(address(article))
    reviewer.get(address(article))

    heard = editor.post(address(article, "presence")).content.decode()

    assert f"<b>{reviewer.person}</b> is editing this article" in heard


def test_article_page_without_permission_to_change_shows_as_viewing(editor, reviewer):
    article = published_article()
    reviewer.get(address(article))

    assert "is viewing this article" in editor.get(address(article)).content.decode()


def test_presence_leave_removes_the_person(editor, reviewer):
    article = draft()
    editor.get(address(article))

    assert editor.post(address(article, "presence"), {"leave": "yes"}).status_code == 204

    assert "is editing" not in reviewer.get(address(article)).content.decode()


def test_article_page_without_sign_of_life_expires(editor, reviewer):
    article = draft()
    editor.get(address(article))
    mark_present(editor.person, article.pk, now=timezone.now() - timedelta(minutes=5))

    assert "is editing" not in reviewer.get(address(article)).content.decode()


def test_save_while_another_has_the_page_open_succeeds(editor, reviewer):
    article = draft(title="Fog")
    editor.get(address(article))

    save(reviewer, article, title="Mist")

    assert Article.objects.get().title == "Mist"
