"""The verbs of events, as in activity streams: actor, verb, object."""

from django.db import models


class Verb(models.TextChoices):
    """What happened to an article. The label says what it was: "published"."""

    IMPORTED = "imported", "imported"
    UPDATED = "updated", "updated from its source"
    WRITTEN = "written", "created"
    EDITED = "edited", "edited"
    RESOLVED = "resolved", "conflicts resolved"
    PUBLISHED = "published", "published"
    UNPUBLISHED = "unpublished", "unpublished"
    RECOMMENDED = "recommended", "recommended"
    WITHDRAWN = "withdrawn", "recommendation withdrawn"
    HELD = "held", "held"
    RELEASED = "released", "released"
    SCHEDULED = "scheduled", "scheduled"
    UNSCHEDULED = "unscheduled", "publish time cleared"
    EXPIRY_SET = "expiry_set", "unpublish time set"
    EXPIRY_CLEARED = "expiry_cleared", "unpublish time cleared"
    FEATURED = "featured", "featured on the home page"
    UNFEATURED = "unfeatured", "no longer featured"
    PICTURE_CHANGED = "picture_changed", "picture changed"
    ADDRESS_CHANGED = "address_changed", "address changed"
    ASSIGNED = "assigned", "assigned"
    REJECTED = "rejected", "rejected"
    ARCHIVED = "archived", "archived"
    REOPENED = "reopened", "reopened as draft"
    UNDONE = "undone", "undone"
