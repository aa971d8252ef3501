"""What all long-running jobs have in common."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.models.api_token import ApiToken


class RunState(models.TextChoices):
    """The states of a job. `running` without a valid lease means interrupted."""

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"
    FAILED = "failed", "Failed"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"


ACTIVE_STATES = (RunState.QUEUED, RunState.RUNNING, RunState.UNDOING)


class Run(models.Model):
    """A long-running job with progress, which can be cancelled, resumed and undone.

    `worker` names who holds the lease and `heartbeat` is when it was last renewed (see
    `articles.jobs.lease`). `totals` counts the items by outcome.

    `started_by` is the person in whose name the job runs, and `undone_by` the one who asked for
    the undo. NULL means the system where `by_system` or `undone_by_system` says so; otherwise
    the person's account was deleted, and the job must stop. `token` and `undone_by_token` are the
    API tokens with which they asked for it.
    """

    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    token = models.ForeignKey(
        ApiToken, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_by_token = models.ForeignKey(
        ApiToken, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_system = models.BooleanField(default=False)
    undone_by_system = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    heartbeat = models.DateTimeField(default=timezone.now)
    worker = models.CharField(max_length=300, blank=True)
    total_count = models.PositiveIntegerField(null=True, blank=True)
    totals: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField(default=dict)
    message = models.TextField(blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=RunState.values), name="%(class)s_state_known"
            ),
        ]

    @property
    def owner_id(self) -> int | None:
        """The person who may cancel and undo this job as their own."""
        return self.started_by_id

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_STATES

    @property
    def done_count(self) -> int:
        """Number of items with an outcome; the undo does not count."""
        return sum(n for name, n in self.totals.items() if name not in {"undone", "undo_skipped"})

    @property
    def effect_count(self) -> int:
        """Number of items that the job changed, and that its undo reverts."""
        left_nothing = ("refused", "skipped", "unchanged", "kept")
        return self.done_count - sum(self.totals.get(name, 0) for name in left_nothing)

    @property
    def progress(self) -> tuple[int, int]:
        """Done and total, of the job or of its undo. The total is 0 if unknown."""
        if self.state != RunState.UNDOING:
            return self.done_count, self.total_count or 0
        undone = self.totals.get("undone", 0) + self.totals.get("undo_skipped", 0)
        return undone, self.effect_count

    @property
    def percent(self) -> int:
        """Progress from 0 to 100; 0 if unknown."""
        done, total = self.progress
        return min(100, 100 * done // total) if total else 0
