"""Export all articles to seed files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from articles.export.files import export_seeds
from articles.management.base import NewsdeskCommand
from articles.management.terminal import batch_progress, show_counts


class Command(NewsdeskCommand):
    help = "Write every article to its seed file below OUT; unchanged ones byte for byte."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("out", type=Path, metavar="OUT")
        parser.add_argument("--published-only", action="store_true", help="only what is live")
        parser.add_argument(
            "--changed-only", action="store_true", help="only what differs from the import"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        with batch_progress("Exporting", self.stdout) as progress:
            exported = export_seeds(
                options["out"],
                published_only=options["published_only"],
                changed_only=options["changed_only"],
                progress=progress,
            )
        counts = {"written": exported.written, "already there": exported.same}
        show_counts("Export", counts, self.stdout)
        for problem in exported.problems:
            self.stderr.write(problem)
        if exported.problems:
            raise SystemExit(1)
