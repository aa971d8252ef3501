"""Many rows at once arrive as they were, on SQLite and through PostgreSQL's COPY."""

from typing import Any

import pytest
from django.db import DataError, connection, transaction
from django.db.models import F, Value

from articles.db.bulk import (
    bulk_transaction,
    insert_rows,
    insert_select,
    reserve_ids,
    stored_time,
    update_rows,
)
from articles.db.json_text import stored_json
from articles.models import Event, Provider, SeedFile, Topic, Verb
from articles.models.value_fields import parse_time
from tests.durability import careful, is_waited_for
from tests.factories import draft, provider, source

pytestmark = pytest.mark.django_db
ODD = {
    "plain": "A heron",
    "nothing": "",
    "an emoji": "\U0001f99a\U0001f468‍\U0001f469‍\U0001f467",
    "backslashes": r"\ \\ \N \. \t \x41 \u0041",
    "COPY's own end": "\\.\n\\.",
    "COPY's null": "\\N",
    "tabs and lines": "a\tb\nc\rd\r\ne",
    "quotes": "\"'`\u00b4“”\u2018\u2019\"\"''",
    "percent": "100 % %s %(a)s %%",
    "line separators": "a\u2028b\u2029c\x85d",
    "no-break space": "10\u00a0%",
    "other scripts": "日本語 العربية हिन्दी",
    "what folds": "e\u0301 ﬁ ½ ™",
    "far planes": "\U0010fffd",
    "long": "ä" * 100_000,
    "markup": "<script>alert('1')</script> &amp; &#8217;",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_text_arrives_as_it_was(text):
    insert_rows(
        Provider,
        ("domain", "name", "description", "other_names", "edited_fields"),
        [("odd.example", text[:200], text, stored_json([text, {text[:9]: text}]), "[]")],
    )

    stored = Provider.objects.get()
    assert (stored.name, stored.description) == (text[:200], text)
    assert stored.other_names == [text, {text[:9]: text}]


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_text_is_updated_to_what_it_was(text):
    one, another = provider("one.example"), provider("another.example")

    update_rows(Provider, ("id", "description"), [(one.pk, ""), (another.pk, text)])

    one.refresh_from_db()
    another.refresh_from_db()
    assert (one.description, another.description) == ("", text)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite keeps texts of any length")
@pytest.mark.parametrize("place", [0, 1])
def test_a_text_that_is_too_long_is_refused_and_not_cut(place):
    some = [provider("one.example"), provider("another.example")]
    names = ["short", "short"]
    names[place] = "x" * 201

    with pytest.raises(DataError), transaction.atomic():
        update_rows(Provider, ("id", "name"), zip([each.pk for each in some], names, strict=True))


def test_of_more_rows_than_a_statement_takes_all_are_updated_and_no_others():
    names = ("domain", "name", "description", "other_names", "edited_fields")
    insert_rows(Provider, names, [(f"{n}.example", "", "", "[]", "[]") for n in range(4_001)])
    pks = list(Provider.objects.order_by("pk").values_list("pk", flat=True))
    moment = stored_time("2031-05-04T08:00:00Z")

    rows = [(pk, str(pk), None if place == 0 else moment) for place, pk in enumerate(pks[:-1])]
    update_rows(Provider, ("id", "name", "edited_at"), rows)

    stored = Provider.objects.order_by("pk")
    assert [each.name for each in stored] == [*map(str, pks[:-1]), ""]
    assert [each.pk for each in stored if each.edited_at is None] == [pks[0], pks[-1]]


def test_numbers_nothing_yes_no_and_times_arrive_as_they_were():
    article = draft()
    moment = "2031-05-04T08:00:00.250000Z"

    insert_rows(
        Event,
        ("article", "version", "at", "actor", "verb", "reason", "before", "after", "undone"),
        [
            (
                article.pk,
                2,
                stored_time(moment),
                None,
                "edited",
                "",
                stored_json({}),
                stored_json({}),
                True,
            )
        ],
    )

    event = article.events.get(version=2)
    assert (event.at, event.actor, event.undone) == (parse_time(moment), None, True)


def test_bytes_arrive_as_they_were():
    data = bytes(range(256)) * 3

    insert_rows(
        SeedFile,
        ("source", "kind", "name", "path", "digest", "content", "base"),
        [(source().pk, "article", "a", "a.md", data[:32], data, stored_json({}))],
    )

    stored = SeedFile.objects.get()
    assert (bytes(stored.digest), bytes(stored.content)) == (data[:32], data)


def test_no_rows_are_no_trouble():
    insert_rows(Topic, ("name", "slug"), [])

    assert not Topic.objects.exists()


def test_reserved_keys_are_free_and_what_comes_later_is_behind_them():
    first = provider("a.example")
    with transaction.atomic():
        keys = list(reserve_ids(Provider, 3))
        insert_rows(
            Provider,
            ("id", "domain", "name", "description", "other_names", "edited_fields"),
            [(key, f"{key}.example", "", "", "[]", "[]") for key in keys],
        )

    later = provider("b.example")
    assert first.pk < min(keys) <= max(keys) < later.pk
    assert len(set(keys)) == 3


def test_keys_of_a_table_without_rows_begin_somewhere():
    with transaction.atomic():
        (key,) = reserve_ids(Topic, 1)

    assert key >= 1


def test_keys_are_not_given_twice_after_the_newest_row_is_gone():
    newest = provider("a.example")
    gone = newest.pk
    newest.delete()

    with transaction.atomic():
        assert min(reserve_ids(Provider, 2)) > gone


def columns():
    return {
        "article": F("pk"),
        "version": F("version") + 1,
        "at": F("published_at"),
        "verb": Value(Verb.EDITED.value),
        "reason": F("title"),
        "before": Value("{}"),
        "after": Value("{}"),
        "undone": Value(False),
    }


def test_rows_made_of_rows_are_counted():
    articles = [draft(title=r"It's 100 % \N"), draft(title="\U0001f99a")]

    count = insert_select(Event, columns(), type(articles[0]).objects.all())

    assert count == 2
    for article in articles:
        assert article.events.get(version=2).reason == article.title


def test_rows_made_of_no_rows_are_none():
    from_none = type(draft()).objects.filter(pk__in=[])

    assert insert_select(Event, columns(), from_none) == 0


def test_a_row_that_breaks_a_rule_leaves_none_of_them(django_db_blocker):
    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        insert_rows(
            Topic,
            ("name", "slug", "short_name", "keywords", "services", "edited_fields"),
            [("a", "a", "", "[]", "{}", "[]"), ("b", "a", "", "[]", "{}", "[]")],
        )

    assert not Topic.objects.exists()


SETTINGS: dict[str, dict[str, Any]] = {
    "sqlite": {"PRAGMA synchronous": 1},
    "postgresql": {"SHOW enable_seqscan": "off", "SHOW synchronous_commit": "off"},
}


def settings():
    with connection.cursor() as cursor:
        return {asked: cursor.execute(asked).fetchone()[0] for asked in SETTINGS[connection.vendor]}


@pytest.fixture
def careful_database(transactional_db):
    with careful():
        yield


@pytest.mark.usefixtures("careful_database")
@pytest.mark.parametrize("goes_wrong", [False, True])
def test_a_step_of_a_run_goes_by_indexes_and_does_not_wait_for_the_disk_and_only_it(goes_wrong):
    before = settings()
    within = {}

    def step():
        with bulk_transaction():
            within.update(settings())
            if goes_wrong:
                raise ZeroDivisionError

    if goes_wrong:
        with pytest.raises(ZeroDivisionError):
            step()
    else:
        step()

    assert within == SETTINGS[connection.vendor]
    assert settings() == before != within


@pytest.mark.usefixtures("careful_database")
def test_a_step_within_a_transaction_leaves_that_one_waited_for():
    with transaction.atomic():
        with bulk_transaction():
            pass

        assert is_waited_for()


@pytest.mark.usefixtures("careful_database")
def test_a_step_of_what_cannot_be_resumed_is_waited_for():
    with bulk_transaction(is_resumable=False):
        assert is_waited_for()


@pytest.fixture
def file_database(transactional_db, tmp_path, monkeypatch):
    """A database that can be closed: the tests' own is in memory."""
    memory, connection.connection = connection.connection, None
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "desk.sqlite3"))
    yield
    connection.close()
    connection.connection = memory


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has nothing to set back")
@pytest.mark.usefixtures("file_database")
def test_a_step_that_loses_its_connection_says_what_went_wrong():
    @bulk_transaction()
    def step():
        connection.close()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        step()


def test_a_step_may_lie_within_a_transaction():
    with transaction.atomic(), bulk_transaction():
        insert_rows(
            Topic,
            ("name", "slug", "short_name", "keywords", "services", "edited_fields"),
            [("birds", "birds", "", "[]", "{}", "[]")],
        )

    assert Topic.objects.get().name == "birds"
