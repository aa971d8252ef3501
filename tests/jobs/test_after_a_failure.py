"""What goes wrong halfway is let go of, and what has moved is not published."""

import pytest
from django.core.management import call_command
from django.db import OperationalError

from articles.bulk_actions.tasks import resume_publishing_task
from articles.jobs.lease import worker_name
from articles.models import Article, PublishingRule, PublishRun, RunState
from articles.publishing.policy import Rule
from articles.publishing.publish_run import advance, start_publish_run, undo_publish_run
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from tests.factories import draft

pytestmark = pytest.mark.django_db
AT_75 = [Rule("x", 75)]


def test_a_number_that_moved_while_the_run_waited_stops_it():
    draft(quality=80)
    poor = draft(quality=10)
    run = start_publish_run(AT_75, by=SYSTEM, expected=1)
    edit(poor, {"quality": 99}, by=SYSTEM)

    run = advance(run)

    assert run.state == RunState.FAILED
    assert "1 were to be published, but now it would be 2" in run.message
    assert not Article.objects.published().exists()


def test_an_undo_that_fails_is_taken_up_by_the_clock():
    draft(quality=80)
    run = advance(start_publish_run(AT_75, by=SYSTEM))

    def fail(*_counts):
        raise OperationalError("the disk is full")

    with pytest.raises(OperationalError):
        undo_publish_run(run, by=SYSTEM, progress=fail)
    resume_publishing_task.call()

    assert PublishRun.objects.get().state == RunState.UNDONE
    assert not Article.objects.published().exists()


def test_leads_only_does_not_lower_the_default_threshold():
    PublishingRule.objects.update(threshold=90)
    draft(quality=80)

    call_command("publish_ready", "--leads-only")

    assert not Article.objects.published().exists()


def test_a_command_that_died_before_its_first_slice_is_taken_up_by_the_next():
    draft(quality=80)
    dead = start_publish_run([Rule("A rule", 70)], by=SYSTEM, worker=a_dead_worker())

    call_command("publish_ready", "--threshold", "70")

    assert PublishRun.objects.get() == dead
    assert Article.objects.published().count() == 1


def a_dead_worker() -> str:
    host, pid, _ = worker_name().rsplit(":", 2)
    return f"{host}:{pid}:0"
