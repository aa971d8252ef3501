"""Polling: presence and decisions of other reviewers."""

import pytest
from django.urls import reverse

from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.presence import others_present
from articles.workflow.transitions import publish
from tests.desk.desk import log_in, now, press, queries
from tests.factories import draft, person

pytestmark = pytest.mark.django_db


def pulse(client, *articles, **data):
    seen = [f"{each.pk}:{each.version}" for each in articles]
    return client.post(reverse("desk:poll"), {"seen": seen} | data).json()


def test_poll_returns_decisions_of_others(client):
    log_in(client)
    decided, edited, same = draft(), draft(), draft()
    rival = person("Editor", "rival")
    publish(now(decided), by=rival)
    edit(now(edited), {"excerpt": "Mended."}, by=rival)

    moved = pulse(client, decided, edited, same)["moved"]

    assert set(moved) == {str(decided.pk), str(edited.pk)}
    assert moved[str(decided.pk)]["text"].startswith("rival: published, ")
    assert not moved[str(decided.pk)]["waits"]
    assert moved[str(edited.pk)]["waits"]
    assert moved[str(edited.pk)]["version"] == 2


def test_poll_returns_the_presence_of_others_only(client):
    article, other = draft(), draft()
    rosa = log_in(client)
    assert pulse(client, article, at=article.pk)["here"] == {}
    log_in(client)

    assert pulse(client, article)["here"] == {str(article.pk): f"{rosa} is viewing it"}

    client.force_login(rosa)
    pulse(client, article, other, at=other.pk, left=article.pk, doing="editing")
    there = others_present([article.pk, other.pk], person())
    assert {pk: [str(each) for each in found] for pk, found in there.items()} == {
        other.pk: [f"{rosa} is editing it"]
    }
    client.post(reverse("desk:leave"), {"at": other.pk})
    assert not others_present([other.pk], person())


def test_poll_of_a_deleted_draft_says_so(client):
    log_in(client)
    article = draft()
    pk = article.pk
    article.delete()
    article.pk = pk

    assert pulse(client, article)["moved"][str(pk)]["text"] == "This draft was deleted."


@pytest.mark.parametrize("seen", ["", "x:1", "1:x", "1", ":", "9" * 40 + ":1"])
def test_poll_ignores_invalid_values(client, seen):
    log_in(client)

    answer = client.post(reverse("desk:poll"), {"seen": seen, "at": "x", "left": "y"})

    assert answer.json() == {"moved": {}, "here": {}, "claimed": {}}


def test_poll_takes_few_queries(client, django_assert_max_num_queries):
    log_in(client)
    articles = [draft() for _ in range(20)]
    for article in articles:
        publish(now(article), by=SYSTEM)

    with django_assert_max_num_queries(9):
        pulse(client, *articles, at=articles[0].pk)
    assert queries(client, reverse("desk:my_work"))


def test_post_from_the_page_of_another_person_is_refused(client):
    article, rosa = draft(), person("Editor", "rosa")
    log_in(client)

    answer = press(client, article, "publish", page_owner=rosa.pk)

    assert answer.status_code == 409
    assert "rosa opened this page; you are logged in as" in answer.text
    assert now(article).status == "draft"
