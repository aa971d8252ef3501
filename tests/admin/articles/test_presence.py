"""Who else has an article open: a notice, never a lock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Presence
from tests.admin.sent import address, save
from tests.factories import draft, published_article

pytestmark = pytest.mark.django_db


def test_opening_an_article_says_so_to_the_next(editor, reviewer):
    article = draft()

    first = editor.get(address(article)).content.decode()
    second = reviewer.get(address(article)).content.decode()

    assert "just now" not in first
    assert f"<b>{editor.person}</b> is editing it just now" in second


def test_an_open_page_hears_who_came(editor, reviewer):
    article = draft()
    editor.get(address(article))
    reviewer.get(address(article))

    heard = editor.post(address(article, "presence")).content.decode()

    assert f"<b>{reviewer.person}</b> is editing it" in heard


def test_whoever_may_only_look_is_looking(editor, reviewer):
    article = published_article()
    reviewer.get(address(article))

    assert "is looking at it just now" in editor.get(address(article)).content.decode()


def test_whoever_left_is_no_longer_there(editor, reviewer):
    article = draft()
    editor.get(address(article))

    assert editor.post(address(article, "presence"), {"leave": "yes"}).status_code == 204

    assert "just now" not in reviewer.get(address(article)).content.decode()


def test_a_page_without_a_sign_of_life_is_forgotten(editor, reviewer):
    article = draft()
    editor.get(address(article))
    Presence.objects.update(seen_at=timezone.now() - timedelta(minutes=5))

    assert "just now" not in reviewer.get(address(article)).content.decode()


def test_nobody_is_locked_out(editor, reviewer):
    article = draft(title="Fog")
    editor.get(address(article))

    save(reviewer, article, title="Mist")

    assert Article.objects.get().title == "Mist"
