"""The editors' admin: lists and pages of all nouns. Buttons call workflow and ingest."""

from . import (
    article,
    conflict,
    event,
    image,
    import_run,
    provider,
    publish_run,
    publishing_rule,
    related_link,
    seed_file,
    source,
    topic,
    user,
)
from .site import site

__all__ = [
    "article",
    "conflict",
    "event",
    "image",
    "import_run",
    "provider",
    "publish_run",
    "publishing_rule",
    "related_link",
    "seed_file",
    "site",
    "source",
    "topic",
    "user",
]
