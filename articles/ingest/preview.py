"""Previews: an import is worked out and kept, so that it can be looked at before it is confirmed.

    start_preview -> ImportPreview -> work_out (at once, or by the worker) -> PreviewItem, each file
                                      import_seeds(dry_run=True)

A preview writes nothing but itself. A killed one begins again.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.content.seed_limits import limits_in_force
from articles.db.arrays import id_array
from articles.db.bulk import insert_rows
from articles.db.json_text import stored_json
from articles.ingest.file_selection import Choice
from articles.ingest.import_state import ImportCancelled, Options, claim, keep_up
from articles.ingest.pipeline import check_import, import_seeds
from articles.ingest.preview_diff import Sight
from articles.ingest.report import Report
from articles.ingest.uploads import LIFETIME, check_here, forget_upload, old_uploads, upload_root
from articles.models import (
    ACTIVE_STATES,
    Article,
    ImportOutcome,
    ImportPreview,
    ImportRun,
    PreviewItem,
    RunState,
    SeedFile,
    User,
)
from articles.seeds.count import count_seeds
from articles.seeds.sources import open_source
from articles.workflow.actors import starter_columns, starter_of
from articles.workflow.errors import NotPossible
from articles.workflow.permissions import require_job_permission

logger = logging.getLogger(__name__)
AT_ONCE = 200
"""So many files are looked at while the browser waits, which feels immediate."""
FORGOTTEN_AT_ONCE = 5_000
_COLUMNS = (
    "preview", "path", "outcome", "title", "quality", "article_id", "fields", "problems", "base",
    "mine", "theirs", "is_left_out",
)  # fmt: skip


def start_preview(
    paths: Sequence[Path],
    *,
    by: User,
    origin: str,
    source: str = "default",
    options: Options | None = None,
    folder: str = "",
    choice: Choice | None = None,
) -> ImportPreview:
    """Return a waiting preview of files, a zip or a folder; `folder` names their upload.

    Raises NotAllowed, SourceNotFound or SourceRefused, with nothing written.
    """
    options = options or Options()
    check_import(by, source, options)
    for path in paths:
        open_source(path, limits_in_force())
    return ImportPreview.objects.create(
        source_name=source,
        origin=origin,
        folder=folder,
        paths=[str(path) for path in paths],
        options=options.as_dict(),
        chosen=(choice or Choice()).as_dict(),
        **starter_columns(by),
        total_count=sum(map(count_seeds, paths)),
    )


def is_small(preview: ImportPreview) -> bool:
    """Whether a preview is worked out so quickly that a browser can wait for it."""
    return (preview.total_count or 0) <= AT_ONCE


def work_out(preview: ImportPreview, *, use_process: bool = False) -> None:
    """Look at every file, from the start. What went wrong is said on the preview.

    Raises ImportBusy where another worker is at it.
    """
    claim(preview)
    try:
        _begin(preview)
        paths = [Path(path) for path in preview.paths]
        check_here(paths)
        report = import_seeds(
            paths,
            by=starter_of(preview),
            source=preview.source_name,
            options=Options(**preview.options),
            choice=Choice(only=Choice.of(preview.chosen).only),
            dry_run=True,
            show=partial(_keep, preview),
            use_process=use_process,
        )
        keep_up(preview, **_progress(report), remarks=report.remarks, **_ended(RunState.DONE))
    except ImportCancelled:
        logger.info("%s was cancelled", preview)
    except Exception as error:
        logger.exception("%s failed", preview)
        failed = _ended(RunState.FAILED) | {"message": str(error)[:2000]}
        ImportPreview.objects.filter(pk=preview.pk, state=RunState.RUNNING).update(**failed)
    with suppress(ImportPreview.DoesNotExist):  # put away meanwhile, and forgotten
        preview.refresh_from_db()


def look_again(preview: ImportPreview, *, by: User) -> ImportPreview:
    """Make a preview wait to be worked out once more; what was left out stays so.

    Raises NotPossible where it is at work, or was confirmed or put away, NotAllowed where it is
    somebody else's.
    """
    require_job_permission(preview, by, "import_seeds")
    left_out = preview.items.filter(is_left_out=True).values_list("path", flat=True)
    chosen = Choice(Choice.of(preview.chosen).only, frozenset(left_out)).as_dict()
    waiting = {"state": RunState.QUEUED, "worker": "", "message": "", "chosen": chosen}
    now = timezone.now()
    free = ImportPreview.objects.unconfirmed().filter(pk=preview.pk)
    free = free.exclude(state__in=ACTIVE_STATES)
    if not free.update(**waiting, totals={}, heartbeat=now, created_at=now, finished_at=None):
        raise NotPossible(f"{preview} is at work, or has been confirmed already.")
    preview.refresh_from_db()
    return preview


def put_away(preview: ImportPreview, *, by: User) -> None:
    """Stop a preview that is at work, and let nobody see it any more; `forget_preview` deletes it,
    which takes longer than a browser should wait.

    Raises NotAllowed where it is somebody else's, NotPossible where it was confirmed.
    """
    require_job_permission(preview, by, "import_seeds")
    away = {"state": RunState.CANCELLED, "finished_at": timezone.now()}
    if not ImportPreview.objects.filter(pk=preview.pk, run=None).update(**away):
        raise NotPossible(f"{preview} has been confirmed already.")


def forget_preview(preview: ImportPreview) -> None:
    """Delete a preview with all its items, a slice a transaction; safe to do again."""
    items = preview.items.order_by("pk")
    while pks := list(items.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        items.filter(pk__lte=pks[-1]).order_by().delete()
    preview.delete()


def forget_previews() -> None:
    """Delete previews and uploads that are older than a day, and what was put away; what a run
    may still need stays."""
    oldest = timezone.now() - LIFETIME
    needed = _needing(oldest)
    old = Q(created_at__lt=oldest) | Q(state=RunState.CANCELLED)
    previews = ImportPreview.objects.filter(old)
    for preview in previews.exclude(run__in=needed).exclude(state__in=ACTIVE_STATES):
        forget_preview(preview)
    used = {*ImportPreview.objects.values_list("folder", flat=True)}
    for folder in old_uploads():
        root = f"{upload_root() / folder}"
        at_root = Q(paths__0=root) | Q(paths__0__startswith=f"{root}/")
        if folder not in used and not needed.filter(at_root).exists():
            forget_upload(folder)


def _needing(oldest: Any) -> Any:
    """Return the runs that may be resumed, or whose refused files may be tried again."""
    return ImportRun.objects.filter(Q(state__in=ACTIVE_STATES) | Q(finished_at__gte=oldest))


def _begin(preview: ImportPreview) -> None:
    """Forget what a killed worker had found, or what was true before."""
    with transaction.atomic():
        keep_up(preview, totals={}, enriched={}, remarks=[], created_at=timezone.now())
        preview.items.all().delete()


def _ended(state: RunState) -> dict[str, Any]:
    return {"state": state, "finished_at": timezone.now()}


def _progress(report: Report) -> dict[str, Any]:
    return {"totals": dict(report.totals), "enriched": dict(report.enriched)}


def _keep(
    preview: ImportPreview, report: Report, sights: Sequence[Sight], same: Sequence[str]
) -> None:
    """Store what a batch showed, together with the progress."""
    gone = _articles_of_the_gone(sights)
    left_out = Choice.of(preview.chosen).without
    rows = [_row(preview, sight, gone, left_out) for sight in sights]
    unchanged = ("", None, None, *["[]"] * 2, *["{}"] * 3, False)
    rows += [(preview.pk, path, ImportOutcome.UNCHANGED.value, *unchanged) for path in same]
    with transaction.atomic():
        insert_rows(PreviewItem, _COLUMNS, rows)
        keep_up(preview, **_progress(report))


def _row(
    preview: ImportPreview,
    sight: Sight,
    gone: dict[int, Article],
    left_out: frozenset[str],
) -> tuple[Any, ...]:
    plan = sight.plan
    what = sight.title, sight.quality, sight.article
    if plan.outcome == ImportOutcome.MISSING and plan.known and plan.known.pk in gone:
        article = gone[plan.known.pk]
        what = article.title, article.quality, article.pk
    lists = stored_json(plan.fields), stored_json(plan.problems)
    sides = stored_json(sight.base), stored_json(sight.mine), stored_json(sight.theirs)
    is_left_out = plan.path in left_out and not plan.is_refused
    return (preview.pk, plan.path, plan.outcome.value, *what, *lists, *sides, is_left_out)


def _articles_of_the_gone(sights: Sequence[Sight]) -> dict[int, Article]:
    pks = [
        s.plan.known.pk for s in sights if s.plan.outcome == ImportOutcome.MISSING and s.plan.known
    ]
    seeds = SeedFile.objects.filter(pk__in=id_array(pks)).defer("content", "base")
    return {seed.pk: seed.article for seed in seeds.select_related("article") if seed.article}
