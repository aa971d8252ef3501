"""Undo one decision, if the article was not changed since."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from articles.bulk_actions.merging import merge_into
from articles.models import Article, Conflict, Event, Status, User, Verb
from articles.models.value_fields import article_values
from articles.publishing.schedule import publish_due
from articles.workflow.actions import STATE_FIELDS
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.errors import NotAllowed, NotPossible
from articles.workflow.transitions import (
    hold,
    publish,
    reject,
    release,
    schedule,
    set_expiry,
    unpublish,
)
from articles.workflow.undo_event import can_undo, recent_decisions, undo_event, undo_events
from tests.factories import NOON, draft, in_status, link, person, published_article, topic
from tests.publishing.runs import publish_at
from tests.workflow.transition_cases import FROM, LATER, VERBS, do, ready_for

pytestmark = pytest.mark.django_db


def state_of(article):
    return Article.objects.values(*STATE_FIELDS).get(pk=article.pk)


def values_of(article):
    return article_values(Article.objects.for_values().get(pk=article.pk))


def newest_of(article):
    return Event.objects.filter(article=article).order_by("-version")[0]


@pytest.mark.parametrize("verb", VERBS)
def test_undo_restores_the_state_before_each_action(verb):
    for status in FROM[verb]:
        traits = {"expires_at": LATER + timedelta(1)} if status in {"draft", "published"} else {}
        article, by = ready_for(verb, status, **traits), person("Editor")
        before = state_of(article)

        event = do(verb, article, by=by)
        undo = undo_event(event, by=by)

        assert state_of(article) == before
        assert (undo.verb, undo.actor, undo.undone) == (Verb.UNDONE, by, True)
        assert (undo.version, event.undone) == (3, True)
        assert Event.objects.get(pk=event.pk).undone


def test_undo_event_says_what_it_undoes():
    event = hold(draft(), by=SYSTEM, now=NOON)

    undo = undo_event(event, by=SYSTEM)

    assert (undo.before, undo.after) == ({"held": True}, {"held": False})
    assert undo.reason == "undo of version 2: held"


def test_undo_of_an_edit_restores_topics_and_related_links():
    article = draft(topics=(topic("Fog"),))
    link(article, title="Elsewhere")
    before = values_of(article)

    edit(article, {"title": "Changed", "topics": ["Tides"], "related": []}, by=SYSTEM)
    undo_event(newest_of(article), by=SYSTEM)

    assert values_of(article) == before
    article.refresh_from_db()
    assert (article.related_count, article.version) == (1, 3)


def test_undo_of_an_edit_after_a_merge_restores_the_names_in_use():
    old, into = topic("Mist"), topic("Fog")
    article = draft(topics=(old,))
    event = edit(article, {"topics": ["Tide"]}, by=SYSTEM)
    assert event
    merge_into(old, into, by=SYSTEM, expected=0)

    undo = undo_event(event, by=SYSTEM)

    assert undo.after == {"topics": ["Fog"]}
    assert values_of(article)["topics"] == ["Fog"]


def test_undo_of_an_edit_reopens_the_conflict_it_ended():
    article = draft(title="Ours")
    conflict = Conflict.objects.create(
        article=article, field="title", base="x", ours="Ours", source="Source", created_at=NOON
    )
    edit(article, {"title": "Source"}, by=SYSTEM)
    assert not Conflict.objects.unresolved().exists()

    undo_event(newest_of(article), by=SYSTEM)

    assert list(Conflict.objects.unresolved()) == [conflict]


@pytest.mark.parametrize("verb", ["reject", "archive"])
def test_undo_ranks_the_linking_articles_again(verb):
    rival, article = draft(), draft(quality=10)
    link(article, target=rival, quality=90, name="2031-05-04-rival")
    event = do(verb, rival, by=SYSTEM)
    assert Article.objects.get(pk=article.pk).top_related_quality is None

    undo_event(event, by=SYSTEM)

    assert Article.objects.get(pk=article.pk).top_related_quality == 90


def test_undo_after_a_later_change_is_refused_by_name():
    article, ann = draft(title="Fog"), person("Editor", "ann")
    event = hold(article, by=SYSTEM)
    edit(article, {"excerpt": "Thick."}, by=ann, now=NOON)

    with pytest.raises(NotPossible) as refusal:
        undo_event(event, by=SYSTEM)

    words = "“Fog” was changed since: edited by ann (version 3)."
    assert str(refusal.value) == words
    assert Article.objects.get().held


def test_undo_one_by_one_restores_the_first_state():
    article, by = draft(title="Fog"), person("Editor")
    before = state_of(article), values_of(article)
    hold(article, by=by)
    edit(article, {"title": "Mist"}, by=by)
    publish(article, by=by)

    while decisions := list(recent_decisions(by, NOON - timedelta(days=4000))):
        undo_event(decisions[0], by=by)

    assert (state_of(article), values_of(article)) == before
    assert article.events.count() == 7


def test_undo_twice_is_refused():
    event = hold(draft(), by=SYSTEM)
    undo_event(event, by=SYSTEM)

    with pytest.raises(NotPossible, match="undone already"):
        undo_event(Event.objects.get(pk=event.pk), by=SYSTEM)


def test_undo_of_an_event_of_a_run_is_refused():
    draft(quality=80)
    run = publish_at(70)

    with pytest.raises(NotPossible, match=f"{run} did this"):
        undo_event(Event.objects.get(verb=Verb.PUBLISHED), by=SYSTEM)


def test_undo_of_an_event_that_is_no_decision_is_refused():
    with pytest.raises(NotPossible, match="cannot be undone"):
        undo_event(draft().events.get(), by=SYSTEM)


def test_undo_drops_a_publish_time_that_has_passed():
    soon = timezone.now() + timedelta(hours=1)
    article = draft()
    schedule(article, at=soon, by=SYSTEM)
    event = publish(article, by=SYSTEM)

    undo_event(event, by=SYSTEM, now=soon + timedelta(minutes=1))

    assert list(publish_due(soon + timedelta(minutes=2))) == []
    assert state_of(article)["scheduled_for"] is None


def test_undo_drops_an_unpublish_time_that_has_passed():
    article = published_article()
    set_expiry(article, at=NOON, by=SYSTEM, now=NOON - timedelta(hours=1))
    event = unpublish(article, by=SYSTEM, now=NOON)

    undo_event(event, by=SYSTEM, now=NOON + timedelta(hours=1))

    assert not Article.objects.expired(NOON + timedelta(days=1)).exists()
    assert Article.objects.get().status == Status.PUBLISHED


@pytest.mark.parametrize(
    ("verb", "status", "actor", "by", "may"),
    [
        ("hold", "draft", "Reviewer", None, True),
        ("hold", "draft", "Reviewer", "Reviewer", False),
        ("hold", "draft", "Reviewer", "Editor", False),
        ("hold", "draft", "Reviewer", "Managing editor", True),
        ("publish", "draft", "Editor", None, True),
        ("publish", "draft", "Editor", "Managing editor", True),
        ("reopen", "rejected", "Reviewer", None, True),
        ("reopen", "archived", "Editor", "Reviewer", False),
        ("reopen", "archived", "Editor", None, True),
    ],
)
def test_undo_needs_ownership_and_permission(verb, status, actor, by, may):
    actor = person(actor)
    by = person(by) if by else actor
    article = ready_for(verb, status)
    event = do(verb, article, by=actor)

    assert can_undo(event, by) == may
    if may:
        undo_event(event, by=by)
    else:
        with pytest.raises(NotAllowed):
            undo_event(event, by=by)
    assert Event.objects.get(pk=event.pk).undone == may


@pytest.mark.parametrize(("status", "may"), [("draft", True), ("published", False)])
def test_undo_of_an_edit_needs_the_permission_to_edit(status, may):
    article, reviewer = in_status(status), person("Reviewer")
    edit(article, {"title": "Fog"}, by=SYSTEM)
    Event.objects.filter(verb=Verb.EDITED).update(actor=reviewer, by_system=False)

    assert can_undo(newest_of(article), reviewer) == may


def test_recent_decisions_are_the_persons_own_newest_first():
    ann, ben = person("Editor"), person("Editor")
    first, second = draft(name="first"), draft(name="second")
    reject(first, by=ann, now=NOON)
    hold(second, by=ann, now=NOON + timedelta(minutes=1))
    undo_event(hold(draft(name="third"), by=ann, now=NOON), by=ann)
    hold(draft(name="fourth"), by=ben, now=NOON)
    publish(draft(name="old"), by=ann, now=NOON - timedelta(days=1))

    found = recent_decisions(ann, NOON).select_related("article")

    assert [event.article.name for event in found] == ["second", "first"]


def test_undo_of_a_score_without_publish_permission_is_refused():
    article, by = draft(), person("Editor")
    event = edit(article, {"quality": 99}, by=by)
    assert event
    by.groups.set([Group.objects.get(name="Reviewer")])

    with pytest.raises(NotAllowed):
        undo_event(event, by=User.objects.get(pk=by.pk))


def test_undo_events_is_all_or_nothing():
    first, second = hold(draft(), by=SYSTEM), hold(draft(), by=SYSTEM)
    release(Article.objects.get(pk=second.article_id), by=SYSTEM)

    with pytest.raises(NotPossible, match="was changed since"):
        undo_events([first, second], by=SYSTEM)
    assert Article.objects.get(pk=first.article_id).held
