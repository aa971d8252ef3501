"""Staff pages show stored pictures, in the shape that fits, and load nothing from elsewhere."""

import re

import pytest
from django.urls import reverse

from tests.factories import declared_image, draft, rendition, stored_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def pictured():
    """A draft with a leading picture, and a linked one that is not stored."""
    image = stored_image(alt_text="A crane")
    for name, width in (("list", 320), ("card", 640), ("hero", 1280)):
        rendition(image, name, width=width, height=width * 9 // 16)
    return draft(title="Fog", quality=69, lead_image=image, images=[declared_image()])


def page_of(editor, path):
    page = editor.get(path, follow=True).text
    assert not re.search(r'(src|srcset|href)="[^"]*far\.example', page)
    return page


@pytest.mark.parametrize("path", ["admin:articles_article_changelist", "desk:queue"])
def test_list_shows_small_pictures_when_they_come_into_view(editor, pictured, path):
    page = page_of(editor, reverse(path))

    assert f"{pictured.lead_image_id}-list.jpg 320w" in page
    assert 'width="320" height="180" alt="" decoding="async" loading="lazy"' in page


def test_threshold_page_shows_small_pictures(editor, pictured):
    assert f"{pictured.lead_image_id}-list.jpg 320w" in page_of(editor, "/admin/threshold/")


def test_desk_loads_pictures_of_drafts_ahead_with_low_priority(editor, pictured):
    page = page_of(editor, reverse("desk:queue"))

    assert 'width="640" height="360" alt="" decoding="async" fetchpriority="low"' in page


def test_article_page_shows_the_picture_with_its_text(editor, pictured):
    page = page_of(editor, reverse("admin:articles_article_change", args=[pictured.pk]))

    assert 'width="640" height="360" alt="A crane"' in page


def test_preview_of_the_page_shows_the_picture(editor, pictured):
    page = page_of(editor, reverse("admin:articles_article_preview", args=[pictured.pk]))

    assert 'width="1280" height="720" alt="A crane"' in page


def test_article_without_a_picture_says_what_is_missing(editor, pictured):
    pictured.lead_image = None
    pictured.save()
    bare = draft(title="Bare")

    linked = page_of(editor, reverse("admin:articles_article_change", args=[pictured.pk]))
    none = page_of(editor, reverse("admin:articles_article_change", args=[bare.pk]))

    assert "Picture linked, not downloaded." in linked
    assert "No picture." in none
