"""On PostgreSQL whether links and pictures belong to something is asked once a statement, not once a row.

These two tables are written by the ten thousand, and the checks of their foreign keys took a third of the
server's time. Triggers take the place of the database's own constraints, and promise the same (decision 0029).
Five belong to a key, named after its column:

    articles_image_link_id_new         on the pictures: the links of new rows are there, and locked against going
    articles_image_link_id_changed     on the pictures: so is the link of a row that gets another one, asked row by
                                       row: with a set, changes of all other columns would pay, too
    articles_image_link_id_gone        on the links: none goes to which a picture belongs,
    articles_image_link_id_renumbered  none gets another id,
    articles_image_link_id_emptied     and the table is not emptied alone

Django does not know of it: to it they are foreign keys with constraints, as they still are on SQLite. Whoever lets
it change one of them later:

- `null` and `on_delete`: nothing to do.
- Its type, its name, the key or table it refers to, or that it goes: run `take_back` of this migration before and,
  for what is left, a copy of `make` with the new names behind, which `models.owners_upkeep` then names. PostgreSQL
  refuses to change the type of a column that a trigger looks at; with a name that is gone, triggers fail at the next row.
- A new foreign key from or to these tables gets the database's constraint, as always, and needs nothing.
  tests/models/test_owners.py finds a key that has neither.
"""

from copy import copy

from django.db import migrations, models

from articles.models.image import cascade_first

KEYS = (
    ("relatedlink", "article"),
    ("relatedlink", "provider"),
    ("relatedlink", "target"),
    ("image", "article"),
    ("image", "link"),
    ("image", "provider"),
)
TABLES = ("articles_provider", "articles_article", "articles_relatedlink", "articles_image")
WHEN = ("new", "changed", "gone", "renumbered", "emptied")

_NOT_THERE = """
    RAISE foreign_key_violation USING
        MESSAGE = pg_catalog.format('insert or update on table "%s" violates foreign key constraint "%s"', TG_TABLE_NAME, {name}),
        DETAIL = pg_catalog.format('Key (%s)=(%s) is not present in table "%s".', {column}, {key}, {parent}),
        SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, CONSTRAINT = {name};
"""
_FUNCTIONS = (
    # Arrays, and not joins with what the statement brought: of that the planner knows nothing. FOR KEY SHARE
    # is the lock that the database's own check takes; whoever deletes an owner meanwhile waits, or is waited for.
    """
    CREATE FUNCTION articles_owners_there() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        name text := TG_ARGV[0];
        owned text := TG_ARGV[1];
        owners text := TG_ARGV[2];
        wanted bigint[];
        locked bigint;
        missing bigint;
    BEGIN
        EXECUTE format('SELECT array_agg(DISTINCT %I) FROM added WHERE %1$I IS NOT NULL', owned) INTO wanted;
        IF wanted IS NULL THEN
            RETURN NULL;
        END IF;
        EXECUTE format(
            'SELECT count(*) FROM (SELECT FROM %I.%I WHERE id = ANY($1) ORDER BY id FOR KEY SHARE) AS there',
            TG_TABLE_SCHEMA, owners
        ) INTO locked USING wanted;
        IF locked = cardinality(wanted) THEN
            RETURN NULL;
        END IF;
        EXECUTE format(
            'SELECT min(id) FROM unnest($1) AS id WHERE id NOT IN (SELECT id FROM %I.%I WHERE id = ANY($1))',
            TG_TABLE_SCHEMA, owners
        ) INTO missing USING wanted;
    """  # noqa: S608 ours
    + _NOT_THERE.format(name="name", column="owned", key="missing", parent="owners")
    + "END $$",
    # All that is left is gathered, which is nothing: to find just one the planner would go through the table,
    # where it expects many. What somebody else is about to delete is waited for, as the database's own check does.
    # A snapshot that is older than the statement does not show what came meanwhile.
    """
    CREATE FUNCTION articles_owners_gone() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        name text := TG_ARGV[0];
        belongings text := TG_ARGV[1];
        owned text := TG_ARGV[2];
        lost bigint[];
        missed bigint;
    BEGIN
        IF TG_OP = 'TRUNCATE' THEN
            EXECUTE format('SELECT %I FROM %I.%I WHERE %1$I IS NOT NULL LIMIT 1', owned, TG_TABLE_SCHEMA, belongings)
            INTO missed;
        ELSE
            IF TG_OP = 'UPDATE' THEN
                lost := ARRAY[OLD.id];
            ELSE
                SELECT array_agg(gone.id) INTO lost FROM gone;
            END IF;
            IF lost IS NULL THEN
                RETURN NULL;
            END IF;
            EXECUTE format(
                'SELECT (array_agg(key))[1] FROM (SELECT %I AS key FROM %I.%I WHERE %1$I = ANY($1) FOR KEY SHARE) AS kept',
                owned, TG_TABLE_SCHEMA, belongings
            ) INTO missed USING lost;
        END IF;
        IF missed IS NOT NULL THEN
            RAISE foreign_key_violation USING
                MESSAGE = format(
                    'update or delete on table "%s" violates foreign key constraint "%s" on table "%s"',
                    TG_TABLE_NAME, name, belongings
                ),
                DETAIL = format('Key (id)=(%s) is still referenced from table "%s".', missed, belongings),
                SCHEMA = TG_TABLE_SCHEMA, TABLE = belongings, CONSTRAINT = name;
        ELSIF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
            RAISE feature_not_supported USING
                MESSAGE = format('rows of table "%s" go only in transactions that read what is committed', TG_TABLE_NAME),
                DETAIL = format('What belongs to them in table "%s" could have come meanwhile, unseen.', belongings);
        END IF;
        RETURN NULL;
    END $$
    """,
)
_FUNCTIONS_BACK = ("articles_owners_there", "articles_owners_gone")
# A row at a time it is worth a plan that is kept, and no SET, which costs as much as the question.
_KEY = (
    """
    CREATE FUNCTION {key}_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM FROM {schema}.{parent} WHERE id OPERATOR(pg_catalog.=) NEW.{column} FOR KEY SHARE;
        IF FOUND THEN
            RETURN NULL;
        END IF;
    """
    + _NOT_THERE.format(name="'{key}'", column="'{column}'", key="NEW.{column}", parent="'{parent}'")
    + "END $$",
    """
    CREATE TRIGGER {key}_new AFTER INSERT ON {table} REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION articles_owners_there('{key}', '{column}', '{parent}')
    """,
    """
    CREATE TRIGGER {key}_changed AFTER UPDATE OF {column} ON {table} FOR EACH ROW
    WHEN (NEW.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column}) EXECUTE FUNCTION {key}_changed()
    """,
    """
    CREATE TRIGGER {key}_gone AFTER DELETE ON {parent} REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION articles_owners_gone('{key}', '{table}', '{column}')
    """,
    """
    CREATE TRIGGER {key}_renumbered AFTER UPDATE OF id ON {parent} FOR EACH ROW WHEN (NEW.id IS DISTINCT FROM OLD.id)
    EXECUTE FUNCTION articles_owners_gone('{key}', '{table}', '{column}')
    """,
    """
    CREATE TRIGGER {key}_emptied AFTER TRUNCATE ON {parent}
    FOR EACH STATEMENT EXECUTE FUNCTION articles_owners_gone('{key}', '{table}', '{column}')
    """,
)
_SCHEMA = "SELECT relnamespace::regnamespace FROM pg_class WHERE oid = 'articles_article'::regclass"


def key_of(model, field):
    """Return the name of the key, with which the names of its triggers begin."""
    return f"articles_{model}_{field}_id"


def trigger_names():
    """Return the names of all triggers."""
    return [f"{key_of(*key)}_{when}" for key in KEYS for when in WHEN]


def make(apps, schema_editor):
    """Put our triggers in the place of the database's constraints: what is stored was checked by those."""
    if schema_editor.connection.vendor != "postgresql":
        return
    _lock(schema_editor)
    for statement in _FUNCTIONS:
        schema_editor.execute(statement, params=None)
    schema = _schema(schema_editor.connection)
    for name, field_name in KEYS:
        model = apps.get_model("articles", name)
        field = model._meta.get_field(field_name)
        words = {"key": key_of(name, field_name), "table": model._meta.db_table, "column": field.column,
                 "parent": field.related_model._meta.db_table, "schema": schema}
        for statement in _KEY:
            schema_editor.execute(statement.format(**words), params=None)
        schema_editor.alter_field(model, field, _unchecked(field))


def take_back(apps, schema_editor):
    """Put the database's constraints back, which look through all rows; whatever is left of the triggers goes."""
    if schema_editor.connection.vendor != "postgresql":
        return
    _lock(schema_editor)
    for name in (*_FUNCTIONS_BACK, *(f"{key_of(*key)}_changed" for key in KEYS)):
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
    for name, field_name in KEYS:
        model = apps.get_model("articles", name)
        field = model._meta.get_field(field_name)
        schema_editor.alter_field(model, field, _unchecked(field))  # should one be there already
        schema_editor.alter_field(model, _unchecked(field), field)


def _lock(schema_editor):
    """Before anything is changed. One after the other: who holds a later one and wants an earlier one is a deadlock,
    which PostgreSQL ends by refusing one of the two."""
    schema_editor.execute(f"LOCK TABLE {', '.join(TABLES)} IN ACCESS EXCLUSIVE MODE")


def _unchecked(field):
    """Return the same foreign key without a constraint: the schema editor finds and names that by itself."""
    unchecked = copy(field)
    unchecked.db_constraint = False
    return unchecked


def _schema(connection):
    with connection.cursor() as cursor:
        cursor.execute(_SCHEMA)
        return cursor.fetchone()[0]


def _cascading_first(field, to):
    """Django itself is to delete pictures before their owners; no database hears of it."""
    key = models.ForeignKey(blank=True, db_index=False, null=True, on_delete=cascade_first, related_name="images", to=to)
    return migrations.AlterField(model_name="image", name=field, field=key)


class Migration(migrations.Migration):
    dependencies = [("articles", "0017_base_as_text")]
    operations = [
        _cascading_first("article", "articles.article"),
        _cascading_first("link", "articles.relatedlink"),
        _cascading_first("provider", "articles.provider"),
        migrations.RunPython(make, take_back, elidable=False),
    ]
