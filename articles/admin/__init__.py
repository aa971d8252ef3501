"""The editors' admin: lists and pages of all nouns. Buttons call workflow and ingest."""

from . import (
    article,
    batch,
    conflict,
    event,
    image,
    import_run,
    provider,
    publish_run,
    publishing_rule,
    rejection_reason,
    related_link,
    saved_view,
    seed_file,
    source,
    topic,
    user,
)
from .site import site

__all__ = [
    "article",
    "batch",
    "conflict",
    "event",
    "image",
    "import_run",
    "provider",
    "publish_run",
    "publishing_rule",
    "rejection_reason",
    "related_link",
    "saved_view",
    "seed_file",
    "site",
    "source",
    "topic",
    "user",
]
