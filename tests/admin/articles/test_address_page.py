"""The page that changes the address of an article."""

import pytest
from django.urls import reverse

from articles.models import Article
from tests.factories import article

pytestmark = pytest.mark.django_db


def test_editor_changes_the_address_and_sees_the_earlier_one(managing_editor):
    made = article(slug="first")
    article(slug="taken")
    page = reverse("admin:articles_article_address", args=[made.pk])

    refused = managing_editor.post(page, {"version": made.version, "slug": "taken"})
    answer = managing_editor.post(page, {"version": made.version, "slug": "second"}, follow=True)

    assert "Another article has this address" in refused.content.decode()
    assert "Address changed." in answer.content.decode()
    assert Article.objects.get(pk=made.pk).slug == "second"
    assert "/news/first/" in managing_editor.get(page).content.decode()


def test_stale_version_changes_nothing(managing_editor):
    made = article(slug="first")

    page = reverse("admin:articles_article_address", args=[made.pk])
    answer = managing_editor.post(page, {"version": made.version + 1, "slug": "second"})

    assert answer.status_code == 200
    assert Article.objects.get(pk=made.pk).slug == "first"
