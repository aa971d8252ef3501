"""What the index of words lacks is named, and made anew."""

import pytest
from django.core.checks import run_checks
from django.db import connection

from articles.models import Article
from articles.search.backends import Search
from articles.search.ddl import TABLE, TRIGGERS
from tests.factories import article
from tests.management.running import run

pytestmark = pytest.mark.django_db


def warnings():
    found = run_checks(databases=["default"], app_configs=None, tags=["database"])
    return [each for each in found if each.id == "articles.W001"]


def lose(what):
    """Drop a trigger, or the table with what fills it."""
    connection.check_constraints()  # nothing is pending on the table of articles
    tail = " ON articles_article" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in TRIGGERS[connection.vendor] if what == TABLE else [what]:
            cursor.execute(f"DROP TRIGGER {name}{tail}")
        if what == TABLE:
            cursor.execute(f"DROP TABLE {TABLE}")


def found(text):
    return set(Article.objects.filter(Search(text).condition()).values_list("title", flat=True))


def test_an_index_that_is_whole_is_no_news():
    assert warnings() == []


@pytest.mark.parametrize("part", [*TRIGGERS["sqlite"], TABLE])
def test_what_is_missing_is_named_with_its_remedy(part):
    lose(part)

    (warning,) = warnings()

    assert part in warning.msg
    assert "manage.py rebuild_words" in warning.hint


def test_the_remedy_finds_what_was_written_meanwhile_and_what_comes_later():
    article(title="Fog")
    lose("articles_words_new")
    article(title="Fog at noon")
    assert found("fog") == {"Fog"}

    connection.check_constraints()
    ran = run("rebuild_words")

    assert (ran.code, "2 articles" in ran.out, warnings()) == (0, True, [])
    article(title="Fog at night")
    assert found("fog") == {"Fog", "Fog at noon", "Fog at night"}
    Article.objects.get(title="Fog").delete()
    assert found("fog") == {"Fog at noon", "Fog at night"}


def test_an_index_without_a_table_is_made_anew_and_an_index_that_is_whole_stays_so():
    article(title="Tide")
    lose(TABLE)

    run("rebuild_words")
    connection.check_constraints()
    run("rebuild_words")

    assert (found("tide"), warnings()) == ({"Tide"}, [])


def test_before_the_first_migration_nothing_is_missing():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations")
    lose(TABLE)

    assert warnings() == []
