"""A preview that two people decide about at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.db import connection, transaction

from articles.ingest.confirm import confirm
from articles.ingest.preview import discard_preview, refresh_preview, start_preview
from articles.models import RunState
from articles.workflow.errors import NotPossible
from tests.factories import numbered_seeds, person, write_seeds
from tests.ingest.interrupting import work_on

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer"),
]
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("change", [discard_preview, refresh_preview])
def test_change_of_a_preview_that_is_being_confirmed_is_refused(tmp_path, settings, change):
    settings.NEWSDESK_IMPORT_FOLDERS = [str(tmp_path)]
    editor = person("Editor")
    preview = start_preview([write_seeds(tmp_path, numbered_seeds(1))], by=editor, label="seeds")
    work_on(preview)

    def change_then_close():
        try:
            change(preview, by=editor)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            confirm(preview, by=editor)
            changing = pool.submit(change_then_close)
            while not (waits_for_a_lock() or changing.done()):
                sleep(0.01)
        with pytest.raises(NotPossible):
            changing.result()

    preview.refresh_from_db()
    assert preview.state == RunState.DONE
