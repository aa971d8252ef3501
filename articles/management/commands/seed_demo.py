"""Fill an empty desk with samples and print the logins."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from articles.images.renditions import make_renditions
from articles.management.base import NewsdeskCommand
from articles.management.demo import LOGINS, PASSWORD, fill_desk
from articles.management.terminal import progress_bar, show_counts
from articles.models import StoredImage


class Command(NewsdeskCommand):
    help = "Fill an empty desk with invented news and one person per role. For DEMO or DEBUG only."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not (settings.DEBUG or settings.NEWSDESK_DEMO):
            raise CommandError(
                "The demo's passwords are public. Set DEMO=true (or DEBUG=true) if you mean it.",
                returncode=2,
            )
        samples = settings.BASE_DIR / "samples"
        if not samples.is_dir():
            raise CommandError(f"There is no file or folder at {samples}.", returncode=2)
        run = fill_desk(samples)
        if run is None:
            self.stdout.write("The desk has articles already; nothing was imported.")
        else:
            show_counts("Published by the default rule", run.totals, self.stdout)
        self._make_pictures()
        self.stdout.write("\nLogins:")
        for login in LOGINS:
            self.stdout.write(f"  {login.username:8} {PASSWORD}   {login.role or 'Superuser'}")

    def _make_pictures(self) -> None:
        """Make all renditions now: the first page that is opened should show its pictures."""
        due = StoredImage.objects.renditions_due_at(timezone.now()).order_by("pk")
        keys = list(due.values_list("pk", flat=True))
        with progress_bar("Making pictures", self.stdout) as show:
            for done, key in enumerate(keys, start=1):
                make_renditions(key)
                show(done, len(keys))
