"""What happens to articles."""

from django.db import models


class Verb(models.TextChoices):
    """The closed list of what happens to articles."""

    IMPORTED = "imported", "imported"
    UPDATED = "updated", "updated from its source"
    WRITTEN = "written", "written"
    EDITED = "edited", "edited"
    SETTLED = "settled", "settled a conflict"
    PUBLISHED = "published", "published"
    SENT_BACK = "sent_back", "sent back to draft"
    HELD = "held", "held"
    RELEASED = "released", "released"
    SCHEDULED = "scheduled", "scheduled"
    UNSCHEDULED = "unscheduled", "taken off the schedule"
    EXPIRY_SET = "expiry_set", "given a time to come down"
    EXPIRY_CLEARED = "expiry_unset", "no longer given a time to come down"
    ASSIGNED = "assigned", "assigned"
    REJECTED = "rejected", "rejected"
    ARCHIVED = "archived", "archived"
    REOPENED = "reopened", "reopened as draft"
    UNDONE = "undone", "undone"
