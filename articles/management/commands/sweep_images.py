"""Delete pictures that nothing names."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from articles.images.sweep import DAYS, sweep_images
from articles.management.base import NewsdeskCommand
from articles.management.terminal import batch_progress, show_counts, show_json


class Command(NewsdeskCommand):
    help = "Delete pictures that nothing has named for some days, and files that no row knows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=DAYS, help=f"{DAYS} unless given")
        parser.add_argument("--dry-run", action="store_true", help="show what would be deleted")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["days"] < 0:
            raise CommandError("--days must not be negative.", returncode=2)
        with batch_progress("Sweeping", self.stdout) as progress:
            swept = sweep_images(
                days=options["days"], dry_run=options["dry_run"], progress=progress
            )
        counts = {
            "images": swept.images,
            "addresses": swept.addresses,
            "files": len(swept.files),
        }
        if options["json"]:
            show_json({"totals": counts, "items": swept.files}, self.stdout)
        else:
            show_counts(
                "Would be deleted" if options["dry_run"] else "Deleted", counts, self.stdout
            )
