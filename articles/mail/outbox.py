"""Queue mail, and send what is due. Nothing is sent twice; a failure is retried later."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from articles.mail.texts import write_mail
from articles.models import OutgoingMail, User

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 10
BATCH = 50
KEEP = timedelta(days=30)


def is_mail_on() -> bool:
    return bool(settings.NEWSDESK_MAIL)


def queue_mail(kind: OutgoingMail.Kind, users: Iterable[User], key: object, **facts: Any) -> None:
    """Queue a mail to each user who has an address, unless it was queued with this key before.

    Do nothing if mail is off.
    """
    if is_mail_on():
        mails = [
            OutgoingMail(user=user, kind=kind, key=f"{kind}:{key}:{user.pk}", facts=facts)
            for user in users
            if user.email
        ]
        OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True)


def send_due(
    now: datetime | None = None, *, kinds: Iterable[str] = OutgoingMail.Kind, limit: int = BATCH
) -> int:
    """Send the mail of these kinds that is due, up to a limit, and return how many were sent.

    A failure ends the round, because the next mail would wait for the same mail server.
    """
    now, sent = now or timezone.now(), 0
    due = OutgoingMail.objects.filter(sent_at=None, due_at__lte=now, attempts__lt=MAX_ATTEMPTS)
    for mail in due.filter(kind__in=[*kinds]).select_related("user")[:limit]:
        if not _claim(mail, now):
            continue  # another worker has it
        try:
            sent += _deliver(mail)
        except Exception:
            logger.exception("%s was not sent; it is retried", mail)
            later = now + timedelta(minutes=2**mail.attempts)
            OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=None, due_at=later)
            break
    return sent


def delete_old_mail(now: datetime) -> None:
    OutgoingMail.objects.filter(created_at__lt=now - KEEP).delete()


def _claim(mail: OutgoingMail, now: datetime) -> bool:
    mail.attempts += 1
    unsent = OutgoingMail.objects.filter(pk=mail.pk, sent_at=None)
    return bool(unsent.update(sent_at=now, attempts=mail.attempts))


def _deliver(mail: OutgoingMail) -> int:
    """Send a mail and return 1; 0 if there is nothing to say any more."""
    with timezone.override(mail.user.zone):
        written = write_mail(mail)
    return send_mail(*written, None, [mail.user.email]) if written else 0
