"""Who has an article open."""

from datetime import timedelta

import pytest

from articles.workflow.presence import mark_absent, mark_present, others_present
from tests.factories import NOON, person

pytestmark = pytest.mark.django_db


def test_others_present_names_each_article_with_the_latest_first():
    ann, ben, me = person(username="ann"), person(username="ben"), person()
    mark_present(ann, 1, now=NOON)
    mark_present(ben, 1, is_editing=True, now=NOON + timedelta(seconds=1))
    mark_present(ann, 2, is_editing=True, now=NOON)
    mark_present(me, 2, now=NOON)
    mark_present(ann, 3, now=NOON)

    found = others_present([1, 2, 4], me, now=NOON + timedelta(seconds=5))

    assert {pk: [str(each) for each in there] for pk, there in found.items()} == {
        1: ["ben is editing it", "ann is viewing it"],
        2: ["ann is editing it"],
    }


def test_others_present_after_90_seconds_of_silence_is_empty():
    mark_present(person(), 1, now=NOON)

    assert others_present([1], person(), now=NOON + timedelta(seconds=89))
    assert not others_present([1], person(), now=NOON + timedelta(seconds=90))


def test_mark_present_again_replaces_the_entry():
    ann, me = person(username="ann"), person()
    mark_present(ann, 1, now=NOON)
    mark_present(ann, 1, is_editing=True, now=NOON + timedelta(seconds=60))

    found = others_present([1], me, now=NOON + timedelta(seconds=120))
    assert [str(each) for each in found[1]] == ["ann is editing it"]


def test_mark_absent_removes_only_that_article():
    ann, me = person(), person()
    mark_present(ann, 1)
    mark_present(ann, 2)

    mark_absent(ann, 1)

    assert list(others_present([1, 2], me)) == [2]


def test_presence_uses_no_query(django_assert_num_queries):
    ann, me = person(), person()

    with django_assert_num_queries(0):
        mark_present(ann, 1)
        others_present(range(60), me)
        mark_absent(ann, 1)
