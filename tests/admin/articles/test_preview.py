"""The preview: an article as readers will see it, for staff only."""

from unittest.mock import Mock

import pytest
from django.test import Client

from articles.admin.articles import preview
from articles.admin.articles.edit_conflict import apply_choices
from articles.models import Article, Provider, Status, Topic
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.errors import NotPossible
from tests.admin.sent import address, as_shown
from tests.factories import draft, in_status, link, provider, topic

pytestmark = pytest.mark.django_db


def test_preview_shows_the_public_page_uncached_and_not_indexed(reviewer):
    article = draft(title="Fog on the bar", excerpt="Thick.", provider=provider())
    link(article, title="Fog elsewhere")

    response = reviewer.get(address(article, "preview"))

    assert "public/article_detail.html" in [template.name for template in response.templates]
    page = response.content.decode()
    for words in ("Fog on the bar", "Thick.", "Fog elsewhere", '<meta name="robots" content="noin'):
        assert words in page
    assert 'rel="canonical"' not in page
    assert {"no-store", "private"} <= {*response["Cache-Control"].split(", ")}
    assert "noindex" in response["X-Robots-Tag"]
    assert "ETag" not in response


def test_preview_of_the_form_shows_what_was_typed_and_saves_nothing(editor):
    article = draft(title="Fog", topics=(topic("Weather"),))
    typed = {"title": "Mist", "topics": "Brand new", "provider": "new.example"}
    data = as_shown(editor.get(address(article))) | typed | {"related-0-title": "Elsewhere"}

    page = editor.post(address(article, "preview"), data).content.decode()

    for words in ("Mist", "Brand new", "Elsewhere", "Readers cannot see it"):
        assert words in page
    article.refresh_from_db()
    assert (article.title, article.version, article.links.count()) == ("Fog", 1, 0)
    assert not Topic.objects.filter(name="Brand new").exists()
    assert not Provider.objects.exists()


def test_preview_of_an_invalid_form_lists_the_errors(editor):
    article = draft(title="Fog")
    data = as_shown(editor.get(address(article))) | {"title": "", "quality": "much"}

    response = editor.post(address(article, "preview"), data)

    assert response.status_code == 422
    assert "Title: This field is required." in response.content.decode()
    assert "Quality: Enter a whole number." in response.content.decode()


def test_preview_of_the_form_of_an_article_saved_meanwhile_shows_both_changes(editor, monkeypatch):
    article = draft(title="Fog", excerpt="Thick.")
    data = as_shown(editor.get(address(article))) | {"title": "Mist"}

    def after_another_save(*args):
        monkeypatch.setattr(preview, "apply_choices", apply_choices)
        edit(Article.objects.get(), {"excerpt": "Thin."}, by=SYSTEM)
        return apply_choices(*args)

    monkeypatch.setattr(preview, "apply_choices", after_another_save)

    page = editor.post(address(article, "preview"), data).content.decode()

    assert "Mist" in page
    assert "Thin." in page


def test_preview_of_the_form_with_an_impossible_edit_shows_the_reason(editor, monkeypatch):
    article = draft(title="Fog")
    data = as_shown(editor.get(address(article))) | {"title": "Mist"}
    refusing = Mock(side_effect=NotPossible("All values together are too long."))
    monkeypatch.setattr(preview, "edit", refusing)

    response = editor.post(address(article, "preview"), data)

    assert response.status_code == 422
    assert "All values together are too long." in response.content.decode()


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (Status.DRAFT, "This is a draft. Readers cannot see it."),
        (Status.PUBLISHED, "Readers see this page"),
        (Status.REJECTED, "This article was rejected"),
        (Status.ARCHIVED, "Readers see that it was removed"),
    ],
)
def test_preview_states_what_readers_see(reviewer, status, says):
    assert says in reviewer.get(address(in_status(status), "preview")).content.decode()


def test_preview_is_for_staff_only(at_desk):
    article = draft()

    assert Client().get(address(article, "preview")).status_code == 302
    assert at_desk("").get(address(article, "preview")).status_code == 403
    assert Client().get(f"/news/{article.slug}/").status_code == 404


def test_preview_escapes_hostile_text(reviewer):
    hostile = '"><script>alert(1)</script>'
    article = draft(title=hostile, body=hostile, topics=(topic(hostile, slug="evil"),))

    assert "<script>alert" not in reviewer.get(address(article, "preview")).content.decode()
