"""What jobs have in common: how they are described, and the answer that one was started."""

from datetime import datetime
from http import HTTPStatus
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Schema
from ninja.responses import Status

from articles.api.parameters import Parameters, absolute
from articles.api.problems import ProblemDetails
from articles.models import SYSTEM_NAME, Run
from articles.models.event import DELETED_ACCOUNT

ERRORS: dict[Any, Any] = dict.fromkeys([401, 403, 429], ProblemDetails)
"""The errors of every operation that takes a token."""
MAX_ID = 2**63 - 1
State = Literal["queued", "running", "done", "failed", "cancelled", "undoing", "undone"]


class JobOut(Schema):
    """A job that runs in the background. Ask again until it has ended."""

    id: int
    state: State = Field(description="It has ended unless it is queued, running or undoing.")
    started_by: str
    token: str = Field(description="The name of the API token with which it was started, or empty.")
    created_at: datetime
    finished_at: datetime | None
    done: int = Field(description="How many items have an outcome; of an undo, are undone.")
    total: int = Field(description="How many items there are, 0 if that is not known yet.")
    totals: dict[str, int] = Field(description="How many items have each outcome.")
    message: str = Field(description="Why it failed, or warnings, one per line.")


def job_values(job: Run) -> dict[str, Any]:
    """Return the fields of JobOut."""
    done, total = job.progress
    starter = SYSTEM_NAME if job.by_system else job.started_by or DELETED_ACCOUNT
    return {
        "id": job.pk,
        "state": job.state,
        "started_by": str(starter),
        "token": job.token.name if job.token else "",
        "created_at": job.created_at,
        "finished_at": job.finished_at,
        "done": done,
        "total": total,
        "totals": job.totals,
        "message": job.message,
    }


def started(response: HttpResponse, view: str, job: Run, values: dict[str, Any]) -> Status[Any]:
    """Return 202 with the address at which the job can be watched."""
    response["Location"] = reverse(f"api:{view}", args=[job.pk])
    return Status(HTTPStatus.ACCEPTED, values)


class ItemQuery(Parameters):
    """Which items of a job to return."""

    after: int = Field(0, ge=0, le=MAX_ID, description="The ID of the last item that was read.")
    limit: int = Field(100, ge=1, le=1_000, description="How many items to return at most.")


def page_of(request: HttpRequest, rows: list[Any], limit: int) -> dict[str, Any]:
    """Return rows, of which one more than `limit` was read, and the address of the next page."""
    shown = rows[:limit]
    following = None
    if len(rows) > limit:
        query = request.GET.copy()
        query["after"] = str(shown[-1]["id"])
        following = absolute(f"{request.path}?{query.urlencode()}")
    return {"data": shown, "next": following}
