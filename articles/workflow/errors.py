"""Why an action was refused, in sentences that a person can act on."""

from django.core.exceptions import PermissionDenied


class WorkflowError(Exception):
    """An action was refused and nothing was written."""


class NotPossible(WorkflowError):
    """The article's state does not allow the action, or a value is not acceptable."""


class Stale(WorkflowError):
    """The article was changed after it was read."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"“{title}” was changed by someone else in the meantime. Reload and decide again."
        )


class NotAllowed(PermissionDenied):
    """The person's role does not include the action; `permission` is what is missing, if known."""

    def __init__(self, message: str, permission: str = "") -> None:
        super().__init__(message)
        self.permission = permission
