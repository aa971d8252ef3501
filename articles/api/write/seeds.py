"""Push seeds: one file, which is imported at once, or a zip, which is imported in the background.

A push is idempotent: a file that is stored byte for byte under its name changes nothing.
"""

from collections.abc import Iterator
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from articles.api.auth import Token, acting_user
from articles.api.parameters import Parameters
from articles.api.problems import FieldError, Problem, ProblemDetails, invalid
from articles.api.write.imports import ImportOut, import_values
from articles.api.write.jobs import ERRORS, started
from articles.content.seed_limits import limits_in_force
from articles.ingest.classify import file_name
from articles.ingest.options import FileSelection, known_source
from articles.ingest.pipeline import import_seeds
from articles.ingest.preview import start_preview
from articles.ingest.report import Item, Report
from articles.ingest.start import start_import
from articles.ingest.uploads import (
    ZIP_NAME,
    delete_upload,
    is_safe,
    paths_in,
    save_as,
    upload_root,
)
from articles.jobs.background import enqueue
from articles.models import ImportOutcome, ImportRun, RunState, SeedFile, SeedKind, User
from articles.seeds.cleaning import without_controls
from articles.seeds.sources import SourceRefused, is_bare

router = Router(tags=["Imports"])
PIECE = 64 * 1024
SEED_BODY = {"requestBody": {"required": True, "content": {"text/markdown": {}}}}
ZIP_BODY = {"requestBody": {"required": True, "content": {"application/zip": {}}}}


class Remark(Schema):
    """What the importer says of a place in a file."""

    line: int | None
    field: str
    message: str


class SeedOut(Schema):
    """What became of a file."""

    path: str
    outcome: Literal["created", "changed", "conflict", "unchanged"]
    fields: list[str] = Field(description="The fields that changed, or are in conflict.")
    problems: list[Remark] = Field(description="What was corrected or left out.")
    article: int | None = Field(description="The ID of its article.")
    run: int | None = Field(description="The ID of the import, null if nothing was stored.")


class SeedQuery(Parameters):
    dry_run: bool = Field(False, description="Only say what would happen.")


class ImportQuery(Parameters):
    preview: bool = Field(False, description="Wait for a confirmation before importing.")


class Body:
    """The body of a request, read in pieces and hashed."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        """Raise Problem if the body is announced as larger than `most` bytes."""
        if int(request.headers.get("Content-Length") or 0) > most:
            text = f"The body has more than {most:,} bytes, the most that is accepted here."
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text)
        self._request = request
        self._hash = sha256()

    def chunks(self) -> Iterator[bytes]:
        while piece := self._request.read(PIECE):
            self._hash.update(piece)
            yield piece

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


@router.put(
    "/sources/{source}/seeds/{path:path}",
    auth=Token("import_seeds"),
    response={
        200: SeedOut, 201: SeedOut,
        **ERRORS, 409: ProblemDetails, 413: ProblemDetails, 422: ProblemDetails,
    },
    operation_id="putSeed",
    summary="Import one seed",
    openapi_extra=SEED_BODY,
)  # fmt: skip
def put_seed(
    request: HttpRequest,
    source: str,
    path: str,
    query: Query[SeedQuery],
) -> Status[Any]:
    """Import a file under its path. Its name is its identity in the source; without a folder, a
    known file keeps its folder."""
    _check_source(source)
    if not is_safe(path):
        text = "At most 19 folders and a name that ends in .md, of A-Z a-z 0-9 . _ -"
        raise _path_error("path", text)
    body = Body(request, limits_in_force().seed_bytes)
    folder = save_as({path: body})
    try:
        report = _import(folder, path, source, by=acting_user(request), dry_run=query.dry_run)
    finally:
        delete_upload(folder)
    result = _result(report, path)
    is_new = result["outcome"] == ImportOutcome.CREATED and not query.dry_run
    return Status(HTTPStatus.CREATED if is_new else HTTPStatus.OK, result)


@router.post(
    "/sources/{source}/imports",
    auth=Token("import_seeds"),
    response={
        202: ImportOut,
        **ERRORS, 409: ProblemDetails, 413: ProblemDetails, 422: ProblemDetails,
    },
    operation_id="startImport",
    summary="Import a zip of seeds",
    openapi_extra=ZIP_BODY,
)  # fmt: skip
def start_zip(
    request: HttpRequest,
    response: HttpResponse,
    source: str,
    query: Query[ImportQuery],
) -> Status[Any]:
    """Start an import of a zip. The same zip again, with nothing in between, is the same import."""
    _check_source(source)
    user = acting_user(request)
    body = Body(request, limits_in_force().zip_bytes)
    folder = save_as({ZIP_NAME: body})
    label = f"{body.digest[:16]}.zip"
    try:
        run = None if query.preview else _same_import(source, label, user)
        if run is None:
            run = _start(folder, label, source, by=user, preview=query.preview)
            enqueue(run)
        else:
            delete_upload(folder)
    except Exception:
        delete_upload(folder)
        raise
    return started(response, "get_import", run, import_values(run))


def _check_source(name: str) -> None:
    if without_controls(name) != name:
        raise _path_error("source", "The name of a source has no control characters.")


def _path_error(field: str, message: str) -> Problem:
    return invalid([FieldError(location="path", field=field, message=message)])


def _import(folder: str, path: str, source: str, *, by: User, dry_run: bool) -> Report:
    root = upload_root() / folder
    only = FileSelection(only=frozenset([path])) if "/" in path else None
    paths = [root] if only else [root / path]
    return import_seeds(paths, by=by, source=source, selection=only, dry_run=dry_run)


def _result(report: Report, path: str) -> dict[str, Any]:
    """Return SeedOut. Raise Problem if the file was refused or is none."""
    unchanged = ImportOutcome.UNCHANGED
    if not report.items and not report.totals[unchanged.value]:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The file is empty.")
    item = report.items[0] if report.items else Item(path, unchanged, [], [])
    if item.outcome == ImportOutcome.REFUSED:
        raise invalid([_field_error(problem) for problem in item.problems])
    files = SeedFile.objects.filter(
        source__name=report.source, kind=SeedKind.ARTICLE, name=file_name(item.path)
    )
    return {
        "path": item.path,
        "outcome": item.outcome,
        "fields": item.fields,
        "problems": item.problems,
        "article": files.values_list("article", flat=True).first(),
        "run": report.run.pk if report.run else None,
    }


def _field_error(problem: dict[str, Any]) -> FieldError:
    values = {name: problem[name] for name in ("line", "field", "message")}
    return FieldError(location="body", **values)


def _same_import(source: str, label: str, user: User) -> ImportRun | None:
    """Return the newest import into a source if it is of the same zip and by the same person."""
    newest = ImportRun.imports.filter(source__name=known_source(source)).first()
    if newest is None or newest.label != label or newest.started_by_id != user.pk:
        return None
    is_standing = newest.is_active or newest.state == RunState.DONE
    return newest if is_standing and newest.state != RunState.UNDOING else None


def _start(folder: str, label: str, source: str, *, by: User, preview: bool) -> ImportRun:
    paths = paths_in(folder)
    if all(is_bare(path, limits_in_force()) for path in paths):
        raise SourceRefused("There are no seed files (.md) in the zip.")
    if preview:
        return start_preview(paths, by=by, label=label, source=source, upload=folder)
    return start_import(paths, by=by, label=label, source=source)
