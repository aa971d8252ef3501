"""Hostile texts are shown as text, and values that fit no column are answered with a page."""

import pytest

from articles.jobs.lifecycle import execute
from articles.models import Event
from articles.publishing.policy import Rule
from articles.publishing.publish_run import start_publish_run
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.transitions import hold
from tests.admin.made import IMAGE, conflict_about
from tests.admin.sent import address, press
from tests.factories import draft, link, person, provider, topic

pytestmark = pytest.mark.django_db
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
LARGE = "9" * 40


def hostile_article():
    article = draft(
        title=HOSTILE,
        excerpt=HOSTILE,
        body=f"</textarea>{HOSTILE}",
        type=HOSTILE[:50],
        category=HOSTILE,
        provider=provider("evil.example", name=HOSTILE, description=HOSTILE),
        topics=(topic(HOSTILE, slug="evil"),),
        web_url="javascript:alert(1)",
        quality=5,
    )
    link(article, title=HOSTILE, excerpt=HOSTILE, quality=90)
    changes = {"images": [IMAGE | {"title": HOSTILE}], "excerpt": f"{HOSTILE}."}
    edit(article, changes, by=SYSTEM, reason=HOSTILE)
    hold(article, by=person(username=f"{HOSTILE}"), reason=HOSTILE)
    return article


def pages(article):
    conflict = conflict_about(article, "title", HOSTILE, HOSTILE, HOSTILE)
    run = execute(start_publish_run([Rule(HOSTILE, 70)], by=SYSTEM))
    event = Event.objects.filter(article=article).latest("version")
    return [
        "/admin/articles/article/",
        f"/admin/articles/article/?q={HOSTILE}&domain={HOSTILE}&topic={HOSTILE}",
        *(address(article, page) for page in ("change", "history", "preview")),
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
    ]


def test_hostile_text_is_shown_as_text_on_every_page(at_desk):
    client = at_desk("Superuser")

    for page in pages(hostile_article()):
        text = client.get(page).content.decode()
        for markup in ("<script>alert", "<img src=x", 'href="javascript:'):
            assert markup not in text, page


@pytest.mark.parametrize(
    ("verb", "where", "says"), [("release", "answer", "is not held"), ("hold", "page", ": held")]
)
def test_hostile_title_in_a_message_is_shown_as_text(editor, verb, where, says):
    article = draft(title=HOSTILE)

    answer = press(editor, article, verb)
    page = answer if where == "answer" else editor.get(address(article))

    assert says in page.content.decode()
    assert "<script>alert" not in page.content.decode()


def test_action_on_an_id_that_is_no_number_is_a_bad_request(editor):
    sent = {"action": "keep_ours", "_selected_action": "x"}

    response = editor.post("/admin/articles/conflict/", sent)

    assert response.status_code == 400
    assert "Bad request" in response.text


def test_role_with_an_id_too_large_for_the_column_is_a_bad_request(managing_editor):
    sent = {"username": "nina", "groups": [LARGE]}

    assert managing_editor.post("/admin/articles/user/add/", sent).status_code in {200, 400}


@pytest.mark.parametrize("number", [LARGE, f"-{LARGE}"])
@pytest.mark.parametrize(
    "query",
    [
        "importrun/?source=",
        "event/?actor=",
        "event/?article=",
        "importitem/?run=",
        "user/?groups__id__exact=",
    ],
)
def test_list_filtered_by_an_id_too_large_for_the_column_is_shown(managing_editor, query, number):
    response = managing_editor.get(f"/admin/articles/{query}{number}", follow=True)

    assert response.status_code in {200, 400}


def test_nul_in_a_name_is_removed(editor):
    """PostgreSQL refuses NUL in a parameter."""
    fog, _ = topic("Fog"), topic("Weather")

    editor.post(f"/admin/articles/topic/{fog.pk}/change/", {"parent": "Wea\0ther"})

    fog.refresh_from_db()
    assert str(fog.parent) == "Weather"
