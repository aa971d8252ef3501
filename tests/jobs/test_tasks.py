"""Jobs in the queue, and what the scheduler hands over again."""

import pytest
from django.test import TestCase

from articles.jobs import background, tasks
from articles.jobs.background import enqueue, resume_jobs
from articles.jobs.tasks import run_job
from articles.models import Article, PublishRun, RunState
from articles.publishing.publish_run import start_publish_run
from articles.workflow.actors import SYSTEM
from tests.factories import draft
from tests.publishing.runs import AT_70, interrupt, resume

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    draft(quality=80)
    return start_publish_run(AT_70, by=SYSTEM)


def test_run_job_of_a_deleted_job_does_nothing(run):
    run_job.call("PublishRun", run.pk + 1)


def test_resume_jobs_continues_after_a_job_that_fails(run):
    broken = start_publish_run(AT_70, by=SYSTEM)
    for each in (broken, run):
        interrupt(each)
    PublishRun.objects.filter(pk=broken.pk).update(rules=[{"nonsense": 1}])

    resume()

    states = dict(PublishRun.objects.values_list("pk", "state"))
    assert states == {run.pk: RunState.DONE, broken.pk: RunState.FAILED}


def test_resume_jobs_finds_a_queued_job_that_the_queue_has_lost(run):
    interrupt(run, state=RunState.QUEUED, worker="")

    resume()

    assert PublishRun.objects.get().state == RunState.DONE


def test_resume_jobs_hands_a_job_over_once(monkeypatch, run):
    sent: list[PublishRun] = []
    monkeypatch.setattr(background, "enqueue", sent.append)
    interrupt(run)

    resume_jobs()
    resume_jobs()

    assert sent == [run]


def test_resume_jobs_leaves_a_job_with_a_valid_lease(run):
    PublishRun.objects.update(state=RunState.RUNNING, worker="elsewhere:1:aa")

    resume()

    assert PublishRun.objects.get().state == RunState.RUNNING


def test_enqueue_without_a_queue_is_logged_and_resume_jobs_finds_the_job(monkeypatch, caplog, run):
    def unreachable(*_args):
        raise ConnectionError("the queue is away")

    with monkeypatch.context() as patch, TestCase.captureOnCommitCallbacks(execute=True):
        patch.setattr(tasks, "run_job", type("Task", (), {"enqueue": staticmethod(unreachable)}))
        enqueue(run)
    assert "the queue is away" in caplog.text
    interrupt(run, state=RunState.QUEUED, worker="")

    resume()

    assert Article.objects.published().count() == 1
