"""Bulk writes store values unchanged, on SQLite and through PostgreSQL's COPY."""

import pytest
from django.db import DataError, connection, transaction
from django.db.models import F, Value

from articles.db.bulk import (
    insert_missing,
    insert_rows,
    insert_select,
    reserve_ids,
    stored_time,
    update_rows,
)
from articles.db.json_text import stored_json
from articles.models import Event, Provider, SeedFile, Topic, Verb
from articles.models.value_fields import parse_time
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


@pytest.mark.parametrize("insert", [insert_rows, insert_missing])
@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_insert_stores_any_text_unchanged(insert, text):
    insert(
        Provider,
        ("domain", "name", "description", "other_names", "edited_fields"),
        [("odd.example", text[:200], text, stored_json([text, {text[:9]: text}]), "[]")],
    )

    stored = Provider.objects.get()
    assert (stored.name, stored.description) == (text[:200], text)
    assert stored.other_names == [text, {text[:9]: text}]
    assert stored.edited_fields == []


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_update_rows_stores_any_text_unchanged(text):
    one, another = provider("one.example"), provider("another.example")

    update_rows(Provider, ("id", "description"), [(one.pk, ""), (another.pk, text)])

    one.refresh_from_db()
    another.refresh_from_db()
    assert (one.description, another.description) == ("", text)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite keeps texts of any length")
@pytest.mark.parametrize("place", [0, 1])
def test_update_rows_refuses_a_text_that_is_too_long(place):
    some = [provider("one.example"), provider("another.example")]
    names = ["short", "short"]
    names[place] = "x" * 201

    with pytest.raises(DataError), transaction.atomic():
        update_rows(Provider, ("id", "name"), zip([each.pk for each in some], names, strict=True))


def test_update_rows_of_several_statements_updates_only_these_rows():
    names = ("domain", "name", "description", "other_names", "edited_fields")
    insert_rows(Provider, names, [(f"{n}.example", "", "", "[]", "[]") for n in range(4_001)])
    pks = list(Provider.objects.order_by("pk").values_list("pk", flat=True))
    moment = stored_time("2031-05-04T08:00:00Z")

    rows = [(pk, str(pk), None if place == 0 else moment) for place, pk in enumerate(pks[:-1])]
    update_rows(Provider, ("id", "name", "edited_at"), rows)

    stored = Provider.objects.order_by("pk")
    assert [each.name for each in stored] == [*map(str, pks[:-1]), ""]
    assert [each.pk for each in stored if each.edited_at is None] == [pks[0], pks[-1]]


def test_insert_rows_stores_numbers_nulls_booleans_and_times():
    article = draft()
    moment = "2031-05-04T08:00:00.250000Z"

    columns = {
        "article": article.pk,
        "version": 2,
        "at": stored_time(moment),
        "actor": None,
        "verb": "edited",
        "reason": "",
        "before": stored_json({}),
        "after": stored_json({}),
        "undone": True,
        "by_system": False,
    }

    insert_rows(Event, list(columns), [list(columns.values())])

    event = article.events.get(version=2)
    assert (event.at, event.actor, event.undone) == (parse_time(moment), None, True)


def test_insert_rows_stores_bytes_unchanged():
    data = bytes(range(256)) * 3

    insert_rows(
        SeedFile,
        ("source", "kind", "name", "path", "digest", "content", "base"),
        [(source().pk, "article", "a", "a.md", data[:32], data, stored_json({}))],
    )

    stored = SeedFile.objects.get()
    assert (bytes(stored.digest), bytes(stored.content)) == (data[:32], data)


def test_insert_rows_without_rows_does_nothing():
    insert_rows(Topic, ("name", "slug"), [])

    assert not Topic.objects.exists()


def test_reserved_ids_are_unused_and_later_rows_follow_them():
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


def test_reserve_ids_works_on_an_empty_table():
    with transaction.atomic():
        (key,) = reserve_ids(Topic, 1)

    assert key >= 1


def test_reserve_ids_does_not_reuse_the_id_of_a_deleted_row():
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
        "by_system": Value(False),
    }


def test_insert_select_inserts_and_counts_rows():
    articles = [draft(title=r"It's 100 % \N"), draft(title="\U0001f99a")]

    count = insert_select(Event, columns(), type(articles[0]).objects.all())

    assert count == 2
    for article in articles:
        assert article.events.get(version=2).reason == article.title


def test_insert_select_from_an_empty_queryset_returns_zero():
    from_none = type(draft()).objects.filter(pk__in=[])

    assert insert_select(Event, columns(), from_none) == 0


def test_insert_rows_is_undone_by_a_constraint_violation(django_db_blocker):
    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        insert_rows(
            Topic,
            ("name", "slug", "short_name", "keywords", "services", "edited_fields"),
            [("a", "a", "", "[]", "{}", "[]"), ("b", "a", "", "[]", "{}", "[]")],
        )

    assert not Topic.objects.exists()
