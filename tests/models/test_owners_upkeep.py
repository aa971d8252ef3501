"""What PostgreSQL lacks of the checks of owners is named, and made anew."""

import pytest
from django.core.checks import run_checks
from django.db import IntegrityError, connection, transaction

from articles.db.triggers import module_of
from articles.models import Image, RelatedLink
from articles.models.owners_upkeep import MADE_BY, missing_checks
from tests.management.running import run
from tests.models.owners import NOBODY, insert, owned, row

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="elsewhere the database's own constraints do it"
)
NEW = "articles_image_link_id_new"


def warnings():
    found = run_checks(databases=["default"], app_configs=None, tags=["database"])
    return [each for each in found if each.id == "articles.W002"]


def sql(statement):
    connection.check_constraints()  # nothing is pending on the tables
    with connection.cursor() as cursor:
        cursor.execute(statement)


def rebuild():
    connection.check_constraints()
    return run("rebuild_owner_checks")


def test_checks_that_are_whole_are_no_news():
    assert warnings() == []


def test_to_make_them_anew_where_nothing_is_missing_changes_nothing():
    owned(Image, "link")

    assert (rebuild().code, warnings()) == (0, [])
    assert Image.objects.exists()


@on_postgresql
def test_each_trigger_that_is_missing_is_named_with_its_remedy():
    for name in ("articles_owners_there", "articles_owners_gone"):
        sql(f"DROP FUNCTION {name} CASCADE")
    left = {name for name in module_of(MADE_BY).trigger_names() if name.endswith("_changed")}

    (warning,) = warnings()

    assert {*missing_checks(connection)} == {*module_of(MADE_BY).trigger_names()} - left
    assert NEW in warning.msg
    assert "manage.py rebuild_owner_checks" in warning.hint


@on_postgresql
def test_a_trigger_that_is_turned_off_is_missing():
    sql(f"ALTER TABLE articles_image DISABLE TRIGGER {NEW}")

    assert missing_checks(connection) == [NEW]


@on_postgresql
def test_the_remedy_checks_what_comes():
    sql("DROP FUNCTION articles_owners_there CASCADE")

    assert (rebuild().code, warnings()) == (0, [])

    with pytest.raises(IntegrityError, match=NEW.removesuffix("_new")), transaction.atomic():
        insert(Image, row(Image, "link", NOBODY))


@on_postgresql
def test_the_remedy_names_what_has_lost_its_owner_meanwhile_and_leaves_all_as_it_was():
    sql("DROP FUNCTION articles_owners_there CASCADE")
    insert(RelatedLink, row(RelatedLink, "target", NOBODY))

    ran = rebuild()

    assert ran.code == 2
    assert f'Key (target_id)=({NOBODY}) is not present in table "articles_article"' in ran.err
    assert NEW in missing_checks(connection)


@on_postgresql
def test_before_the_migration_nothing_is_missing():
    sql("DELETE FROM django_migrations WHERE app = 'articles'")
    sql("DROP FUNCTION articles_owners_there CASCADE")

    assert warnings() == []


@on_postgresql
def test_before_the_migration_nothing_is_made_that_it_would_find_made():
    sql("DELETE FROM django_migrations WHERE app = 'articles'")
    sql("DROP FUNCTION articles_owners_there CASCADE")

    ran = rebuild()

    assert ran.code == 2
    assert "Run `manage.py migrate`" in ran.err
    assert NEW in missing_checks(connection)
