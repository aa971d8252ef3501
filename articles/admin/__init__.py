"""The editors' admin: lists and pages of all nouns. Buttons call workflow and ingest."""

from articles.admin.accounts import api_tokens as api_token
from articles.admin.accounts import groups as group
from articles.admin.accounts import users as user
from articles.admin.articles import saved_views as saved_view
from articles.admin.conflicts import conflict_admin as conflict
from articles.admin.imports import runs as import_run
from articles.admin.jobs import bulk_actions as bulk_action
from articles.admin.publishing import runs as publish_run
from articles.admin.records import (
    event,
    provider,
    rejection_reason,
    related_link,
    seed_file,
    source,
    topic,
)
from articles.admin.site import site

__all__ = [
    "api_token",
    "bulk_action",
    "conflict",
    "event",
    "group",
    "import_run",
    "provider",
    "publish_run",
    "rejection_reason",
    "related_link",
    "saved_view",
    "seed_file",
    "site",
    "source",
    "topic",
    "user",
]
