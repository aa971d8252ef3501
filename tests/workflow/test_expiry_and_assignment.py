"""Unpublish times and assignments."""

from datetime import timedelta

import pytest

from articles.models import Article
from articles.workflow.action_columns import check_assignee
from articles.workflow.actors import SYSTEM
from articles.workflow.errors import NotPossible
from articles.workflow.transitions import (
    assign,
    clear_expiry,
    publish,
    schedule,
    set_expiry,
)
from tests.factories import NOON, draft, person, published_article
from tests.workflow.transition_cases import do

pytestmark = pytest.mark.django_db
SOON, LATE = NOON + timedelta(hours=1), NOON + timedelta(hours=5)


def expiry_of(article):
    return Article.objects.values_list("expires_at", flat=True).get(pk=article.pk)


def test_set_expiry_and_clear_expiry_of_a_published_article():
    article = published_article()

    event = set_expiry(article, at=LATE, by=SYSTEM, now=NOON)
    assert (event.before, event.after) == ({"expires_at": None}, {"expires_at": LATE.isoformat()})
    assert expiry_of(article) == LATE

    clear_expiry(article, by=SYSTEM)
    assert expiry_of(article) is None


@pytest.mark.parametrize("at", [NOON, NOON - timedelta(days=1)], ids=["now", "past"])
def test_set_expiry_in_the_past_is_refused(at):
    with pytest.raises(NotPossible, match="has passed"):
        set_expiry(draft(), at=at, by=SYSTEM, now=NOON)


@pytest.mark.parametrize("hours", [1, 2])
def test_set_expiry_before_the_publish_time_is_refused(hours):
    article = draft(scheduled_for=NOON + timedelta(hours=2))

    with pytest.raises(NotPossible, match="is published at 4 May 2031, 14:00 UTC"):
        set_expiry(article, at=NOON + timedelta(hours=hours), by=SYSTEM, now=NOON)


@pytest.mark.parametrize("at", [SOON, LATE])
def test_schedule_after_the_unpublish_time_is_refused(at):
    with pytest.raises(NotPossible, match="is unpublished at 4 May 2031, 13:00 UTC"):
        schedule(draft(expires_at=SOON), at=at, by=SYSTEM, now=NOON)


@pytest.mark.parametrize("verb", ["reject", "archive"])
def test_reject_and_archive_clear_the_unpublish_time(verb):
    article = draft(expires_at=SOON)

    do(verb, article, by=SYSTEM)

    assert expiry_of(article) is None


@pytest.mark.parametrize("verb", ["unpublish", "archive"])
def test_unpublish_and_archive_clear_the_unpublish_time(verb):
    article = published_article(expires_at=SOON)

    event = do(verb, article, by=SYSTEM)

    assert expiry_of(article) is None
    assert event.before["expires_at"] == SOON.isoformat()


@pytest.mark.parametrize(("expires_at", "kept"), [(SOON, SOON), (NOON, None)])
def test_publish_keeps_a_future_unpublish_time_only(expires_at, kept):
    article = draft(expires_at=expires_at)

    publish(article, by=SYSTEM, now=NOON)

    assert (article.status, expiry_of(article)) == ("published", kept)


def test_assign_event_stores_usernames():
    article, ann, ben = draft(), person("Reviewer", "ann"), person("Editor", "ben")

    first = assign(article, to=ann, by=ben)
    second = assign(article, to=ben, by=ann, reason="Yours")
    third = assign(article, to=None, by=ben)

    assert (first.before, first.after) == ({"assigned_to": None}, {"assigned_to": "ann"})
    assert (second.before, second.after) == ({"assigned_to": "ann"}, {"assigned_to": "ben"})
    assert third.after == {"assigned_to": None}
    assert list(ben.assigned_articles.all()) == []


def test_assign_to_a_person_without_permission_is_refused():
    retired = person("Editor")
    retired.is_active = False
    retired.save()

    for unable in person(""), retired:
        with pytest.raises(NotPossible, match="cannot review articles"):
            check_assignee(unable)
        with pytest.raises(NotPossible):
            assign(draft(), to=unable, by=SYSTEM)


@pytest.mark.parametrize(("role", "name"), [("Reviewer", "assigned to ann"), (None, "unassigned")])
def test_assign_again_is_refused(role, name):
    to = role and person(role, "ann")

    with pytest.raises(NotPossible, match=f"is already {name}"):
        assign(draft(assigned_to=to), to=to, by=SYSTEM)


def test_reject_keeps_the_assignment():
    ann = person("Reviewer")
    article = draft(assigned_to=ann)

    do("reject", article, by=SYSTEM)

    assert list(ann.assigned_articles.all()) == [article]
