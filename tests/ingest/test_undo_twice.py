"""Two workers at one undo undo nothing twice."""

import pytest
from django.utils import timezone

from articles.ingest import undo
from articles.models import Article, Event, ImportRun, RunState, Verb
from articles.workflow.actors import SYSTEM
from tests.factories import numbered_seeds, write_seeds
from tests.ingest.desk import imported, run_of
from tests.ingest.interrupting import work_on

pytestmark = pytest.mark.django_db


def test_undo_by_a_worker_that_lost_its_lease_undoes_nothing_twice(tmp_path, monkeypatch):
    imported(write_seeds(tmp_path, numbered_seeds(3)))
    run = run_of(imported(write_seeds(tmp_path, numbered_seeds(3, excerpt="Changed."))))
    next_items = undo._next_items

    def another_worker_is_faster(*args):
        monkeypatch.setattr(undo, "_next_items", next_items)
        ImportRun.objects.filter(pk=run.pk).update(worker="", heartbeat=timezone.now())
        work_on(ImportRun.objects.get(pk=run.pk))
        return next_items(*args)

    monkeypatch.setattr(undo, "_next_items", another_worker_is_faster)
    undo.undo_import_run(run, by=SYSTEM)

    run.refresh_from_db()
    assert Event.objects.filter(verb=Verb.UNDONE).count() == 3
    assert {*Article.objects.values_list("version", flat=True)} == {3}
    assert (run.state, run.totals["undone"], run.totals["undo_skipped"]) == (RunState.UNDONE, 3, 0)
