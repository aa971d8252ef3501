"""The base of the commands: exit code 2 and a plain sentence for errors of the system."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, IntegrityError

from articles.jobs.lease import wait_until_free
from articles.models import Run


class NewsdeskCommand(BaseCommand):
    """A command that exits with 0 (done), 1 (done, but something was refused) or 2 (not run)."""

    requires_system_checks = ()  # they import every page

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except (DatabaseError, OSError) as error:
            again = "Start the command again; it goes on where it was."
            raise CommandError(f"{_sentence(error)} {again}", returncode=2) from error

    def wait_for(self, job: Run | None) -> None:
        """If a worker has a job, wait until it renews its lease, or until the lease expires.

        A killed command leaves a lease behind, so that it can be started again at once.
        """
        if job is not None and job.is_active and job.worker:
            wait_until_free(
                job,
                on_wait=lambda: self.stderr.write(
                    f"{job} has a worker. Waiting for its next batch, or for its lease to expire."
                ),
            )


def _sentence(error: DatabaseError | OSError) -> str:
    """Say what failed, without SQL or values of rows."""
    if isinstance(error, OSError):
        place = f" ({error.filename})" if error.filename else ""
        return f"{error.strerror or error}{place}."
    if isinstance(error, IntegrityError):
        return "The database refused a row that something else has stored meanwhile."
    return "The database does not answer, or was interrupted."
