"""Export the JSON and the news sitemap of the site."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from articles.export.site_files import ExportRefused, export_site
from articles.management.base import NewsdeskCommand
from articles.management.terminal import batch_progress, show_counts, show_json


class Command(NewsdeskCommand):
    help = "Write api/news/** and news-sitemap.xml below OUT, as the site serves them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("out", type=Path, metavar="OUT")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with batch_progress("Exporting", self.stdout) as progress:
                exported = export_site(options["out"], progress=progress)
        except ExportRefused as error:
            raise CommandError(str(error), returncode=2) from error
        if options["json"]:
            show_json(exported.as_dict(), self.stdout)
        else:
            show_counts("Export", exported.counts, self.stdout)
        for problem in exported.problems:
            self.stderr.write(problem)
        if exported.problems:
            raise SystemExit(1)
