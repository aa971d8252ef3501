"""Notes on articles, with mentions of colleagues by @username."""

import re
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone

from articles.models import Article, Note, Notification, User
from articles.seeds.cleaning import without_controls
from articles.workflow.errors import NotAllowed, NotPossible
from articles.workflow.permissions import people_with, require_permission

MAX_LENGTH = 2_000
_MENTION = re.compile(r"(?<![\w.@+-])@([\w.@+-]*\w)")


def add_note(article: Article, text: str, *, by: User, now: datetime | None = None) -> Note:
    """Add a note, and notify the colleagues that it mentions.

    Raise NotAllowed, or NotPossible for an empty text or one that is too long.
    """
    require_permission(by, "review_article")
    text, now = without_controls(text).strip(), now or timezone.now()
    if not text or len(text) > MAX_LENGTH:
        raise NotPossible(f"Write a note of at most {MAX_LENGTH:,} characters.")
    with transaction.atomic():
        note = Note.objects.create(article=article, author=by, at=now, text=text)
        Notification.objects.bulk_create(
            Notification(person=person, article=article, note=note, by=by, at=now)
            for person in mentioned(text)
            if person != by
        )
    return note


def delete_note(note: Note, *, by: User) -> None:
    """Delete one's own note and its notifications."""
    if note.author_id != by.pk:
        raise NotAllowed("Only its author can delete a note.")
    note.delete()


def mentioned(text: str) -> Collection[User]:
    """Return the reviewers who are mentioned in a text. Other words after @ are no mentions."""
    names = {name.lower() for name in _MENTION.findall(text)}
    reviewers = people_with("review_article").alias(lower=Lower("username"))
    return reviewers.filter(lower__in=names) if names else []
