"""Fill an empty desk with samples and print the logins."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from articles.management.base import NewsdeskCommand
from articles.management.demo import LOGINS, PASSWORD, fill_desk
from articles.management.terminal import show_counts


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
        self.stdout.write("\nLogins:")
        for login in LOGINS:
            self.stdout.write(f"  {login.username:8} {PASSWORD}   {login.role or 'Superuser'}")
