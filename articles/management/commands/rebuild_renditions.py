"""Make all renditions again."""

from argparse import ArgumentParser
from typing import Any

from articles.images.background import mark_all_due
from articles.images.renditions import make_renditions
from articles.management.base import NewsdeskCommand
from articles.management.terminal import progress_bar, show_counts, show_json
from articles.models import Rendition, StoredImage


class Command(NewsdeskCommand):
    help = "Make the renditions of all pictures again, after the list of shapes was changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        total = mark_all_due()
        with progress_bar("Making renditions", self.stdout) as show:
            pks = list(StoredImage.objects.values_list("pk", flat=True))
            for done, pk in enumerate(pks, start=1):
                make_renditions(pk)
                show(done, total)
        failed = list(
            Rendition.objects.exclude(reason="")
            .order_by("image", "name", "format")
            .values("image", "name", "format", "reason")
        )
        counts = {
            "images": total,
            "renditions": Rendition.objects.filter(reason="").count(),
            "failed": len(failed),
        }
        if options["json"]:
            show_json({"totals": counts, "items": failed}, self.stdout)
        else:
            show_counts("Renditions", counts, self.stdout)
        for row in failed:
            self.stderr.write(
                f"Picture {row['image']}, {row['name']}.{row['format']}: {row['reason']}"
            )
        if failed:
            raise SystemExit(1)
