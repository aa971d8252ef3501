"""The last decision can be taken back where it was made."""

import pytest

from articles.models import Article, Status
from articles.workflow.transitions import hold
from tests.admin.sent import address, messages_of, press, save
from tests.factories import draft, person

pytestmark = pytest.mark.django_db


def test_what_was_just_done_can_be_undone_from_its_message(editor):
    article = draft(title="Fog")

    response = press(editor, article, "publish")
    assert f'action="{address(article, "undo", 2)}"' in messages_of(response)[0]
    editor.post(address(article, "undo", 2))

    assert Article.objects.get().status == Status.DRAFT


@pytest.mark.parametrize(
    ("key", "sent", "done", "undone"),
    [
        ("set_expiry", {"at": "2131-05-04T12:00"}, "“Fog”: unpublish time set.",
         "“Set unpublish time” undone for “Fog”."),
        ("hold", {}, "“Fog”: held.", "“Hold” undone for “Fog”."),
    ],
)  # fmt: skip
def test_messages_of_an_action_and_its_undo_are_sentences(editor, key, sent, done, undone):
    article = draft(title="Fog")

    assert done in messages_of(press(editor, article, key, **sent))[0]
    assert messages_of(editor.post(address(article, "undo", 2)))[-1] == undone


def test_a_save_can_be_undone_as_well(editor):
    article = draft(title="Fog")

    save(editor, article, title="Mist")
    editor.post(address(article, "undo", 2))

    assert Article.objects.get().title == "Fog"


def test_the_timeline_offers_it_for_the_newest_decision_alone(editor):
    article = draft()
    press(editor, article, "hold")
    press(editor, article, "release", version=2)
    editor.get(address(article))  # with the messages about both

    page = editor.get(address(article)).content.decode()

    assert address(article, "undo", 3) in page
    assert address(article, "undo", 2) not in page


def test_what_somebody_else_decided_is_not_offered(editor):
    article = draft()
    hold(article, by=person("Editor"))

    assert "Undo</button>" not in editor.get(address(article)).content.decode()
    assert editor.post(address(article, "undo", 2)).status_code == 403


def test_what_was_changed_since_stays_and_says_so(editor):
    article = draft()
    press(editor, article, "hold")
    save(editor, article, title="Mist")

    response = editor.post(address(article, "undo", 2))

    assert "was changed since" in messages_of(response)[-1]
    assert Article.objects.get().held


def test_a_hostile_title_in_the_message_is_text(editor):
    article = draft(title="<script>alert(1)</script>")

    page = editor.post(
        address(article, "do", "hold"), {"version": 1, "reason": ""}, follow=True
    ).content.decode()

    assert ": held." in page
    assert "<script>alert" not in page
