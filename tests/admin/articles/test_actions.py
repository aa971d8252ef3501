"""The actions of an article's page, for those who may, and their undo."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from articles.admin.articles.save import CACHE_NOTE
from articles.admin.articles.state_form import FIELD_ACTIONS
from articles.models import Article, Event, Status
from articles.workflow.actions import BY_KEY
from articles.workflow.actors import SYSTEM
from articles.workflow.transitions import hold, schedule
from tests.admin.sent import address, messages_of, press, save
from tests.factories import NOON, draft, in_status, person, published_article
from tests.workflow.transition_cases import FROM, REVIEW, VERBS, ready_for

pytestmark = pytest.mark.django_db
LATER = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")


def page_of(client, article):
    return client.get(address(article)).content.decode()


@pytest.mark.parametrize("name", VERBS)
def test_action_by_an_editor_writes_an_event(editor, name):
    article = ready_for(name, min(FROM[name]))

    press(editor, article, name, reason="because", at=LATER, to=editor.person.username)

    event = Event.objects.filter(article=article).latest("version")
    assert (event.verb, event.actor) == (VERBS[name], editor.person)


@pytest.mark.parametrize("name", VERBS)
def test_action_by_a_reviewer_is_forbidden_unless_the_role_has_it(reviewer, name):
    article = ready_for(name, max(FROM[name]))

    to = reviewer.person.username
    response = press(reviewer, article, name, reason="because", at=LATER, to=to)

    assert Event.objects.filter(verb=VERBS[name]).exists() is (name in REVIEW)
    if BY_KEY[name].group == "status":
        assert response.status_code == (302 if name in REVIEW else 403)


@pytest.mark.parametrize(("status", "code"), [("rejected", 302), ("archived", 403)])
def test_reopen_by_a_reviewer_is_possible_for_rejected_articles_only(reviewer, status, code):
    article = in_status(status)

    assert ('value="reopen"' in page_of(reviewer, article)) is (code == 302)
    assert press(reviewer, article, "reopen").status_code == code


@pytest.mark.parametrize("status", Status.values)
def test_page_offers_exactly_the_possible_actions(editor, status):
    article = in_status(status)

    state = editor.get(address(article)).context["state"]

    offered = {action.key for action in state.buttons}
    for field in state.side_fields:
        offered |= FIELD_ACTIONS[field.name]
    possible = {name for name in VERBS if status in FROM[name] and BY_KEY[name].is_met(article)}
    assert offered - {"unschedule", "clear_expiry", "unfeature"} == possible


@pytest.mark.parametrize("verb", ["publish", "schedule"])
def test_draft_without_a_title_is_not_published_and_its_page_says_why(editor, verb):
    article = draft(title="", name="2031-05-04-harbour")

    response = press(editor, article, verb, at=LATER)

    assert "It has no title, so it cannot be published." in page_of(editor, article)
    assert "This field is required." in response.content.decode()
    assert Article.objects.get().status == Status.DRAFT


@pytest.mark.parametrize(
    ("verb", "sent", "says"),
    [
        ("reject", {}, "Give a reason"),
        ("release", {}, "is not held"),
        ("schedule", {"at": "2001-01-01T00:00"}, "has passed"),
        ("set_expiry", {"at": "soon"}, "Enter a valid date/time"),
        ("assign", {"to": "nessie"}, "There is no user “nessie”."),
        ("hold", {"version": 7}, "Not saved: edit conflict"),
    ],
)
def test_action_that_is_not_possible_is_refused_and_keeps_what_was_typed(editor, verb, sent, says):
    response = press(editor, draft(), verb, title="Typed with care", **sent)

    page = unescape(response.content.decode())
    assert says in page
    assert "Typed with care" in page
    assert Event.objects.count() == 1


@pytest.mark.parametrize("key", ["imported", "edit", "schedule", "nonsense"])
def test_action_without_a_button_is_a_bad_request(editor, key):
    assert editor.post(address(draft()), {"version": 1, "do": key}).status_code == 400


def test_action_needs_the_token_of_the_page(editor):
    article = draft()
    opened = editor.get(address(article))
    editor.handler.enforce_csrf_checks = True

    editor.cookies.clear()
    assert press(editor, article, "publish", opened).status_code == 403
    assert Article.objects.get().status == Status.DRAFT


@pytest.mark.parametrize(
    ("key", "given", "ends"),
    [
        ("publish", {}, {"status": "published"}),
        ("hold", {}, {"held": True}),
        ("reject", {"reason": "dull"}, {"status": "rejected"}),
        ("schedule", {"at": LATER}, {"held": False}),
    ],
)
def test_action_saves_what_was_typed(editor, key, given, ends):
    article = draft(title="Fog", excerpt="")

    response = press(editor, article, key, title="Mist", excerpt="It thins.", **given)

    now = Article.objects.get(**ends)
    assert (now.title, now.excerpt, now.version) == ("Mist", "It thins.", 3)
    saved, done = messages_of(response)
    assert saved == "Saved “Mist”: title, excerpt."
    assert "“Mist”: " in done
    assert (CACHE_NOTE in done) == (key == "publish")
    assert "Undo" in done


def test_save_sets_all_times_and_the_assignee_at_once_and_clears_them(editor):
    article, rosa = draft(), person("Reviewer", "rosa")
    later = "2131-05-05T12:00"
    times = {"scheduled_for": "2131-05-04T12:00", "expires_at": later, "assigned_to": "rosa"}

    response = save(editor, article, **times)

    article.refresh_from_db()
    assert (article.scheduled_for, article.assigned_to) == (NOON.replace(year=2131), rosa)
    said = " ".join(messages_of(response))
    for words in ("scheduled for 4 May 2131, 12:00 UTC.", "unpublish time set, 5 May", "to rosa"):
        assert words in said
    save(editor, article, **dict.fromkeys(times, ""))
    article.refresh_from_db()
    assert not any((article.scheduled_for, article.expires_at, article.assigned_to))


def test_save_leaves_times_that_another_person_set_meanwhile(editor):
    article = draft(title="Fog")
    opened = editor.get(address(article))
    schedule(article, at=NOON.replace(year=2131), by=SYSTEM)

    conflict = save(editor, article, opened=opened, title="Mist", assigned_to="me")
    save(editor, article, opened=conflict)

    article.refresh_from_db()
    assert (article.title, article.assigned_to) == ("Mist", editor.person)
    assert article.scheduled_for == NOON.replace(year=2131)


def test_undo_from_the_message_of_an_action(editor):
    article = draft(title="Fog")

    response = press(editor, article, "publish")
    assert f'action="{address(article, "undo", 2)}"' in messages_of(response)[0]
    editor.post(address(article, "undo", 2))

    assert Article.objects.get().status == Status.DRAFT


@pytest.mark.parametrize(
    ("key", "sent", "done", "undone"),
    [
        ("set_expiry", {"at": "2131-05-04T12:00"}, "“Fog”: unpublish time set, 4 May 2131",
         "“Set unpublish time” undone for “Fog”."),
        ("hold", {}, "“Fog”: held.", "“Hold” undone for “Fog”."),
    ],
)  # fmt: skip
def test_messages_of_an_action_and_its_undo_are_sentences(editor, key, sent, done, undone):
    article = draft(title="Fog")

    assert done in messages_of(press(editor, article, key, **sent))[0]
    assert messages_of(editor.post(address(article, "undo", 2)))[-1] == undone


def test_undo_of_a_save_restores_the_text(editor):
    article = draft(title="Fog")

    save(editor, article, title="Mist")
    editor.post(address(article, "undo", 2))

    assert Article.objects.get().title == "Fog"


def test_timeline_offers_undo_of_the_newest_decision_only(editor):
    article = draft()
    press(editor, article, "hold")
    press(editor, article, "release")
    page_of(editor, article)  # with the messages about both

    page = page_of(editor, article)

    assert address(article, "undo", 3) in page
    assert address(article, "undo", 2) not in page


def test_undo_of_another_persons_decision_is_forbidden(editor):
    article = draft()
    hold(article, by=person("Editor"))

    assert "Undo</button>" not in page_of(editor, article)
    assert editor.post(address(article, "undo", 2)).status_code == 403


def test_undo_after_a_later_change_is_refused(editor):
    article = draft()
    press(editor, article, "hold")
    save(editor, article, title="Mist")

    response = editor.post(address(article, "undo", 2))

    assert "was changed since" in messages_of(response)[-1]
    assert Article.objects.get().held


@pytest.mark.parametrize(("days", "is_warned"), [(3, True), (0, False)])
def test_message_of_feature_says_if_the_article_cannot_lead_yet(editor, days, is_warned):
    article = published_article(published_at=timezone.now() + timedelta(days=days))

    response = press(editor, article, "feature", at="2131-05-04T12:00")

    assert ("It does not lead yet" in messages_of(response)[0]) == is_warned
