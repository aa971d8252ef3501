"""Mail about mentions, assignments, failed imports and a silent worker."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from articles.jobs.heartbeat import beat
from articles.mail.notices import queue_digests, report_silent_worker, send_notices
from articles.mail.outbox import queue_mail
from articles.models import ImportRun, OutgoingMail, RunState, SeedFile, User
from articles.workflow.actors import SYSTEM
from articles.workflow.notes import add_note
from articles.workflow.notifications import mark_read
from articles.workflow.transitions import assign
from tests.factories import draft, person, published_article, source

HOUR = timedelta(hours=1)
NOW = timezone.now()


def with_address(role, name):
    user = person(role, name)
    User.objects.filter(pk=user.pk).update(email=f"{name}@news.example")
    user.refresh_from_db()
    return user


@pytest.fixture
def nina():
    return with_address("Reviewer", "nina")


@pytest.fixture
def maren():
    return with_address("Managing editor", "maren")


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def notices(clock, after=HOUR):
    """Return the mails that are sent at a later time."""
    mail.outbox.clear()
    clock.shift(after)
    send_notices()
    return mail.outbox


def test_digest_lists_mentions_and_assignments_by_others_once(nina, clock):
    editor = with_address("Editor", "ed")
    first, second = draft(title="Fog"), draft(title="Herons")
    assign(first, to=nina, by=editor)
    assign(second, to=nina, by=SYSTEM)
    add_note(draft(title="Gales"), "Is this true, @nina?", by=editor)
    assign(draft(title="My own"), to=nina, by=nina)

    (sent,) = notices(clock)

    assert sent.to == ["nina@news.example"]
    assert sent.subject == "Newsdesk: 3 new mentions or assignments"
    assert "ed assigned “Fog” to you." in sent.body
    assert "The system assigned “Herons” to you." in sent.body
    assert "ed mentioned you in a note on “Gales”: Is this true, @nina?" in sent.body
    assert f"https://news.example/admin/articles/article/{first.pk}/change/" in sent.body
    assert "My own" not in sent.body
    assert notices(clock) == []


def test_digest_is_sent_at_most_once_an_hour(nina, clock):
    assign(draft(title="Fog"), to=nina, by=SYSTEM)
    assert len(notices(clock)) == 1
    assign(draft(title="Herons"), to=nina, by=SYSTEM)

    assert notices(clock, HOUR / 4) == []
    (sent,) = notices(clock)
    assert "Herons" in sent.body
    assert "Fog" not in sent.body


def test_digest_leaves_out_what_was_read_or_reassigned_meanwhile(nina, clock):
    first, second = draft(title="Fog"), draft(title="Herons")
    assign(first, to=nina, by=SYSTEM)
    first.refresh_from_db()
    assign(first, to=None, by=SYSTEM)
    assign(second, to=nina, by=SYSTEM)
    mark_read(nina)

    assert notices(clock) == []


def test_digest_does_not_contain_secured_or_text(nina, clock):
    article = draft(title="Fog", excerpt="Excerpt-text", body="Body-text")
    SeedFile.objects.filter(article=article).update(base={"secured": "Secret"})
    assign(article, to=nina, by=SYSTEM)

    (sent,) = notices(clock)

    assert not any(word in sent.body for word in ("Secret", "Excerpt-text", "Body-text"))


def test_digest_names_twenty_articles_and_counts_the_rest(nina, clock):
    for n in range(22):
        assign(draft(title=f"Report {n}"), to=nina, by=SYSTEM)

    (sent,) = notices(clock)

    assert sent.body.count("“Report") == 20
    assert "And 2 more." in sent.body


@pytest.mark.parametrize("changes", [{"wants_mail": False}, {"email": ""}, {"is_active": False}])
def test_digest_is_not_sent_to_people_who_do_not_want_it(nina, clock, changes):
    assign(draft(), to=nina, by=SYSTEM)
    User.objects.filter(pk=nina.pk).update(**changes)

    assert notices(clock) == []


@pytest.mark.parametrize("change", ["wants_mail", "role"])
def test_queued_digest_is_not_sent_after_a_change_of_the_person(nina, clock, change):
    assign(draft(), to=nina, by=SYSTEM)
    clock.shift(HOUR)
    queue_digests(timezone.now())
    if change == "role":
        nina.groups.clear()
    else:
        User.objects.update(wants_mail=False)

    assert notices(clock) == []


def failed_import(**columns):
    finished = {"state": RunState.FAILED, "finished_at": timezone.now(), "message": "Disk full."}
    return ImportRun.objects.create(source=source(), label="news.zip", **finished | columns)


def test_failed_import_is_mailed_to_managing_editors_once(nina, maren, clock):
    run = failed_import()
    failed_import(dry_run=True)

    (sent,) = notices(clock)

    assert sent.to == ["maren@news.example"]
    assert "Disk full." in sent.body
    assert f"https://news.example/admin/articles/importrun/{run.pk}/change/" in sent.body
    assert notices(clock) == []


@pytest.mark.usefixtures("_broken_server")
def test_failed_import_that_runs_again_is_not_mailed(maren, clock, settings):
    run = failed_import()
    assert notices(clock) == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING)

    assert notices(clock) == []


def test_silent_worker_is_mailed_to_managing_editors_once(maren, clock, client):
    beat()
    clock.shift(HOUR / 12)
    report_silent_worker()
    assert mail.outbox == []

    clock.shift(HOUR)
    for _ in range(2):
        assert client.get("/healthz").json()["worker"] == "not running"

    (sent,) = mail.outbox
    assert sent.to == ["maren@news.example"]
    assert "was last seen" in sent.body


def test_health_check_sends_one_notice_of_the_silent_worker_and_no_other_mail(
    maren, nina, clock, client
):
    with_address("Managing editor", "mo")
    queue_mail(OutgoingMail.Kind.PASSWORD_LINK, [nina], "1", is_new=True)
    beat()
    clock.shift(HOUR)
    sent = []
    for _ in range(3):
        client.get("/healthz")
        sent.append(len(mail.outbox))

    assert sent == [1, 2, 2]
    assert {each.to[0] for each in mail.outbox} == {"maren@news.example", "mo@news.example"}


def test_silent_worker_that_never_ran_is_not_mailed(maren, client):
    client.get("/healthz")

    assert not OutgoingMail.objects.exists()


def test_notices_without_mail_queue_nothing(maren, clock, settings):
    settings.NEWSDESK_MAIL = False
    failed_import()
    published_article()

    assert notices(clock) == []
    assert not OutgoingMail.objects.exists()
