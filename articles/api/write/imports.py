"""Watch imports and previews; confirm and discard previews; cancel and undo imports."""

from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from articles.api.auth import Token, acting_user
from articles.api.problems import ProblemDetails
from articles.api.write.jobs import ERRORS, ItemQuery, JobOut, job_values, page_of, started
from articles.ingest.confirm import confirm, confirmed_import
from articles.ingest.job import cancel_import
from articles.ingest.preview import discard_preview
from articles.ingest.tasks import delete_preview_task
from articles.ingest.undo import request_import_undo
from articles.jobs.background import enqueue
from articles.models import ImportOutcome, ImportRun, RunState

router = Router(tags=["Imports"], auth=Token("import_seeds"))
FOUND = {**ERRORS, 404: ProblemDetails}
CHANGED = {**FOUND, 409: ProblemDetails}
Outcome = Literal["created", "changed", "conflict", "unchanged", "refused", "missing"]


class ImportOut(JobOut):
    """An import, or a preview of one, which imports nothing until it is confirmed."""

    source: str
    is_preview: bool
    confirmed_as: int | None = Field(description="The import that a preview was confirmed as.")
    metadata: dict[str, int] = Field(description="How many organisations and topics there were.")


class ImportItemQuery(ItemQuery):
    outcome: Outcome | None = Field(None, description="Only with this outcome.")


class ImportItemOut(Schema):
    """What an import did with a file, or would do. Unchanged files are only counted."""

    id: int
    path: str
    outcome: Outcome
    fields: list[str] = Field(description="The fields that changed, or are in conflict.")
    problems: list[dict[str, Any]] = Field(
        description="Why it was refused or what was corrected: line, field, message."
    )
    article: int | None
    undone: bool
    undo_skipped_reason: str


class ImportItemsOut(Schema):
    data: list[ImportItemOut]
    next: str | None = Field(description="The address of the next page.")


def import_values(run: ImportRun) -> dict[str, Any]:
    """Return the fields of ImportOut."""
    confirmed = confirmed_import(run) if run.dry_run else None
    return {
        **job_values(run),
        "source": run.source.name,
        "is_preview": run.dry_run,
        "confirmed_as": confirmed.pk if confirmed else None,
        "metadata": run.metadata_counts,
    }


@router.api_operation(
    ["GET", "HEAD"],
    "/imports/{int:id}",
    response={200: ImportOut, **FOUND},
    operation_id="getImport",
    summary="Watch an import or a preview",
)
def get_import(request: HttpRequest, id: int) -> dict[str, Any]:  # noqa: A002 as in the address
    return import_values(_find(id))


@router.api_operation(
    ["GET", "HEAD"],
    "/imports/{int:id}/items",
    response={200: ImportItemsOut, **FOUND, 422: ProblemDetails},
    operation_id="listImportItems",
    summary="List what became of each file",
)
def list_import_items(
    request: HttpRequest,
    id: int,  # noqa: A002 as in the address
    query: Query[ImportItemQuery],
) -> dict[str, Any]:
    items = _find(id).items.filter(pk__gt=query.after).order_by("pk")
    if query.outcome:
        items = items.filter(outcome=ImportOutcome(query.outcome))
    rows = items.values(
        "id", "path", "outcome", "fields", "problems", "article", "undone", "undo_skipped_reason"
    )
    return page_of(request, [*rows[: query.limit + 1]], query.limit)


@router.post(
    "/imports/{int:id}/confirm",
    response={202: ImportOut, **CHANGED},
    operation_id="confirmPreview",
    summary="Import what a preview shows",
)
def confirm_preview(
    request: HttpRequest,
    response: HttpResponse,
    id: int,  # noqa: A002 as in the address
) -> Status[Any]:
    """Start the import of a preview that is done. Once more is the same import."""
    preview = _find(id, is_preview=True)
    is_new = confirmed_import(preview) is None
    run = confirm(preview, by=acting_user(request))
    if is_new:
        enqueue(run)
    return started(response, "get_import", run, import_values(run))


@router.post(
    "/imports/{int:id}/discard",
    response={204: None, **CHANGED},
    operation_id="discardPreview",
    summary="Discard a preview",
)
def discard(request: HttpRequest, id: int) -> Status[None]:  # noqa: A002 as in the address
    preview = _find(id, is_preview=True)
    discard_preview(preview, by=acting_user(request))
    delete_preview_task.enqueue(preview.pk)
    return Status(204, None)


@router.post(
    "/imports/{int:id}/cancel",
    response={200: ImportOut, **CHANGED},
    operation_id="cancelImport",
    summary="Cancel an import",
)
def cancel(request: HttpRequest, id: int) -> dict[str, Any]:  # noqa: A002 as in the address
    """Stop an import after its current batch; what is stored stays until it is undone."""
    run = _find(id, is_preview=False)
    cancel_import(run, by=acting_user(request))
    run.refresh_from_db()
    return import_values(run)


@router.post(
    "/imports/{int:id}/undo",
    response={202: ImportOut, **CHANGED},
    operation_id="undoImport",
    summary="Undo an import",
)
def undo(request: HttpRequest, response: HttpResponse, id: int) -> Status[Any]:  # noqa: A002
    """Start the undo. What was changed since is skipped."""
    run = _find(id, is_preview=False)
    request_import_undo(run, by=acting_user(request))
    enqueue(run)
    return started(response, "get_import", run, import_values(run))


def _find(pk: int, *, is_preview: bool | None = None) -> ImportRun:
    runs: QuerySet[ImportRun] = ImportRun.objects.exclude(dry_run=True, state=RunState.CANCELLED)
    if is_preview is not None:
        runs = runs.filter(dry_run=is_preview)
    return get_object_or_404(runs.select_related("source", "started_by", "token"), pk=pk)
