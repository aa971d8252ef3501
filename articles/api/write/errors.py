"""What workflow, imports and publish runs refuse, as problems."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from articles.api.auth import acting_user, forbidden
from articles.api.problems import Problem
from articles.ingest.import_state import ImportBusy
from articles.jobs.lease import JobCancelled, LeaseLost
from articles.seeds.sources import SourceNotFound, SourceRefused
from articles.workflow.errors import NotAllowed, Stale, WorkflowError

RETRY_SECONDS = 5
STATUSES: dict[type[Exception], HTTPStatus] = {
    Stale: HTTPStatus.PRECONDITION_FAILED,
    WorkflowError: HTTPStatus.CONFLICT,
    ImportBusy: HTTPStatus.CONFLICT,
    JobCancelled: HTTPStatus.CONFLICT,
    LeaseLost: HTTPStatus.CONFLICT,
    SourceRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    SourceNotFound: HTTPStatus.UNPROCESSABLE_ENTITY,
}


def answer_refusals(api: NinjaAPI) -> None:
    """Register how refusals are answered."""
    api.exception_handler(NotAllowed)(_answer_not_allowed)
    for kind in STATUSES:
        api.exception_handler(kind)(_answer)


def _answer_not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    if error.permission:
        return forbidden(acting_user(request), error.permission).to_response()
    return Problem(HTTPStatus.FORBIDDEN, str(error)).to_response()


def _answer(_request: HttpRequest, error: Exception) -> HttpResponse:
    status = next(status for kind, status in STATUSES.items() if isinstance(error, kind))
    is_busy = isinstance(error, ImportBusy)
    headers = {"Retry-After": str(RETRY_SECONDS)} if is_busy else {}
    return Problem(status, str(error), headers=headers).to_response()
