"""Programs edit fields and decide about articles."""

import pytest

from articles.models import Article, Event, Topic
from tests.api.pushing import Program
from tests.factories import draft, published_article, topic

EDITOR = ("view_article", "change_article", "review_article", "publish_article")


@pytest.fixture
def program():
    return Program(*EDITOR)


def patch(program, article, values, **headers):
    path = f"/api/v1/desk/articles/{article.pk}"
    data = {"values": values, "reason": "typing error"}
    return program.patch(path, data, content_type="application/json", headers=headers)


def test_edit_of_the_version_that_was_read(program):
    article = draft(title="Tide", topics=(topic(),))
    read = program.get(f"/api/v1/desk/articles/{article.pk}")

    changes = {"title": "The tide", "topics": [], "published_at": "2031-05-04T09:00:00+02:00"}
    answer = patch(program, article, changes, **{"If-Match": read["ETag"]})

    assert answer.status_code == 200
    assert answer["ETag"] == f'"{article.version + 1}"'
    shown = answer.json()["values"]
    assert (shown["title"], shown["topics"]) == ("The tide", [])
    assert shown["published_at"] == "2031-05-04T07:00:00Z"
    event = Event.objects.get(article=article, verb="edited")
    assert (event.reason, event.token_name) == ("typing error", program.token.name)
    assert event.actor == program.token.owner


def test_edit_of_an_older_version_is_refused(program):
    article = draft()
    patch(program, article, {"title": "First"}, **{"If-Match": f'"{article.version}"'})

    answer = patch(program, article, {"title": "Second"}, **{"If-Match": f'"{article.version}"'})

    assert answer.status_code == 412
    article.refresh_from_db()
    assert article.title == "First"


@pytest.mark.parametrize("value", ['W/"1"', '"0"', "1", '"x"', '""'])
def test_other_etags_do_not_match(program, value):
    article = draft()

    assert patch(program, article, {"title": "New"}, **{"If-Match": value}).status_code == 412


def test_edit_without_a_version_is_refused(program):
    assert patch(program, draft(), {"title": "New"}).status_code == 428


def test_edit_that_changes_nothing_writes_nothing(program):
    article = draft()
    before = Event.objects.count()

    answer = patch(program, article, {"title": article.title}, **{"If-Match": "*"})

    assert answer.json()["version"] == article.version
    assert Event.objects.count() == before


BAD_VALUES = [
    {"title": "x" * 400},
    {"title": 7},
    {"quality": "high"},
    {"quality": -5},
    {"published_at": "yesterday"},
    {"published_at": "2031-05-04T07:00:00"},
    {"published_at": "0001-01-01T00:00:00+14:00"},
    {"topics": [["a"]]},
    {"topics": "a"},
    {"images": [{"url": 1}]},
    {"images": [{"address": "https://p.example"}]},
    {"related": [{"title": "A", "unknown": 1}]},
    {"related": [None]},
    {"web_url": "javascript:alert(1)"},
    {"status": "published"},
    {"secured": "x"},
    {"title": "\u0000"},
    {"body": "\ud800"},
]


@pytest.mark.parametrize("values", BAD_VALUES, ids=str)
def test_bad_values_are_refused(program, values):
    answer = patch(program, draft(), values, **{"If-Match": "*"})

    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert not Event.objects.filter(verb="edited").exists()


def test_live_article_and_scores_take_the_permission_to_publish():
    program = Program("view_article", "change_article")

    for article, values in ((published_article(), {"title": "New"}), (draft(), {"quality": 99})):
        answer = patch(program, article, values, **{"If-Match": "*"})
        assert answer.status_code == 403
        assert "publish_article" in answer.json()["detail"]


def test_new_topic_takes_the_permission_to_add_topics(program):
    answer = patch(program, draft(), {"topics": ["Brand new"]}, **{"If-Match": "*"})
    assert answer.status_code == 403
    assert "add_topic" in answer.json()["detail"]

    other = Program("view_article", "change_article", "add_topic")
    assert patch(other, draft(), {"topics": ["Brand new"]}, **{"If-Match": "*"}).status_code == 200
    assert Topic.objects.filter(name="Brand new").exists()


def test_decisions(program):
    article = draft()
    path = f"/desk/articles/{article.pk}"

    for action, status, held in (
        ("hold", "draft", True),
        ("release", "draft", False),
        ("publish", "published", False),
        ("unpublish", "draft", True),
        ("archive", "archived", False),
        ("reopen", "draft", False),
    ):
        answer = program.send(f"{path}/{action}").json()
        assert (answer["status"], answer["held"]) == (status, held), action
    events = Event.objects.filter(article=article).exclude(token_name="")
    assert events.count() == 6


def test_rejection_needs_a_reason(program):
    article = draft()

    for body in (None, {}, {"reason": " "}):
        answer = program.send(f"/desk/articles/{article.pk}/reject", body)
        assert answer.status_code == 422
    answer = program.send(f"/desk/articles/{article.pk}/reject", {"reason": "Not news"})
    assert answer.json()["status"] == "rejected"
    assert Event.objects.get(verb="rejected").reason == "Not news"


def test_action_that_the_state_does_not_allow_is_refused(program):
    article = draft(title="")

    answer = program.send(f"/desk/articles/{article.pk}/publish")

    assert answer.status_code == 409
    assert "incomplete" in answer.json()["detail"]
    ahead, past = {"at": "2031-06-01T08:00:00Z"}, {"at": "2001-01-01T00:00:00Z"}
    assert program.send(f"/desk/articles/{article.pk}/schedule", ahead).status_code == 409
    assert program.send(f"/desk/articles/{draft().pk}/schedule", past).status_code == 409


def test_scheduling_takes_a_time(program):
    article = draft()

    answer = program.send(
        f"/desk/articles/{article.pk}/schedule", {"at": "2031-06-01T08:00:00+02:00"}
    )
    assert answer.json()["scheduled_for"] == "2031-06-01T06:00:00Z"


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("schedule", None),
        ("schedule", {}),
        ("set_expiry", {"reason": "Old by then"}),
        ("schedule", {"at": "2031-06-01T08:00:00"}),
        ("schedule", {"at": "tomorrow"}),
        ("publish", {"at": "2031-06-01T08:00:00Z"}),
    ],
)
def test_time_that_is_missing_or_not_taken_is_named(program, action, body):
    article = draft()

    answer = program.send(f"/desk/articles/{article.pk}/{action}", body)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["at"]
    assert Article.objects.get().status == "draft"


def test_decision_about_another_version_is_refused(program):
    article = draft()

    answer = program.send(f"/desk/articles/{article.pk}/publish", {}, **{"If-Match": '"99"'})

    assert answer.status_code == 412
    assert Article.objects.get().status == "draft"


def test_unknown_article_or_action_is_not_found(program):
    assert program.send("/desk/articles/999999/publish").status_code == 404
    assert program.send(f"/desk/articles/{draft().pk}/explode").status_code in {404, 422}
    assert program.get(f"/api/v1/desk/articles/{10**30}").status_code == 404
