"""Missing parts of the search index are reported and can be rebuilt."""

import pytest
from django.core.checks import run_checks
from django.db import connection

from articles.models import Article
from articles.search.backends import matching
from articles.search.ddl import PARTS
from tests.factories import article
from tests.management.running import run

pytestmark = pytest.mark.django_db


def warnings():
    found = run_checks(databases=["default"], app_configs=None, tags=["database"])
    return [each for each in found if each.id == "articles.W001"]


def lose(part):
    connection.check_constraints()  # PostgreSQL alters no table with pending checks
    kind = PARTS[connection.vendor][part].split(part)[0].split()[-1]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP {kind} {part}")


def found(text):
    return set(matching(Article.objects.all(), text).values_list("title", flat=True))


def test_check_of_a_complete_index_is_silent():
    assert warnings() == []


@pytest.mark.parametrize("part", PARTS[connection.vendor])
def test_check_names_the_missing_part_and_the_command(part):
    lose(part)

    (warning,) = warnings()

    assert part in warning.msg
    assert "manage.py rebuild_search_index" in warning.hint


@pytest.mark.parametrize("part", PARTS[connection.vendor])
def test_rebuild_restores_a_missing_part_and_indexes_all_articles(part):
    article(title="Fog")
    fog = article(title="Tide")
    Article.objects.filter(pk=fog.pk).update(title="Fog at noon")
    lose(part)

    connection.check_constraints()
    ran = run("rebuild_search_index")

    assert (ran.code, "2 articles" in ran.out, warnings()) == (0, True, [])
    article(title="Fog at night")
    assert found("fog") == {"Fog", "Fog at noon", "Fog at night"}
    Article.objects.get(title="Fog").delete()
    assert found("fog") == {"Fog at noon", "Fog at night"}


def test_check_is_silent_before_the_migration():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations")
    lose(next(iter(PARTS[connection.vendor])))

    assert warnings() == []
