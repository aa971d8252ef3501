"""Undo an import or a publish run."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from articles.ingest.undo import check_undo
from articles.management.base import NewsdeskCommand
from articles.management.terminal import show_counts
from articles.models import ImportItem, ImportRun, PublishRun, RunState
from articles.workflow.actors import SYSTEM
from articles.workflow.errors import WorkflowError
from articles.workflow.job_control import undo_now


class Command(NewsdeskCommand):
    help = "Undo an import or a publish run; skip articles that were changed since."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "run", metavar="ID", help="import:12 or publish:7; 12 if only one has it"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        run = find_run(options["run"])
        self.wait_for(run if run.state == RunState.UNDOING else None)
        undone = run if run.state == RunState.UNDONE else _undo(run)
        totals = {"undone": 0, "undo_skipped": 0} | undone.totals
        counts = {"undone": totals["undone"], "skipped": totals["undo_skipped"]}
        show_counts(str(undone), counts, self.stdout)
        for item in undone.items.exclude(undo_skipped_reason="").select_related("article"):
            name = item.article or (item.path if isinstance(item, ImportItem) else "")
            self.stderr.write(f"{name}: {item.undo_skipped_reason}")


def _undo(run: ImportRun | PublishRun) -> ImportRun | PublishRun:
    try:
        if isinstance(run, ImportRun):
            check_undo(run)
        undo_now(run, by=SYSTEM)
    except WorkflowError as error:
        raise CommandError(str(error), returncode=2) from error
    if run.state != RunState.UNDONE:
        raise CommandError(run.message or "Interrupted; start it again.", returncode=2)
    return run


def find_run(text: str) -> ImportRun | PublishRun:
    """Return the run named by `import:12`, `publish:7` or a number of only one run."""
    kind, _, number = text.rpartition(":")
    if not (number.isascii() and number.isdecimal()) or kind not in {"", "import", "publish"}:
        raise CommandError(f"{text} names no run. Write import:12 or publish:7.", returncode=2)
    found: list[ImportRun | PublishRun] = []
    if kind != "publish":
        found += ImportRun.imports.filter(pk=number)
    if kind != "import":
        found += PublishRun.objects.filter(pk=number)
    if not found:
        raise CommandError(f"There is no run {text}.", returncode=2)
    if len(found) > 1:
        raise CommandError(
            f"There is an import run and a publish run {number}. Write import:{number} or "
            f"publish:{number}.",
            returncode=2,
        )
    return found[0]
