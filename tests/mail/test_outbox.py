"""The outbox: mail is sent once, and failures are retried."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone

from articles.mail.outbox import KEEP, MAX_ATTEMPTS, delete_old_mail, queue_mail, send_due
from articles.models import OutgoingMail, User
from tests.factories import person

LINK = OutgoingMail.Kind.PASSWORD_LINK
LATER = timezone.now() + timedelta(hours=1)


@pytest.fixture
def nina():
    user = person("Editor", "nina")
    user.email = "nina@news.example"
    user.save()
    return user


def queue(user, key="1"):
    queue_mail(LINK, [user], key, is_new=True)


def test_queued_mail_is_sent_once(nina):
    queue(nina)
    queue(nina)

    assert (send_due(), send_due()) == (1, 0)
    (sent,) = mail.outbox
    assert sent.to == ["nina@news.example"]
    assert sent.subject == "Your account at Newsdesk"
    assert "https://news.example/admin/set-password/" in sent.body


def test_password_link_is_sent_to_a_user_who_turned_mail_off(nina):
    queue(nina)
    User.objects.update(wants_mail=False)

    assert send_due() == 1


def test_mail_of_a_transaction_that_rolls_back_is_not_sent(nina):
    with transaction.atomic():
        queue(nina)
        transaction.set_rollback(True)

    assert send_due() == 0


def test_user_without_an_address_gets_no_mail():
    queue(person("Editor"))

    assert not OutgoingMail.objects.exists()


def test_mail_that_is_off_queues_nothing(nina, settings):
    settings.NEWSDESK_MAIL = False

    queue(nina)

    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("column", ["is_active", "is_staff"])
def test_user_who_left_meanwhile_gets_no_mail(nina, column):
    queue(nina)
    User.objects.update(**{column: False})

    assert send_due() == 0
    assert mail.outbox == []


@pytest.mark.usefixtures("_broken_server")
def test_failed_mail_is_retried_later_and_given_up_in_the_end(nina):
    queue(nina)

    assert send_due(LATER) == 0
    failed = OutgoingMail.objects.get()
    assert (failed.sent_at, failed.attempts) == (None, 1)
    assert failed.due_at > LATER

    assert send_due(LATER) == 0
    assert OutgoingMail.objects.get().attempts == 1

    for days in range(1, 2 * MAX_ATTEMPTS):
        send_due(LATER + timedelta(days=days))
    assert OutgoingMail.objects.get().attempts == MAX_ATTEMPTS


@pytest.mark.usefixtures("_broken_server")
def test_failed_mail_is_sent_when_the_server_is_back(nina, settings):
    queue(nina)
    send_due(LATER)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert send_due(LATER + timedelta(hours=1)) == 1
    assert len(mail.outbox) == 1


def test_mail_that_another_worker_is_sending_is_not_sent(nina, settings):
    settings.EMAIL_BACKEND = "tests.mail.test_outbox.SendDueMeanwhile"
    queue(nina)

    assert send_due() == 1
    assert len(mail.outbox) == 1


class SendDueMeanwhile(EmailBackend):
    """Another worker sends what is due while this one is sending."""

    def send_messages(self, messages):
        assert send_due() == 0
        return super().send_messages(messages)


def test_old_mail_is_deleted(nina):
    queue(nina)
    OutgoingMail.objects.update(created_at=LATER - KEEP - timedelta(days=1))
    queue(nina, "2")

    delete_old_mail(LATER)

    assert OutgoingMail.objects.count() == 1
