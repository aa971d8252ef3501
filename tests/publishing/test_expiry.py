"""Articles are taken down at their expiry time, and delays are explained."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from articles.jobs.heartbeat import beat
from articles.models import Article, Heartbeat
from articles.publishing import schedule as schedule_module
from articles.publishing.explanations import why
from articles.publishing.policy import Reason
from articles.publishing.rules import judge, rules_in_force
from articles.publishing.schedule import expire_due, late_articles, overdue, publish_due
from articles.workflow.actors import SYSTEM
from articles.workflow.transitions import hold, schedule, set_expiry
from tests.factories import NOON, draft, person, published_article
from tests.publishing.runs import publish_at

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
BEFORE = NOON - timedelta(hours=1)


def test_expire_due_sends_an_expired_article_back_and_holds_it():
    article, by = published_article(), person("Editor", "ed")
    set_expiry(article, at=NOON, by=by, now=BEFORE)

    assert list(expire_due(NOON - timedelta(seconds=1))) == []
    draft(expires_at=NOON)
    (event,) = expire_due(NOON)

    article.refresh_from_db()
    assert (article.status, article.held, article.expires_at) == ("draft", True, None)
    assert event.reason == "set to come down by ed"
    assert event.actor is None


def test_expire_due_continues_after_a_failure(monkeypatch, caplog):
    published_article(title="stuck", expires_at=NOON - MINUTE)
    published_article(title="free", expires_at=NOON)
    break_for(monkeypatch, "unpublish", "stuck")

    events = list(expire_due(NOON + 5 * MINUTE))

    assert [event.article.title for event in events] == ["free"]
    assert "was not taken down on time" in caplog.text
    (late,) = overdue(NOON + 5 * MINUTE)
    assert (late.article.title, late.due) == ("stuck", NOON - MINUTE)


def break_for(monkeypatch, verb, title):
    """The verb dies on the article of this title."""
    real = getattr(schedule_module, verb)

    def act(article, **rest):
        if article.title == title:
            raise DatabaseError("the disk is full")
        return real(article, **rest)

    monkeypatch.setattr(schedule_module, verb, act)


def test_publish_due_continues_after_a_failure_and_holds_the_draft_in_the_end(monkeypatch):
    draft(title="stuck", scheduled_for=NOON - MINUTE)
    draft(title="free", scheduled_for=NOON)
    break_for(monkeypatch, "publish", "stuck")
    beat(NOON + 5 * MINUTE)

    assert len(list(publish_due(NOON + 5 * MINUTE))) == 1
    (late,) = overdue(NOON + 5 * MINUTE)
    assert late.why == "It could not be done. It is retried every minute."

    list(publish_due(NOON + 20 * MINUTE))
    (late,) = overdue(NOON + 20 * MINUTE)
    words = "could not be published on schedule: the disk is full."
    assert late.why == f"Newsdesk holds it: {words}"
    assert Article.objects.get(title="stuck").held


def test_publish_due_skips_an_expired_draft():
    article = draft()
    schedule(article, at=NOON, by=SYSTEM, now=BEFORE)
    set_expiry(article, at=NOON + MINUTE, by=SYSTEM, now=BEFORE)
    later = NOON + timedelta(hours=1)

    assert list(publish_due(later)) == []

    (late,) = overdue(later)
    assert late.why == "Its expiry time has passed too."


def test_publish_run_keeps_only_drafts_that_have_expired():
    later = timezone.now() + timedelta(days=1)
    article = draft(quality=90, expires_at=timezone.now() - MINUTE)
    draft(quality=90, expires_at=later)

    run = publish_at(70)

    assert run.totals == {"published": 1, "kept": 1}
    assert Article.objects.published().get().expires_at == later
    assert judge(article, rules_in_force()).reasons & Reason.EXPIRED
    assert "Its expiry time has passed." in why(article).sentences


def test_overdue_names_who_holds_a_late_draft():
    article = draft(scheduled_for=NOON)
    hold(article, by=person("Reviewer", "ann"), reason="Ask the harbour master", now=BEFORE)

    (late,) = overdue(NOON + 5 * MINUTE)

    assert (late.due, late.why) == (NOON, "ann holds it: Ask the harbour master.")


def test_overdue_without_a_worker_says_so():
    draft(scheduled_for=NOON)
    Heartbeat.objects.create(worker="elsewhere:1:2", at=NOON)

    (late,) = overdue(NOON + 5 * MINUTE)

    assert late.why.startswith("No worker is running")


def test_overdue_starts_after_two_minutes():
    draft(scheduled_for=NOON)
    draft(scheduled_for=NOON + timedelta(hours=1))

    assert not late_articles(NOON + MINUTE).exists()
    assert late_articles(NOON + 2 * MINUTE).count() == 1


def test_overdue_lists_the_longest_delay_first():
    draft(title="second", scheduled_for=NOON)
    published_article(title="first", expires_at=NOON - MINUTE)

    assert [each.article.title for each in overdue(NOON + 5 * MINUTE)] == ["first", "second"]


@pytest.mark.parametrize("number", [1, 30])
def test_overdue_takes_three_queries_for_any_number(number, django_assert_num_queries):
    for _ in range(number):
        draft(scheduled_for=NOON, held=True)

    with django_assert_num_queries(3):
        assert len(overdue(NOON + 5 * MINUTE)) == number
