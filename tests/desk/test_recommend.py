"""Recommend drafts: reviewers put them first in the editors' queue."""

import pytest
from django.urls import reverse

from articles.models import Article, Claim, Event, PublishingRule, Verb
from articles.publishing.explanations import why
from articles.workflow.actors import SYSTEM
from articles.workflow.transitions import perform
from articles.workflow.undo_event import undo_event
from tests.desk.desk import QUEUE, log_in, now, press, shown
from tests.factories import draft, person
from tests.publishing.runs import publish_at

pytestmark = pytest.mark.django_db


def titles(response):
    return [row.article.title for row in response.context["upcoming"].rows]


def test_recommended_draft_leaves_the_queue_of_reviewers_and_leads_that_of_editors(client):
    best, other = draft(title="Fog", quality=90), draft(title="Mist", quality=70)
    reviewer = log_in(client, "Reviewer")

    page = press(client, best, "recommend", reason="Exclusive")

    assert now(best).recommended
    assert titles(page) == titles(client.get(QUEUE)) == [other.title]
    assert titles(client.get(QUEUE, {"recommended": "yes"})) == [best.title]
    Claim.objects.all().delete()
    log_in(client, "Editor")
    page = client.get(QUEUE)
    assert titles(page) == [best.title, other.title]
    assert f"by {reviewer}: Exclusive" in " ".join(page.content.decode().split())


def test_recommend_asks_for_a_reason_and_saves_it(client):
    article = draft(title="Fog")
    log_in(client, "Reviewer")

    page = press(client, article, "recommend").content.decode()
    event = Event.objects.get(verb=Verb.RECOMMENDED)
    client.post(reverse("desk:reason", args=[event.pk]), {"typed": "Exclusive"})

    assert "” recommended. Add a reason" in page
    event.refresh_from_db()
    assert event.reason == "Exclusive"


def test_undo_and_withdraw_end_a_recommendation(client):
    article = draft(title="Fog")
    log_in(client, "Reviewer")
    press(client, article, "recommend")

    page = client.post(reverse("desk:undo"), {"queue": ""}, follow=True)

    assert shown(page) == "Fog"
    assert not now(article).recommended
    press(client, now(article), "recommend")
    press(client, now(article), "withdraw")
    assert not now(article).recommended
    assert [event.verb for event in article.events.all()[:2]] == ["withdrawn", "recommended"]


@pytest.mark.parametrize("action", ["reject", "archive"])
def test_recommendation_does_not_survive_a_rejection(action):
    article = draft(recommended=True)

    event = perform(action, article, by=SYSTEM, reason="Not news")
    assert not now(article).recommended

    undo_event(event, by=SYSTEM)
    assert now(article).recommended


def test_rule_with_a_recommended_threshold_publishes_recommended_drafts_only(rosa):
    PublishingRule.objects.update(recommended_threshold=55)
    low, middle, other = draft(quality=54), draft(quality=55), draft(quality=69)
    for article in (low, middle):
        perform("recommend", article, by=rosa)
    assert list(Article.objects.order_by("pk").values_list("threshold", flat=True)) == [55, 55, 70]
    (sentence,) = why(Article.objects.for_values().get(pk=middle.pk)).sentences
    assert sentence.startswith("A reviewer recommends it, and its quality of 55 meets the thresh")

    publish_at(70, recommended=55)

    assert [now(each).status for each in (low, middle, other)] == ["draft", "published", "draft"]
    assert why(Article.objects.for_values().get(pk=other.pk)).sentences == [
        "Its quality of 69 is below the threshold of 70 (55 if recommended)."
    ]


@pytest.fixture
def rosa():
    return person("Reviewer", "rosa")
