"""Whatever an editor writes into a field, the file reads back to it, and other lines stay."""

import pytest

from articles.ingest.pipeline import import_seeds
from articles.models import Article
from articles.seeds.reader import read_article
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.transitions import archive, publish, reject
from tests.conformance.exported import (
    desk_values,
    export,
    exported_values,
    lines_changed_in,
)
from tests.conformance.sites import AI, POWERAPPS, SINGLE_SEED
from tests.workflow.values import NEW_VALUES

pytestmark = pytest.mark.django_db

EMPTY: dict[str, object] = {
    "excerpt": "",
    "provider": "",
    "images": [],
    "related": [],
    "topics": [],
    "heat": None,
}
FIRST_GENERATION = b"""---
title: 'An old "gull"' # quoted by hand
sourceUrl: https://tidewire.example/old
ampUrl: "https://tidewire.example/old/amp"
publishedDateTime: 2019-01-01T00:00:00Z
quality: 12
unknown: { kept: [as, it, is] }
images:
- {url: "https://tidewire.example/1.jpg", width: 1, height: 2}
topics: [ Gulls, "Terns" ]
---

A body.
""".replace(b"\n", b"\r\n")


@pytest.fixture(scope="module", params=["first", "second", "third", "with topics"])
def imported(request, sites, module_desk, tmp_path_factory):
    """One article of each generation."""
    if request.param == "first":
        path = tmp_path_factory.mktemp("first") / "2019-01-01-an-old-gull.md"
        path.write_bytes(FIRST_GENERATION)
    else:
        path = {
            "second": SINGLE_SEED,
            "third": sorted((POWERAPPS / "_news").glob("*.md"))[7],
            "with topics": sorted((AI / "_posts").glob("*.md"))[7],
        }[request.param]
    import_seeds([path], by=SYSTEM, source=request.param)
    return request.param


@pytest.fixture
def article(imported):
    return Article.objects.get(source__name=imported)


@pytest.fixture
def out(article, tmp_path):
    """Where the article's file is exported to."""
    return tmp_path / article.source.name


@pytest.mark.parametrize("field", EMPTY)
def test_export_emptied_field_is_empty_in_file(article, out, field):
    edit(article, {field: EMPTY[field]}, by=SYSTEM)

    export(out.parent)

    assert exported_values(article, out) == desk_values(article)
    assert exported_values(article, out)[field] == EMPTY[field]


def test_export_all_edited_fields_are_in_file(article, out):
    edit(article, NEW_VALUES, by=SYSTEM)

    export(out.parent)

    assert exported_values(article, out) == NEW_VALUES


def test_export_reverted_edit_is_same_bytes(article, out):
    before = desk_values(article)
    edit(article, NEW_VALUES, by=SYSTEM)
    edit(article, before, by=SYSTEM)

    export(out.parent)

    said = bool(read_article("a.md", article.seed_file.data).published)
    assert (lines_changed_in(article, out) == []) is not said


@pytest.mark.parametrize("verb", [publish, reject, archive])
def test_export_status_change_changes_at_most_one_word(article, out, verb):
    verb(article, by=SYSTEM)

    export(out.parent)

    path = out / article.seed_file.path
    assert len(lines_changed_in(article, out)) <= 2
    assert bool(read_article(path.name, path.read_bytes()).published) is (verb is publish)


def test_export_keeps_lines_of_other_fields(article, out):
    edit(article, {"title": "Short", "quality": 1}, by=SYSTEM)

    export(out.parent)

    changed = {line[1:].partition(":")[0] for line in lines_changed_in(article, out)}
    assert changed <= {"title", "quality", "published"}
    assert changed >= {"title", "quality"}
