"""The picture report: which live articles it lists, and why."""

from html import unescape
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import FetchState, ImageFetch, Status
from tests.factories import declare, draft, published_article, stored_image

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PAGE = reverse("admin:articles_article_pictures")


def pictured(title, *, width=1280, height=720, **changes):
    image = stored_image(width=width, height=height, **changes)
    return published_article(title=title, lead_image=image)


@pytest.fixture
def live():
    """Live articles with each problem, and others with none."""
    pictured("Good")
    published_article(title="Without")
    waiting = published_article(title="Waiting")
    declare(waiting, {"https://tidewire.example/waiting.jpg": None})
    for state in (FetchState.FAILED, FetchState.REFUSED):
        article = published_article(title=state.label)
        declare(article, {f"https://tidewire.example/{state}.jpg": None})
        ImageFetch.objects.filter(url__contains=state).update(state=state)
    logo = published_article(title="Logo")
    stand_in = stored_image(is_stand_in=True)
    declare(logo, {"https://tidewire.example/logo.jpg": stand_in})
    published_article(title="Chosen logo", lead_image=stand_in, chosen_image=stand_in)
    pictured("Without sizes", renditions_failed=True)
    pictured("Stamp", width=300, height=300)
    pictured("Strip", width=800, height=100)
    pictured("Small", width=640, height=360)
    draft(title="Draft")


def listed(client, **query):
    context = client.get(PAGE, query).context
    return {str(row): [each.key for each in found] for row, _, found in context["rows"]}


def test_report_lists_each_problem(editor, live):
    assert listed(editor) == {
        "Without": ["missing"],
        "Waiting": ["missing"],
        "Failed": ["broken"],
        "Refused": ["broken"],
        "Without sizes": ["broken"],
        "Logo": ["stand-in"],
        "Chosen logo": ["stand-in"],
        "Stamp": ["tiny"],
        "Strip": ["tiny"],
        "Small": ["upscaled"],
    }


@pytest.mark.parametrize("key", ["missing", "broken", "stand-in", "tiny", "upscaled"])
def test_report_filters_and_counts(editor, live, key):
    everything, found = listed(editor), listed(editor, problem=key)

    assert found == {title: keys for title, keys in everything.items() if key in keys}
    context = editor.get(PAGE).context
    counts = {problem.key: count for problem, count in context["problems"]}
    assert counts[key] == len(found)


def test_report_links_to_the_picture_of_the_article(editor):
    article = published_article()
    page = editor.get(PAGE).content.decode()
    assert reverse("admin:articles_article_picture", args=[article.pk]) in page


def test_report_has_pages_that_keep_the_filter(editor):
    for _ in range(52):
        published_article()

    first = editor.get(PAGE, {"problem": "missing"})

    assert len(first.context["rows"]) == 50
    after = {"problem": "missing", "after": first.context["page"].after}
    assert urlencode(after) in unescape(first.content.decode())
    assert len(editor.get(PAGE, after).context["rows"]) == 2
    assert editor.get(PAGE, {"after": "nonsense"}).url == PAGE


def test_report_without_problems_says_so(editor):
    pictured("Good")
    published_article(title="Archived", status=Status.ARCHIVED, went_live_at=None)
    assert "All published articles have a good picture." in editor.get(PAGE).content.decode()


def test_queries_do_not_grow_with_articles(editor):
    counts = []
    for number in (1, 20):
        for each in range(number):
            published_article()
            pictured(f"Small picture {number} {each}", width=400)
        with CaptureQueriesContext(connection) as queries:
            editor.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
