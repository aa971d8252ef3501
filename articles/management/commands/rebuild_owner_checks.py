"""Make the checks of owners anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, connection

from articles.models import rebuild_owner_checks
from articles.models.owners_upkeep import NotMigrated


class Command(BaseCommand):
    requires_system_checks = ()  # it is what they ask for
    help = (
        "On PostgreSQL, look through all links and pictures for owners that are not there, and"
        " make the triggers anew that see to it."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            rebuild_owner_checks(connection)
        except NotMigrated as error:
            raise CommandError(str(error), returncode=2) from error
        except IntegrityError as error:
            raise CommandError(f"Nothing was made anew: {error}", returncode=2) from error
        self.stdout.write("Each link and picture has its owners, and the database sees to it.")
