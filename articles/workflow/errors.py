"""Why a verb did not happen, in words that a person at the desk can act on."""

from django.core.exceptions import PermissionDenied


class WorkflowError(Exception):
    """A verb was refused and nothing was written."""


class NotPossible(WorkflowError):
    """The article's state does not allow the verb, or a value is not acceptable."""


class Stale(WorkflowError):
    """Somebody else changed the article after it was read."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"“{title}” was changed by somebody else in the meantime. Look at it again, "
            "then decide."
        )


class NotAllowed(PermissionDenied):
    """The person's role does not include the verb."""
