"""JSON stored as text reads back unchanged."""

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


def test_json_text_stores_and_reads_an_object(seed):
    assert SeedFile.objects.get(pk=seed.pk).base == SAID
    assert list(SeedFile.objects.values_list("base", flat=True)) == [SAID]


def test_json_text_stores_json_unchanged(seed):
    update_rows(SeedFile, ("id", "base"), [(seed.pk, stored_json({"title": "B"}))])

    seed.refresh_from_db()
    assert seed.base == {"title": "B"}


def test_json_text_supports_bulk_update(seed):
    SeedFile.objects.update(base={"title": "C"})

    seed.refresh_from_db()
    assert seed.base == {"title": "C"}


def test_json_text_default_is_empty():
    assert SeedFile().base == {}


def test_json_text_survives_dumpdata_and_loaddata(seed):
    dumped = serializers.serialize("json", [seed])
    (read,) = serializers.deserialize("json", dumped)

    assert json.loads(dumped)[0]["fields"]["base"] == stored_json(SAID)
    assert vars(read.object)["base"] == SAID
