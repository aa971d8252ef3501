"""Two workers at one undoing take nothing back twice."""

import pytest

from articles.ingest import undo
from articles.models import Article, Event, ImportRun, RunState, Verb
from articles.workflow.actors import SYSTEM
from articles.workflow.run_undo import rows_of
from tests.factories import numbered_seeds, write_seeds
from tests.ingest.desk import imported, run_of

pytestmark = pytest.mark.django_db


def test_a_worker_that_was_thought_dead_takes_back_nothing_twice(tmp_path, monkeypatch):
    """When it wakes up, about to do its slice, somebody else has done it all."""
    imported(write_seeds(tmp_path, numbered_seeds(3)))
    run = run_of(imported(write_seeds(tmp_path, numbered_seeds(3, excerpt="Changed."))))
    undo_batch = undo._undo_batch

    def asleep(*args):
        monkeypatch.setattr(undo, "_undo_batch", undo_batch)
        rows_of(run).update(worker="")
        undo.undo_import_run(ImportRun.objects.get(pk=run.pk), by=SYSTEM)
        return undo_batch(*args)

    monkeypatch.setattr(undo, "_undo_batch", asleep)
    undo.undo_import_run(run, by=SYSTEM)

    assert Event.objects.filter(verb=Verb.UNDONE).count() == 3
    assert {*Article.objects.values_list("version", flat=True)} == {3}
    assert (run.state, run.totals["undone"], run.totals["spared"]) == (RunState.UNDONE, 3, 0)
