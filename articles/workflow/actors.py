"""Who acts: a person, or Newsdesk itself."""

from typing import Any

from articles.models import SYSTEM_NAME, ApiToken, Run, User
from articles.workflow.errors import NotAllowed


class System:
    """Newsdesk itself, which does what is scheduled, what a command asks and what rules say.

    Foreign keys to a person are NULL for it, as for deleted accounts; a flag tells them apart.
    """

    def __str__(self) -> str:
        return SYSTEM_NAME


class AccountDeleted(NotAllowed):
    """The account of the person in whose name a job runs was deleted."""


SYSTEM = System()
Actor = User | System


def user_or_none(by: Actor) -> User | None:
    """Return the person for a foreign key, None for the system."""
    return by if isinstance(by, User) else None


def starter_columns(by: Actor) -> dict[str, Any]:
    """Return the columns of a job that say who starts it."""
    user = user_or_none(by)
    return {"started_by": user, "by_system": isinstance(by, System), "token": token_of(by)}


def token_name(by: Actor) -> str:
    """Return the name of the API token through which a person acts, "" without one."""
    token = token_of(by)
    return token.name if token else ""


def token_of(by: Actor) -> ApiToken | None:
    """Return the API token through which a person acts, None without one."""
    return by.api_token if isinstance(by, User) else None


def undoer_columns(by: Actor) -> dict[str, Any]:
    """Return the columns of a job that say who asks for its undo."""
    return {
        "undone_by": user_or_none(by),
        "undone_by_system": isinstance(by, System),
        "undone_by_token": token_of(by),
    }


def starter_of(job: Run) -> Actor:
    """Return who started a job, with their API token. Raise AccountDeleted if they are gone."""
    return _actor(job, job.started_by, job.token, by_system=job.by_system)


def undoer_of(job: Run) -> Actor:
    """Return who asked for the undo of a job, as `starter_of` does."""
    return _actor(job, job.undone_by, job.undone_by_token, by_system=job.undone_by_system)


def _actor(job: Run, person: User | None, token: ApiToken | None, *, by_system: bool) -> Actor:
    if person is not None:
        person.api_token = token
    elif not by_system:
        raise AccountDeleted(f"Stopped: the account of the person who started {job} was deleted.")
    return person or SYSTEM
