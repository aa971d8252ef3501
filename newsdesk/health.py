"""The health endpoint for load balancers and monitoring."""

from http import HTTPStatus

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.jobs.heartbeat import worker_is_alive
from articles.mail.notices import report_silent_worker


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """Return 200 if the database answers, else 503. `worker` says whether a worker runs.

    Managing editors get one mail each if none has run for ten minutes, one at each call.
    """
    try:
        connection.ensure_connection()
        is_alive = worker_is_alive()
        if not is_alive:
            report_silent_worker()
    except DatabaseError:
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return JsonResponse({"database": "unavailable", "worker": "unknown"}, status=status)
    return JsonResponse({"database": "ok", "worker": "running" if is_alive else "not running"})
