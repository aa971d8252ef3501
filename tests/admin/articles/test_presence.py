"""Who else has an article open: a notice, never a lock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from articles.workflow.presence import mark_present
from tests.admin.sent import address, save
from tests.factories import draft, published_article

pytestmark = pytest.mark.django_db


def page_of(client, article):
    return client.get(address(article)).content.decode()


def test_article_page_names_others_who_have_it_open_and_each_can_save(editor, reviewer):
    article = draft(title="Fog")

    first, second = page_of(editor, article), page_of(reviewer, article)
    heard = editor.post(address(article, "presence")).content.decode()

    assert "is editing" not in first
    assert f"<b>{editor.person}</b> is editing this article" in second
    assert f"<b>{reviewer.person}</b> is editing this article" in heard
    save(reviewer, article, title="Mist")
    assert Article.objects.get().title == "Mist"
    heard = editor.post(f"{address(article, 'presence')}?version=1").content.decode()
    assert f"<b>{reviewer.person}</b> changed this article (edited, version 2" in heard
    assert "changed" not in reviewer.post(f"{address(article, 'presence')}?version=1").text


def test_article_page_without_permission_to_change_shows_as_viewing(editor, reviewer):
    article = published_article()
    page_of(reviewer, article)

    assert "is viewing this article" in page_of(editor, article)


@pytest.mark.parametrize("is_closed", [True, False])
def test_presence_ends_when_the_page_is_closed_or_gives_no_sign_of_life(
    editor, reviewer, is_closed
):
    article = draft()
    page_of(editor, article)

    if is_closed:
        assert editor.post(address(article, "presence"), {"leave": "yes"}).status_code == 204
    else:
        mark_present(editor.person, article.pk, now=timezone.now() - timedelta(minutes=5))

    assert "is editing" not in page_of(reviewer, article)
