"""What files and people say is text, on every page."""

import pytest

from articles.jobs.lifecycle import execute
from articles.models import Article, Event
from articles.publishing.policy import Rule
from articles.publishing.publish_run import start_publish_run
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.transitions import hold
from tests.admin.made import conflict_about
from tests.factories import draft, link, person, provider, topic

pytestmark = pytest.mark.django_db
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


def hostile_article():
    article = draft(
        title=HOSTILE,
        excerpt=HOSTILE,
        body=f"</textarea>{HOSTILE}",
        type=HOSTILE[:50],
        category=HOSTILE,
        provider=provider("evil.example", name=HOSTILE, description=HOSTILE),
        topics=(topic(HOSTILE, slug="evil"),),
        quality=5,
    )
    link(article, title=HOSTILE, excerpt=HOSTILE, quality=90)
    images = [{"url": "a.jpg", "width": 1, "height": 1, "title": HOSTILE, "is_cached": None}]
    edit(article, {"images": images, "excerpt": f"{HOSTILE}."}, by=SYSTEM, reason=HOSTILE)
    hold(article, by=person(username=f"{HOSTILE}"), reason=HOSTILE)
    return article


def pages():
    article = hostile_article()
    conflict = conflict_about(article, "title", HOSTILE, HOSTILE, HOSTILE)
    run = execute(start_publish_run([Rule(HOSTILE, 70)], by=SYSTEM))
    event = Event.objects.filter(article=article).latest("version")
    return [
        "/admin/articles/article/",
        f"/admin/articles/article/?q={HOSTILE}&domain={HOSTILE}&topic={HOSTILE}",
        f"/admin/articles/article/{article.pk}/change/",
        f"/admin/articles/article/{article.pk}/history/",
        f"/admin/articles/article/{article.pk}/preview/",
        f"/admin/articles/conflict/{conflict.pk}/change/",
        "/admin/articles/conflict/",
        f"/admin/articles/publishrun/{run.pk}/change/",
        "/admin/threshold/",
        "/admin/articles/event/",
        f"/admin/articles/event/{event.pk}/change/",
        "/admin/articles/provider/",
        f"/admin/articles/provider/{article.provider_id}/change/",
        "/admin/articles/topic/",
        "/admin/articles/relatedlink/",
        "/admin/articles/publishitem/",
        f"/admin/articles/image/{article.images.get().pk}/change/",
    ]


def test_no_page_takes_it_for_markup(at_desk):
    client = at_desk("Superuser")

    for page in pages():
        text = client.get(page).content.decode()
        assert "<script>alert" not in text, page
        assert "<img src=x" not in text, page


def test_a_message_says_it_as_text(editor):
    article = hostile_article()
    data = {"version": Article.objects.get().version, "reason": "x"}

    client_page = editor.post(
        f"/admin/articles/article/{article.pk}/do/hold/", data, follow=True
    ).content.decode()

    assert "is already held" in client_page
    assert "<script>alert" not in client_page


def test_an_address_that_is_no_web_address_becomes_no_link(editor):
    article = draft(web_url="javascript:alert(1)")

    page = editor.get(f"/admin/articles/article/{article.pk}/change/").content.decode()

    assert 'href="javascript:' not in page
