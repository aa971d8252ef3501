"""Missing parts of the search index are reported and can be rebuilt."""

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


def test_check_of_a_complete_index_is_silent():
    assert warnings() == []


@pytest.mark.parametrize("part", [*TRIGGERS["sqlite"], TABLE])
def test_check_names_the_missing_part_and_the_command(part):
    lose(part)

    (warning,) = warnings()

    assert part in warning.msg
    assert "manage.py rebuild_search_index" in warning.hint


def test_rebuild_indexes_articles_written_before_and_after():
    article(title="Fog")
    lose("articles_words_new")
    article(title="Fog at noon")
    assert found("fog") == {"Fog"}

    connection.check_constraints()
    ran = run("rebuild_search_index")

    assert (ran.code, "2 articles" in ran.out, warnings()) == (0, True, [])
    article(title="Fog at night")
    assert found("fog") == {"Fog", "Fog at noon", "Fog at night"}
    Article.objects.get(title="Fog").delete()
    assert found("fog") == {"Fog at noon", "Fog at night"}


def test_rebuild_works_without_a_table_and_twice():
    article(title="Tide")
    lose(TABLE)

    run("rebuild_search_index")
    connection.check_constraints()
    run("rebuild_search_index")

    assert (found("tide"), warnings()) == ({"Tide"}, [])


def test_check_is_silent_before_the_migration():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations")
    lose(TABLE)

    assert warnings() == []
