"""Work in the background says how it ended, and one thing's failure stops no other."""

import pytest
from django.db import connection
from django.db.models import F

from articles.bulk_actions.tasks import publish_due_task, publish_task, resume_publishing_task
from articles.models import Article, PublishRun, RunState
from articles.publishing.publish_run import start_publish_run
from articles.publishing.schedule import publish_due
from articles.workflow.actors import SYSTEM
from articles.workflow.transitions import hold
from tests.factories import NOON, draft
from tests.publishing.runs import AT_70, interrupt

pytestmark = pytest.mark.django_db


def broken_run():
    run = start_publish_run(AT_70, by=SYSTEM)
    PublishRun.objects.filter(pk=run.pk).update(rules=[{"nonsense": 1}])
    return run


def test_a_run_that_cannot_be_done_fails_and_says_why():
    draft(quality=80)
    run = broken_run()

    publish_task.call(run.pk)

    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "nonsense" in run.message
    assert run.finished_at is not None
    assert not Article.objects.published().exists()


def test_the_clock_goes_on_to_the_next_run():
    draft(quality=80)
    for run in (good := start_publish_run(AT_70, by=SYSTEM)), broken_run():
        interrupt(run)
    PublishRun.objects.exclude(pk=good.pk).update(rules=[{"nonsense": 1}])

    resume_publishing_task.call()

    states = PublishRun.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [RunState.DONE, RunState.FAILED]


def test_a_draft_that_is_held_while_others_go_live_stays():
    first, second = draft(scheduled_for=NOON), draft(scheduled_for=NOON)

    events = []
    for event in publish_due(NOON):
        events.append(event)
        hold(second if event.article == first else first, by=SYSTEM)

    assert len(events) == Article.objects.published().count() == 1


def test_a_draft_that_somebody_changes_in_that_moment_is_published_the_next_minute(caplog):
    draft(name="touched", scheduled_for=NOON)
    draft(name="other", scheduled_for=NOON)

    with connection.execute_wrapper(touching_once("touched")):
        list(publish_due(NOON))
    assert [article.name for article in Article.objects.published()] == ["other"]
    assert "was not published on schedule" in caplog.text

    list(publish_due(NOON))
    assert Article.objects.published().count() == 2


def touching_once(name):
    """Just before the article of this name is written, somebody else saves it."""
    pk = Article.objects.get(name=name).pk
    waiting = [pk]

    def wrapper(execute, sql, params, many, context):
        if waiting and sql.startswith('UPDATE "articles_article"') and pk in params:
            Article.objects.filter(pk=waiting.pop()).update(version=F("version") + 1)
        return execute(sql, params, many, context)

    return wrapper


def test_the_clock_with_nothing_to_do_does_nothing():
    publish_due_task.call()
    resume_publishing_task.call()

    assert not PublishRun.objects.exists()
