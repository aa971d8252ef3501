"""The list's actions: each article by itself, and what was refused is named."""

import pytest

from articles.admin import article_verbs
from articles.models import Article, Event, Status
from tests.admin.sent import messages_of
from tests.builders import draft, in_status, published_article

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"


def act(client, action, articles, **more):
    data = {"action": action, "_selected_action": [a.pk for a in articles], "index": "0"}
    return client.post(
        f"{LIST}?status__exact=draft" if more.pop("narrow", 0) else LIST, data | more
    )


@pytest.mark.parametrize(
    ("verb", "status", "ends"),
    [
        ("published", "draft", {"status": "published"}),
        ("sent_back", "published", {"status": "draft", "held": True}),
        ("held", "draft", {"held": True}),
        ("rejected", "draft", {"status": "rejected"}),
        ("archived", "published", {"status": "archived"}),
    ],
)
def test_an_action_does_its_verb_on_each_article(editor, verb, status, ends):
    articles = [in_status(status) for _ in range(3)]

    response = act(editor, f"do_{verb}", articles, reason="dull")

    assert Article.objects.filter(**ends).count() == 3
    assert messages_of(response)[0].startswith("3 articles ")
    assert set(Event.objects.filter(verb=verb).values_list("reason", flat=True)) == {"dull"}


def test_the_held_are_released(editor):
    act(editor, "do_released", [draft(held=True)])

    assert not Article.objects.get().held


def test_what_was_refused_is_named_with_the_reason_and_the_rest_is_done(editor):
    live, waiting = published_article(title="Live"), draft(title="Waiting")

    response = act(editor, "do_published", [live, waiting])

    done, refused = messages_of(response)
    assert done == "1 article published."
    assert refused == "Not done: “Live” is published: it cannot be published."
    assert Article.objects.published().count() == 2


def test_many_refusals_are_counted_not_all_named(editor):
    articles = [published_article() for _ in range(article_verbs.NAMED + 5)]

    response = act(editor, "do_published", articles)

    assert len(messages_of(response)) == article_verbs.NAMED + 1
    assert messages_of(response)[-1] == "Not done for 5 more."


def test_a_rejection_needs_a_reason(editor):
    response = act(editor, "do_rejected", [draft()], reason=" ")

    assert "Say why" in messages_of(response)[0]
    assert Article.objects.get().status == Status.DRAFT


def test_more_than_can_be_done_at_once_is_refused_as_a_whole(editor, monkeypatch):
    monkeypatch.setattr(article_verbs, "MOST_AT_ONCE", 2)

    response = act(editor, "do_held", [draft(), draft(), draft()])

    assert "at most 2" in messages_of(response)[0]
    assert not Article.objects.filter(held=True).exists()


def test_all_that_the_filter_shows_can_be_chosen_and_nothing_else_is(editor):
    waiting, live = [draft() for _ in range(3)], published_article()

    act(editor, "do_archived", waiting[:1], select_across="1", narrow=True)

    assert Article.objects.filter(status="archived").count() == 3
    assert Article.objects.get(pk=live.pk).status == Status.PUBLISHED


def test_a_reviewer_is_not_offered_what_a_reviewer_may_not_do(reviewer):
    article = draft()

    page = reviewer.get(LIST).content.decode()
    act(reviewer, "do_published", [article])

    assert "do_rejected" in page
    assert "do_published" not in page
    assert "publish_by_threshold" not in page
    assert Article.objects.get().status == Status.DRAFT


def test_nothing_is_deleted_from_the_list(at_desk):
    assert "delete_selected" not in at_desk("Superuser").get(LIST).content.decode()
