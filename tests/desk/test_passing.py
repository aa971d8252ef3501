"""Pass on drafts: each leaves the reviewer's own queue for a day."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.bulk_actions.runs import start_bulk_action
from articles.jobs.lifecycle import execute
from articles.models import Article, Claim, Event, PassedDraft
from articles.models.passed_draft import PASSES_FOR
from tests.desk.desk import QUEUE, log_in, now, press, shown
from tests.factories import draft

pytestmark = pytest.mark.django_db


def pass_on(client, article):
    return client.post(reverse("desk:pass", args=[article.pk]), {"queue": ""}, follow=True)


@pytest.fixture
def two():
    return draft(title="Fog", quality=70), draft(title="Mist", quality=80)


def test_passed_draft_leaves_only_the_queue_of_this_reviewer(client, two):
    log_in(client, "Reviewer")

    page = pass_on(client, two[0])

    assert shown(page) == shown(client.get(QUEUE)) == "Mist"
    assert "“Fog” passed: out of your queue for a day." in page.content.decode()
    assert shown(client.get(QUEUE, {"passed": "yes"})) == "Fog"
    assert (now(two[0]).version, Event.objects.count()) == (1, 2)
    Claim.objects.all().delete()
    log_in(client, "Reviewer")
    assert shown(client.get(QUEUE)) == "Fog"


def test_passed_draft_returns_after_a_day(client, two):
    log_in(client)
    pass_on(client, two[0])

    PassedDraft.objects.update(at=timezone.now() - PASSES_FOR - timedelta(seconds=1))

    assert shown(client.get(QUEUE)) == "Fog"


def test_end_of_the_queue_counts_passed_drafts(client, two):
    log_in(client)
    for article in two:
        page = pass_on(client, article)

    assert "2 drafts that you passed return within a day." in page.content.decode()


def test_undo_of_a_pass_comes_before_that_of_an_earlier_decision(client, two):
    log_in(client)
    press(client, two[1], "hold")
    pass_on(client, two[0])

    for title in ("Fog", "Mist"):
        page = client.post(reverse("desk:undo"), {"queue": ""}, follow=True)
        assert shown(page) == title
    assert not PassedDraft.objects.exists()
    assert not now(two[1]).held


def test_undo_after_a_pass_and_a_later_bulk_action_is_refused(client, two):
    user = log_in(client)
    pass_on(client, two[0])
    found = Article.objects.filter(pk=two[1].pk)
    execute(start_bulk_action(found, "hold", by=user, expected=1))

    page = client.post(reverse("desk:undo"), {"queue": ""}, follow=True)

    assert "Your last decision was a bulk action (held)" in page.content.decode()
    assert PassedDraft.objects.exists()


def test_pass_of_a_decided_draft_stores_nothing(client, two):
    log_in(client)
    press(client, two[0], "publish")

    assert shown(pass_on(client, two[0])) == "Mist"
    assert not PassedDraft.objects.exists()
