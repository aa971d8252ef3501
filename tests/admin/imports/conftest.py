"""Confirm previews and run the jobs that they start."""

import pytest

from tests.admin.importing import press, ticked


@pytest.fixture
def run_jobs(django_capture_on_commit_callbacks):
    """Return a context manager that runs the enqueued jobs at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def import_all(run_jobs):
    """Return a function that confirms a preview and runs its import."""

    def confirm(client, page):
        with run_jobs():
            return press(client, page, "confirm", **ticked(page))

    return confirm
