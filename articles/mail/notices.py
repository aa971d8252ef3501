"""What the worker, or the health endpoint, has to tell people by mail."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from articles.jobs.heartbeat import last_beat
from articles.mail.outbox import delete_old_mail, is_mail_on, queue_mail, send_due
from articles.mail.texts import new_notifications
from articles.models import ImportRun, Notification, OutgoingMail, RunState, User
from articles.seeds.records import time_value
from articles.workflow.permissions import people_with

if TYPE_CHECKING:
    from django.db.models import QuerySet

Kind = OutgoingMail.Kind
DAY = timedelta(days=1)
DIGEST_INTERVAL = timedelta(hours=1)
SETTLED = timedelta(minutes=1)
"""Younger notifications may still be followed by some with an earlier time."""
SILENT = timedelta(minutes=10)
"""After such a silence of all workers managing editors get a mail."""


def send_notices() -> None:
    """Queue what happened since the last time, and send what is due."""
    if is_mail_on():
        now = timezone.now()
        queue_digests(now)
        queue_failed_imports(now)
        delete_old_mail(now)
        send_due(now)


def queue_digests(now: datetime) -> None:
    """Queue a mail about unread mentions and assignments, at most one an hour for each person."""
    until = now - SETTLED
    unread = Notification.objects.unread().filter(at__gt=until - DAY)
    for user in _subscribers("review_article").filter(pk__in=unread.values("person")):
        last = user.outgoing_mail.filter(kind=Kind.DIGEST).order_by("-created_at").first()
        if last is None or last.created_at <= now - DIGEST_INTERVAL:
            since = max(last.facts["until"] if last else "", time_value(until - DAY))
            facts = {"since": since, "until": time_value(until)}
            if new_notifications(user, facts):
                # Two workers that see the same last digest queue one.
                queue_mail(Kind.DIGEST, [user], f"after {last.pk if last else 0}", **facts)


def queue_failed_imports(now: datetime) -> None:
    """Tell managing editors about imports that failed within a day."""
    queued = OutgoingMail.objects.filter(kind=Kind.FAILED_IMPORT, created_at__gt=now - 2 * DAY)
    known = set(queued.values_list("facts__run", flat=True))
    failed = ImportRun.imports.filter(state=RunState.FAILED, finished_at__gt=now - DAY)
    for run in failed.exclude(pk__in=known):
        queue_mail(Kind.FAILED_IMPORT, managing_editors(), run.pk, run=run.pk)


def report_silent_worker(now: datetime | None = None) -> None:
    """Tell managing editors once that no worker has been seen for ten minutes.

    No worker can do this, so the health endpoint calls it. Each call sends one mail at most: the
    answer must not wait long for a slow mail server.
    """
    now, last = now or timezone.now(), last_beat()
    if is_mail_on() and last and now - last > SILENT:
        facts = {"last_seen": time_value(last)}
        queue_mail(Kind.SILENT_WORKER, managing_editors(), facts["last_seen"], **facts)
        send_due(now, kinds=[Kind.SILENT_WORKER], limit=1)


def managing_editors() -> "QuerySet[User]":
    return _subscribers("undo_any_run")


def _subscribers(permission: str) -> "QuerySet[User]":
    return people_with(permission).filter(wants_mail=True).exclude(email="")
