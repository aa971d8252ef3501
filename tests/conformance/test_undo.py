"""Undo restores links that cannot be resolved again."""

import pytest

from articles.ingest.pipeline import import_seeds
from articles.ingest.undo import undo_import_run
from articles.models import RelatedLink
from articles.workflow.actors import SYSTEM
from tests.conformance import tables
from tests.conformance.made import only
from tests.factories import seed_text

pytestmark = pytest.mark.django_db

TIME = "2031-05-04T08:00:00Z"
COVERAGE = [{"title": "A storm", "publishedDateTime": TIME, "quality": 90}]


def test_undo_link_to_retitled_article_stays_resolved(tmp_path):
    """The link was resolved by the old title, which undo cannot match again."""
    storm, report = seed_text(title="A storm"), seed_text(title="A report", related=COVERAGE)
    take(tmp_path, storm=storm, report=report)
    renamed = seed_text(title="A storm, renamed")
    take(tmp_path, storm=renamed, report=report)
    assert RelatedLink.objects.filter(target__name="storm").exists()
    before = tables.desk()

    run = take(tmp_path, storm=renamed, report=seed_text(title="A report"))
    undo_import_run(run, by=SYSTEM)

    assert tables.difference(before, tables.desk()) == {}


def take(folder, **files):
    only(folder, {f"{name}.md": text for name, text in files.items()})
    return import_seeds([folder], by=SYSTEM).run
