"""Notify people of articles that someone else assigns to them, and mark notifications as read."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from articles.db.retry import retry_on_deadlock
from articles.models import Notification, User
from articles.workflow.actors import Actor, user_or_none


def notify_assigned(
    assigned: Sequence[tuple[int, User | None]], *, by: Actor, now: datetime, undone: bool
) -> None:
    """Notify the new assignees of articles, named by primary key, and no earlier assignees.

    An undo notifies no one.
    """
    if not assigned:
        return
    Notification.objects.filter(article__in=[pk for pk, _ in assigned], note=None).delete()
    Notification.objects.bulk_create(
        Notification(person=person, article_id=pk, by=user_or_none(by), at=now)
        for pk, person in assigned
        if person and person != by and not undone
    )


@retry_on_deadlock
def mark_read(user: User, pk: int | None = None) -> None:
    """Mark one notification of a user, or all, as read."""
    own = user.notifications.unread()
    (own if pk is None else own.filter(pk=pk)).update(read_at=timezone.now())
