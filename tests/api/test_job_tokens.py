"""The token with which a job was started, or its undo was asked for."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

from articles.api.tokens import revoke
from articles.models import ApiToken, Article, Event, ImportRun, Run, RunState
from tests.api.pushing import Program, run_jobs
from tests.factories import person, seed_text

FILES = {"a.md": seed_text()}


@pytest.fixture
def program():
    return Program("import_seeds")


def push(program: Program) -> int:
    pk: int = program.push_zip(FILES).json()["id"]
    return pk


def revoke_all() -> None:
    revoke(Q(), by=person("Superuser"))


def ended_job() -> Run:
    run_jobs()
    return ImportRun.objects.get()


def test_queued_job_of_a_revoked_token_does_nothing(program):
    push(program)
    revoke_all()

    job = ended_job()

    assert job.state == RunState.FAILED
    owner = program.token.owner
    assert job.message == f"Stopped: the API token “{program.token}” of {owner} was revoked."
    assert not Article.objects.exists()


def test_undo_that_a_revoked_token_asked_for_does_nothing(program):
    pk = push(program)
    run_jobs()
    program.send(f"/imports/{pk}/undo")
    revoke_all()

    job = ended_job()

    assert (job.state, "was revoked" in job.message) == (RunState.FAILED, True)
    assert Article.objects.exists()


def test_job_of_a_token_that_expires_meanwhile_is_finished(program):
    push(program)
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(days=1))

    assert ended_job().state == RunState.DONE


def test_undo_is_limited_to_the_token_that_asked_for_it(program):
    pk = push(program)
    run_jobs()
    program.send(f"/imports/{pk}/undo")
    assert ImportRun.objects.get().undone_by_token == program.token
    ApiToken.objects.update(permissions=["view_event"])

    job = ended_job()

    assert (job.state, "not allowed" in job.message) == (RunState.FAILED, True)
    assert Event.objects.filter(verb="undone").count() == 0
