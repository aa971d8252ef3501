"""The migrations make a desk that can be worked with, and can be taken back."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection

from articles.models import DEFAULT_THRESHOLD, Article, PublishingRule
from tests.factories import draft, link

EDITORS_VERBS = {"publish_article", "import_seeds", "settle_conflict"}
HERON = "https://tidewire.example/heron"
KEYS = ["page_key", "title_key_1", "title_key_2", "title_key_3"]
MANAGERS_VERBS = {"manage_rules", "undo_any_run", "add_user"}


def migrate(target):
    call_command("migrate", "articles", target, verbosity=0)


def permissions_of(role):
    return set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))


@pytest.mark.django_db
def test_no_model_has_moved_away_from_its_migrations(capsys):
    call_command("makemigrations", check=True, dry_run=True)

    assert "No changes detected" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_new_desk_has_one_rule_for_everything():
    rule = PublishingRule.objects.get()

    assert (rule.name, rule.threshold, rule.version) == ("Everything", 70, 1)
    assert DEFAULT_THRESHOLD == 70
    assert (rule.topic, rule.provider, rule.type, rule.leads_only) == (None, None, "", False)


@pytest.mark.django_db
def test_there_are_three_roles_each_with_all_that_the_one_before_may():
    reviewer, editor, manager = map(permissions_of, ("Reviewer", "Editor", "Managing editor"))

    assert reviewer < editor < manager
    assert "review_article" in reviewer
    assert not reviewer & EDITORS_VERBS
    assert editor >= EDITORS_VERBS
    assert not editor & MANAGERS_VERBS
    assert manager >= MANAGERS_VERBS


@pytest.mark.django_db
def test_no_role_may_rewrite_history():
    for role in ("Reviewer", "Editor", "Managing editor"):
        for noun in ("event", "seedfile", "importrun", "importitem", "publishrun", "publishitem"):
            for verb in ("add", "change", "delete"):
                assert f"{verb}_{noun}" not in permissions_of(role)


@pytest.fixture
def migrated_again(transactional_db):
    """Whatever a test takes back is there again behind it."""
    yield
    if "articles_publishingrule" in tables():
        PublishingRule.objects.all().delete()
    call_command("migrate", verbosity=0)
    PublishingRule.objects.get_or_create(name="Everything", threshold=70)


def tables():
    names = connection.introspection.table_names()
    return {name for name in names if name.startswith("articles_")}


@pytest.mark.usefixtures("migrated_again")
def test_all_can_be_taken_back_to_nothing_and_made_again():
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
def test_the_rule_that_editors_have_changed_survives_going_back_a_step_and_forth():
    PublishingRule.objects.all().delete()
    PublishingRule.objects.create(name="Ours", threshold=55, version=2)

    migrate("0001")
    call_command("migrate", "articles", verbosity=0)

    assert PublishingRule.objects.get().threshold == 55


@pytest.mark.usefixtures("migrated_again")
def test_articles_that_were_here_before_are_found_as_likely_duplicates():
    article = draft(title="A heron reads the tide tables", web_url=f"{HERON}?ref=tern")
    wanted = Article.objects.values_list(*KEYS).get(pk=article.pk)
    Article.objects.update(**dict.fromkeys(KEYS))

    migrate("0009")
    call_command("migrate", "articles", verbosity=0)

    assert Article.objects.values_list(*KEYS).get(pk=article.pk) == wanted


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite's constraints stay")
@pytest.mark.usefixtures("migrated_again")
def test_the_way_back_gives_postgresql_its_own_constraints_and_the_way_forth_takes_them():
    made = link(draft())

    migrate("0017")
    assert constraints_of("articles_relatedlink") == {
        ("articles_relatedlink_article_id_ba44f149_fk_articles_article_id", True),
        ("articles_relatedlink_provider_id_11fcbe8e_fk_articles_", True),
        ("articles_relatedlink_target_id_dcd7e9fd_fk_articles_article_id", True),
    }
    assert len(constraints_of("articles_image")) == 3

    call_command("migrate", "articles", verbosity=0)
    assert constraints_of("articles_relatedlink") | constraints_of("articles_image") == set()
    assert made.article.links.get() == made


def constraints_of(table):
    """Return the names of a table's foreign keys, and whether each waits for the end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, condeferred FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid = %s::regclass",
            [table],
        )
        return set(cursor.fetchall())
