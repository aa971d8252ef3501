"""Who acts: a person, or Newsdesk itself."""

from articles.models import Run, User


class System:
    """Newsdesk itself, which does what is scheduled, what a command asks and what rules say.

    Foreign keys to a person are NULL for it: see `user_or_none`.
    """

    def __str__(self) -> str:
        return "Newsdesk"


SYSTEM = System()
Actor = User | System


def user_or_none(by: Actor) -> User | None:
    """Return the person for a foreign key, None for the system."""
    return by if isinstance(by, User) else None


def starter_of(job: Run) -> Actor:
    """Return who started a job."""
    return job.started_by or SYSTEM


def undoer_of(job: Run) -> Actor:
    """Return who asked for the undo of a job."""
    return job.undone_by or SYSTEM
