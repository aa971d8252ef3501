"""Incomplete articles are not published, and pages say what they lack."""

from datetime import timedelta

import pytest

from articles.bulk_actions.runs import start_bulk_action
from articles.jobs.lifecycle import execute
from articles.models import INCOMPLETE, Article, BulkActionItem, Status, Verb
from articles.publishing.explanations import why
from articles.publishing.policy import Rule
from articles.publishing.publish_run import start_publish_run
from articles.publishing.schedule import PATIENCE, overdue, publish_due
from articles.workflow.actors import SYSTEM
from articles.workflow.errors import NotPossible
from articles.workflow.plan import possible_actions
from tests.factories import NOON, draft, person
from tests.workflow.transition_cases import LATER, do

pytestmark = pytest.mark.django_db
NAME = "2031-05-04-harbour"
UNTITLED = "has no title"
NOWHERE = "has neither an address nor a text of its own"
LACKS = {
    "title": ({"title": ""}, NAME, UNTITLED),
    "invisible title": ({"title": "\u200b\u00a0\t\u2800"}, NAME, UNTITLED),
    "text": ({"title": "Fog", "web_url": ""}, "Fog", NOWHERE),
}


@pytest.mark.parametrize("verb", ["publish", "schedule"])
@pytest.mark.parametrize(("traits", "named", "lack"), LACKS.values(), ids=LACKS)
def test_publish_and_schedule_of_an_incomplete_draft_are_refused(traits, named, lack, verb):
    article = draft(name=NAME, **traits)

    with pytest.raises(NotPossible, match=f"“{named}” {lack}: it is incomplete"):
        do(verb, article, by=person("Managing editor"))

    possible = {action.key for action in possible_actions(article, person("Editor"))}
    assert not {"publish", "schedule"} & possible
    assert why(Article.objects.get()).sentences[0] == f"It {lack}, so it cannot be published."


@pytest.mark.parametrize("traits", [{"web_url": "", "body": "Fog."}, {"quality": None}])
def test_publish_of_a_complete_draft(traits):
    assert do("publish", draft(**traits), by=person("Editor")).verb == Verb.PUBLISHED


def test_incomplete_is_the_same_in_python_and_sql():
    for title in ("", "Fog"):
        for text in ({}, {"web_url": "https://a.example"}, {"original_url": "x"}, {"body": "x"}):
            draft(title=title, **{"web_url": "", "name": f"{title}{text}", **text})

    incomplete = set(Article.objects.filter(INCOMPLETE))
    assert incomplete == {article for article in Article.objects.all() if article.incomplete_reason}
    assert len(incomplete) == 5


def test_bulk_publish_skips_an_incomplete_draft():
    draft(title="", name=NAME), draft()

    job = start_bulk_action(Article.objects.all(), "publish", by=SYSTEM, expected=2)

    assert execute(job).totals == {"done": 1, "skipped": 1}
    assert f"“{NAME}” {UNTITLED}" in BulkActionItem.objects.get(outcome="skipped").problem


def test_publish_run_keeps_an_incomplete_draft():
    draft(title="", quality=90, name=NAME), draft(quality=90)

    run = execute(start_publish_run([Rule("all", 70)], by=SYSTEM))

    assert run.totals == {"published": 1, "kept": 1}


def test_schedule_holds_an_incomplete_draft_with_the_reason():
    article, other = draft(name=NAME), draft()
    for each in (article, other):
        do("schedule", each, by=SYSTEM)
    Article.objects.filter(pk=article.pk).update(title="")

    assert [event.article_id for event in publish_due(LATER)] == [other.pk]
    assert list(publish_due(LATER + PATIENCE)) == []

    article.refresh_from_db()
    assert (article.status, article.held) == (Status.DRAFT, True)
    assert UNTITLED in article.events.get(verb=Verb.HELD).reason


def test_overdue_draft_without_a_title_says_so():
    draft(title="", name=NAME, scheduled_for=NOON)

    (late,) = overdue(NOON + timedelta(minutes=5))

    assert late.why == "It has no title: it is incomplete and cannot go live."
