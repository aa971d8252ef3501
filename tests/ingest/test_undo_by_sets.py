"""Many changed articles go back together, each as if it were alone."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.ingest.undo import undo_import_run
from articles.models import Article, Conflict, ImageUse, RelatedLink
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from tests.conformance import tables
from tests.factories import seed_text, write_seeds
from tests.images.pictures import picture
from tests.ingest.desk import imported, run_of
from tests.workflow.transition_cases import do

pytestmark = pytest.mark.django_db

TIME = "2031-05-04T08:00:00Z"
COVERAGE = [
    {"title": "Report 0", "publishedDateTime": TIME, "quality": 90, "images": [{"url": "a.png"}]},
    {"title": "Unowned", "publishedDateTime": TIME, "quality": 10},
]
CHANGES: tuple[dict[str, Any], ...] = (
    {"excerpt": "Changed."},
    {"topics": ["Fog", "Mist"]},
    {"images": []},
    {"related": COVERAGE[1:]},
    {"related": [], "quality": 99, "topics": ["Mist"]},
    {"provider": {"name": "Other", "domain": "other.example"}, "heat": 7},
    {"publishedDateTime": "2031-05-05T09:00:00Z", "title": "Later"},
)


def seed(number, **keys):
    whole = {
        "title": f"Report {number}",
        "publishedDateTime": TIME,
        "images": [{"url": "a.png"}],
        "related": COVERAGE if number else [],
    }
    return seed_text(**whole | keys)


def site(folder, count):
    write_seeds(folder, {"a.png": picture()})
    return write_seeds(folder, {f"report-{n:03}.md": seed(n) for n in range(count)})


def change(folder, count):
    texts = {f"report-{n:03}.md": seed(n, **CHANGES[n % len(CHANGES)]) for n in range(1, count)}
    return write_seeds(folder, texts)


def test_undo_many_articles_restores_each(tmp_path):
    site(tmp_path, 30)
    imported(tmp_path)
    assert ImageUse.objects.filter(fetch__image__isnull=False).count() == 30
    assert RelatedLink.objects.filter(target__name="report-000").count() == 29
    edit(Article.objects.get(name="report-007"), {"excerpt": "Mine."}, by=SYSTEM)
    edit(Article.objects.get(name="report-008"), {"topics": ["Mine"]}, by=SYSTEM)
    before = tables.desk()
    change(tmp_path, 30)
    report = imported(tmp_path)
    assert Conflict.objects.count() == 2

    run = undo_import_run(run_of(report), by=SYSTEM)

    assert run.totals["undone"] == 29
    assert tables.difference(before, tables.desk()) == {}


def test_undo_many_articles_skips_touched(tmp_path):
    site(tmp_path, 10)
    imported(tmp_path)
    change(tmp_path, 10)
    report = imported(tmp_path)
    touched = ("report-003", "report-004")
    for name in touched:
        do("hold", Article.objects.get(name=name), by=SYSTEM)

    run = undo_import_run(run_of(report), by=SYSTEM)

    assert (run.totals["undone"], run.totals["undo_skipped"]) == (7, 2)
    assert {*run.items.exclude(undo_skipped_reason="").values_list("article__name", flat=True)} == {
        *touched
    }
    assert {a.name for a in Article.objects.filter(links__isnull=True)} == {
        "report-000",
        "report-004",
    }


def test_undo_query_count_is_independent_of_articles(tmp_path):
    counts = [asked_to_undo(tmp_path / str(size), size) for size in (16, 61)]

    assert counts[0] == counts[1]


def asked_to_undo(folder, size):
    imported(site(folder, size))
    report = imported(change(folder, size))
    with CaptureQueriesContext(connection) as asked:
        undo_import_run(run_of(report), by=SYSTEM)
    # The rows that one statement writes are shown as a statement each.
    return sum(not query["sql"].startswith(("UPDATE", "INSERT", "COPY")) for query in asked)
