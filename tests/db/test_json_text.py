"""JSON that is kept as text reads back as it was, from whichever way it came."""

import json
from typing import Any

import pytest
from django.core import serializers

from articles.db.bulk import update_rows
from articles.db.json_text import stored_json
from articles.models import SeedFile
from tests.factories import source

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {
    "title": 'A "heron" \u2028 at dawn',
    "quality": 70,
    "topics": ["birds", None],
    "related": [{}],
}


@pytest.fixture
def seed():
    return SeedFile.objects.create(
        source=source(), name="a", path="a.md", digest=b"1", content=b"2", base=SAID
    )


def test_an_object_is_stored_and_read(seed):
    assert SeedFile.objects.get(pk=seed.pk).base == SAID
    assert list(SeedFile.objects.values_list("base", flat=True)) == [SAID]


def test_text_that_is_json_already_is_stored_as_it_is(seed):
    update_rows(SeedFile, ("id", "base"), [(seed.pk, stored_json({"title": "B"}))])

    seed.refresh_from_db()
    assert seed.base == {"title": "B"}


def test_many_at_once_are_changed(seed):
    SeedFile.objects.update(base={"title": "C"})

    seed.refresh_from_db()
    assert seed.base == {"title": "C"}


def test_a_new_one_says_nothing():
    assert SeedFile().base == {}


def test_a_dump_reads_back(seed):
    dumped = serializers.serialize("json", [seed])
    (read,) = serializers.deserialize("json", dumped)

    assert json.loads(dumped)[0]["fields"]["base"] == stored_json(SAID)
    assert vars(read.object)["base"] == SAID
