"""What import runs and publish runs have in common."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class RunState(models.TextChoices):
    """Where a run stands. `running` with a silent heartbeat means interrupted."""

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"
    FAILED = "failed", "Failed"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"


ACTIVE_STATES = (RunState.QUEUED, RunState.RUNNING, RunState.UNDOING)


class Run(models.Model):
    """A piece of work that can be watched, killed, resumed and undone.

    `worker` names the process at work (host:pid:start) and `heartbeat` is its last sign of life.
    `totals` counts the items by outcome. `undone_by` is who asked for its undoing.
    """

    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
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
        """Whose run it is, who may stop and undo it as their own: who started it."""
        return self.started_by_id

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_STATES

    @property
    def done_count(self) -> int:
        """How many items have been dealt with, whatever the outcome; undoing does not count."""
        return sum(n for name, n in self.totals.items() if name not in {"undone", "spared"})

    @property
    def progress(self) -> tuple[int, int]:
        """How much is done, of how much: of the run's own work, or of its undoing. The second is
        0 where it is not known."""
        if self.state != RunState.UNDOING:
            return self.done_count, self.total_count or 0
        left_nothing = ("refused", "unchanged", "kept")
        to_undo = self.done_count - sum(self.totals.get(name, 0) for name in left_nothing)
        return self.totals.get("undone", 0) + self.totals.get("spared", 0), to_undo

    @property
    def percent(self) -> int:
        """How much is done of what there is to do, 0 to 100; 0 where that is not known."""
        done, total = self.progress
        return min(100, 100 * done // total) if total else 0
