"""Links and pictures belong to what is there, however the database sees to it."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, NotSupportedError, connection, models, transaction

from articles.db.triggers import module_of
from articles.models import Article, Image, Provider, RelatedLink
from articles.models.owners_upkeep import MADE_BY
from tests.factories import article, link, provider
from tests.models.owners import (
    KEYS,
    NOBODY,
    delete_alone,
    insert,
    insert_statement,
    owned,
    owner,
    row,
)

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="elsewhere the database's own constraints do it"
)
each_key = pytest.mark.parametrize(("model", "name"), KEYS)


def refused(act):
    """At once or at the end of the transaction; return the error."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        taken(act)
    return caught.value


def taken(act):
    act()
    connection.check_constraints()


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@each_key
def test_of_many_rows_one_with_an_owner_that_is_not_there_is_refused(model, name):
    rows = [row(model, name, pk) for pk in (owner(model, name).pk, NOBODY)]

    assert model._meta.db_table in str(refused(lambda: insert(model, *rows)))
    taken(lambda: insert(model, rows[0]))


@each_key
def test_a_row_gets_another_owner_only_if_that_is_there(model, name):
    _, made = owned(model, name)
    other = owner(model, name)
    rows = model.objects.filter(pk=made.pk)

    assert model._meta.db_table in str(refused(lambda: rows.update(**{name: NOBODY})))
    taken(lambda: rows.update(**{name: other}))
    assert getattr(rows.get(), name) == other


@each_key
def test_an_owner_goes_only_when_nothing_belongs_to_it(model, name):
    of, made = owned(model, name)

    assert model._meta.db_table in str(refused(lambda: delete_alone(of)))
    delete_alone(made)
    taken(lambda: delete_alone(of))
    assert not type(of).objects.filter(pk=of.pk).exists()


@each_key
def test_an_owner_keeps_its_key(model, name):
    of, _ = owned(model, name)
    it = type(of).objects.filter(pk=of.pk)

    assert model._meta.db_table in str(refused(lambda: it.update(id=NOBODY)))


def test_a_link_needs_neither_a_provider_nor_a_target():
    taken(lambda: insert(RelatedLink, row(RelatedLink, "", None)))

    made = RelatedLink.objects.get()
    assert (made.provider, made.target) == (None, None)


def test_no_rows_are_no_news():
    taken(lambda: sql("INSERT INTO articles_image (id) SELECT id FROM articles_image"))
    taken(lambda: Article.objects.filter(pk=NOBODY).delete())


def test_an_article_goes_with_all_that_belongs_to_it():
    made, other = article(), article()
    of = link(made, target=other, provider=provider())
    for columns in ({"article": made.pk}, {"link": of.pk}):
        insert(Image, {**row(Image, "", None), **columns})
    link(other, target=made)

    taken(lambda: Article.objects.filter(pk__in=[made.pk, other.pk]).delete())

    assert not RelatedLink.objects.exists()
    assert not Image.objects.exists()
    taken(lambda: Provider.objects.all().delete())


@on_postgresql
def test_the_error_says_what_the_database_s_own_would():
    rows = [row(Image, "link", pk) for pk in (NOBODY + 1, NOBODY)]
    of, _ = owned(RelatedLink, "provider")

    new = refused(lambda: insert(Image, *rows)).__cause__
    gone = refused(lambda: delete_alone(of)).__cause__

    assert new.diag.message_primary == (
        'insert or update on table "articles_image" violates foreign key constraint'
        ' "articles_image_link_id"'
    )
    assert new.diag.message_detail == (
        f'Key (link_id)=({NOBODY}) is not present in table "articles_relatedlink".'
    )
    assert (new.diag.schema_name, new.diag.table_name) == ("public", "articles_image")
    assert (new.sqlstate, new.diag.constraint_name) == ("23503", "articles_image_link_id")
    assert gone.diag.message_primary == (
        'update or delete on table "articles_provider" violates foreign key constraint'
        ' "articles_relatedlink_provider_id" on table "articles_relatedlink"'
    )
    assert gone.diag.message_detail == (
        f'Key (id)=({of.pk}) is still referenced from table "articles_relatedlink".'
    )
    assert (gone.sqlstate, gone.diag.table_name) == ("23503", "articles_relatedlink")


@on_postgresql
def test_it_is_told_of_a_row_that_changes_too():
    _, made = owned(RelatedLink, "target")

    error = refused(lambda: RelatedLink.objects.filter(pk=made.pk).update(target=NOBODY)).__cause__

    assert error.diag.message_detail == (
        f'Key (target_id)=({NOBODY}) is not present in table "articles_article".'
    )
    assert error.diag.constraint_name == "articles_relatedlink_target_id"


@on_postgresql
@each_key
def test_whoever_looks_elsewhere_for_tables_is_checked_all_the_same(model, name):
    of, made = owned(model, name)
    parent, table = of._meta.db_table, model._meta.db_table
    new, values = insert_statement(model, row(model, name, NOBODY))
    sql(f"CREATE TEMP TABLE {parent} (id bigint)")
    sql(f"INSERT INTO pg_temp.{parent} VALUES ({NOBODY})")
    sql("SET LOCAL search_path = ''")

    for statement in (
        (new, *values),
        (f"UPDATE public.{table} SET {name}_id = %s WHERE id = %s", NOBODY, made.pk),
        (f"UPDATE public.{parent} SET id = %s WHERE id = %s", NOBODY, of.pk),
    ):
        assert "violates foreign key" in str(refused(lambda told=statement: sql(*told)))


@on_postgresql
def test_owners_are_not_emptied_alone():
    owned(Image, "provider")
    connection.check_constraints()

    refused(lambda: sql("TRUNCATE articles_provider CASCADE"))

    assert Image.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_desk_is_emptied_as_a_whole():
    for key in KEYS:
        owned(*key)

    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)

    assert not any(model.objects.exists() for model in (Article, Provider, RelatedLink, Image))


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_in_a_transaction_that_does_not_see_what_comes_no_owner_goes():
    of = owner(Image, "provider")

    @transaction.atomic
    def delete():
        sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        delete_alone(of)

    with pytest.raises(NotSupportedError, match="what is committed"):
        delete()


def keys_of(model):
    return [it for it in model._meta.local_fields if isinstance(it, models.ForeignKey)]


@pytest.mark.parametrize("model", [*apps.get_app_config("articles").get_models()])
def test_each_foreign_key_has_a_constraint_or_the_whole_of_its_triggers(model):
    with connection.cursor() as cursor:
        table = model._meta.db_table
        found = connection.introspection.get_constraints(cursor, table).values()
        constrained = {it["columns"][0] for it in found if it["foreign_key"]}
        triggers = triggers_by_table(cursor)

    for key in keys_of(model):
        of = key.related_model._meta.db_table
        wanted = {
            *((table, f"{table}_{key.column}_{when}") for when in ("new", "changed")),
            *((of, f"{table}_{key.column}_{when}") for when in ("gone", "renumbered", "emptied")),
        }
        assert key.column in constrained or wanted <= triggers, key
        assert not (key.column in constrained and wanted & triggers), f"{key} is checked twice"


def triggers_by_table(cursor):
    if connection.vendor != "postgresql":
        return set()
    cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled = 'O'")
    return set(cursor.fetchall())


def test_the_keys_that_are_looked_at_here_are_those_of_the_migration():
    said = [(model._meta.model_name, name) for model, name in KEYS]

    assert tuple(said) == module_of(MADE_BY).KEYS
    assert sum(len(keys_of(model)) for model in (RelatedLink, Image)) == len(KEYS)
