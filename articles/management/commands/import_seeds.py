"""Import seed files as drafts."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from articles.ingest.import_state import ImportBusy
from articles.ingest.options import Options
from articles.ingest.pipeline import import_seeds
from articles.ingest.report import Report
from articles.jobs.lease import JobCancelled, LeaseLost
from articles.management.base import NewsdeskCommand
from articles.management.terminal import batch_progress, show_counts, show_json
from articles.models import ImportOutcome, ImportRun, RunState
from articles.seeds.sources import SourceNotFound, SourceRefused, is_bare
from articles.workflow.actors import SYSTEM


class Command(NewsdeskCommand):
    help = "Import seed files: files, folders or zips. New items are drafts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--source", default="default", help="the set that the seeds belong to")
        parser.add_argument("--dry-run", action="store_true", help="show what would happen")
        parser.add_argument(
            "--trust-published", action="store_true", help="publish what the files call published"
        )
        parser.add_argument(
            "--archive-missing",
            action="store_true",
            help="archive articles whose files are missing",
        )
        parser.add_argument(
            "--allow-empty",
            action="store_true",
            help="import a folder without seeds: all known files count as missing",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        report = self._import(options)
        if options["json"]:
            show_json(report.as_dict(), self.stdout)
        else:
            self._show(report)
        for item in report.with_outcome(ImportOutcome.REFUSED):
            for line in item.lines():
                self.stderr.write(line)
        if report.is_partial:
            raise SystemExit(1)

    def _import(self, options: dict[str, Any]) -> Report:
        how = Options(options["trust_published"], options["archive_missing"])
        running = ImportRun.imports.filter(state=RunState.RUNNING)
        self.wait_for(running.filter(source__name__iexact=options["source"]).first())
        try:
            if not options["allow_empty"]:
                _refuse_bare(options["paths"])
            with batch_progress("Importing", self.stdout) as progress:
                return import_seeds(
                    options["paths"],
                    by=SYSTEM,
                    source=options["source"],
                    options=how,
                    dry_run=options["dry_run"],
                    progress=progress,
                    use_process=True,
                )
        except (ImportBusy, JobCancelled, LeaseLost, SourceNotFound, SourceRefused) as error:
            raise CommandError(str(error), returncode=2) from error

    def _show(self, report: Report) -> None:
        title = "Preview" if report.dry_run else str(report.run or "Nothing to change")
        counts = {o.label: report.totals[o.value] for o in ImportOutcome}
        counts |= {f"{kind}s": count for kind, count in report.metadata_counts.items()}
        show_counts(title, counts, self.stdout)
        for warning in report.warnings:
            self.stderr.write(warning)


def _refuse_bare(paths: Sequence[Path]) -> None:
    """Refuse an empty folder: it is probably the wrong one, or its disk is not mounted."""
    if all(is_bare(path) for path in paths):
        where = ", ".join(map(str, paths))
        raise SourceRefused(
            f"There are no seeds in {where}. Nothing was imported, and no file counts as missing. "
            "Is it the right folder, and is its disk mounted? If it is meant to be empty, say "
            "--allow-empty: then all known files of the source count as missing; articles are kept."
        )
