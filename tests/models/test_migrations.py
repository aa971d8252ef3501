"""The migrations create a usable installation and can be reversed."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection

from articles.models import DEFAULT_THRESHOLD, Article, PublishingRule, RelatedLink

EDITORS_VERBS = {"publish_article", "import_seeds", "resolve_conflict"}
MANAGERS_VERBS = {"manage_rules", "undo_any_run", "add_user"}


def migrate(target):
    call_command("migrate", "articles", target, verbosity=0)


def permissions_of(role):
    return set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))


@pytest.mark.django_db
def test_makemigrations_detects_no_changes(capsys):
    call_command("makemigrations", check=True, dry_run=True)

    assert "No changes detected" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_new_installation_has_one_rule_for_everything():
    rule = PublishingRule.objects.get()

    assert (rule.name, rule.threshold, rule.version) == ("Everything", 70, 1)
    assert DEFAULT_THRESHOLD == 70
    assert (rule.topic, rule.provider, rule.type, rule.leads_only) == (None, None, "", False)


@pytest.mark.django_db
def test_each_role_has_all_permissions_of_the_one_before():
    reviewer, editor, manager = map(permissions_of, ("Reviewer", "Editor", "Managing editor"))

    assert reviewer < editor < manager
    assert "review_article" in reviewer
    assert not reviewer & EDITORS_VERBS
    assert editor >= EDITORS_VERBS
    assert not editor & MANAGERS_VERBS
    assert manager >= MANAGERS_VERBS


@pytest.mark.django_db
def test_no_role_may_change_history():
    for role in ("Reviewer", "Editor", "Managing editor"):
        for noun in ("event", "seedfile", "importrun", "importitem", "publishrun", "publishitem"):
            for verb in ("add", "change", "delete"):
                assert f"{verb}_{noun}" not in permissions_of(role)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite does not compress")
def test_postgresql_compresses_seed_files_with_lz4_where_it_can():
    with connection.cursor() as cursor:
        cursor.execute("SELECT enumvals FROM pg_settings WHERE name = 'default_toast_compression'")
        method = "l" if "lz4" in cursor.fetchone()[0] else ""
        cursor.execute(
            "SELECT attcompression FROM pg_attribute WHERE attname = 'base'"
            " AND attrelid = 'articles_seedfile'::regclass"
        )

        assert cursor.fetchone()[0].strip("\0") == method


@pytest.fixture
def migrated_again(transactional_db):
    """Apply again what a test reversed."""
    yield
    if "articles_publishingrule" in tables():
        PublishingRule.objects.all().delete()
    call_command("migrate", verbosity=0)
    PublishingRule.objects.get_or_create(name="Everything", threshold=70)


def tables():
    names = connection.introspection.table_names()
    return {name for name in names if name.startswith("articles_")}


@pytest.mark.usefixtures("migrated_again")
def test_migrations_can_be_reversed_to_zero_and_applied_again():
    before = tables()

    for app in ("admin", "otp_static", "otp_totp"):
        call_command("migrate", app, "zero", verbosity=0)
    migrate("zero")
    assert tables() == set()
    assert not Group.objects.filter(name="Editor").exists()

    call_command("migrate", verbosity=0)
    assert tables() == before
    assert permissions_of("Editor") >= EDITORS_VERBS
    assert PublishingRule.objects.get().threshold == 70


@pytest.mark.usefixtures("migrated_again")
def test_migrations_going_back_a_step_and_forth_keep_a_changed_rule():
    PublishingRule.objects.all().delete()
    PublishingRule.objects.create(name="Ours", threshold=55, version=2)

    migrate("0002")
    call_command("migrate", "articles", verbosity=0)

    assert PublishingRule.objects.get().threshold == 55


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "field"),
    [
        (Article, "lead_image"),
        (RelatedLink, "article"),
        (RelatedLink, "provider"),
        (RelatedLink, "target"),
    ],
)
def test_foreign_keys_are_constraints_of_the_database(model, field):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table).values()

    columns = [each["columns"] for each in found if each["foreign_key"]]
    assert [model._meta.get_field(field).column] in columns
