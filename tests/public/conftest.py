"""What the tests of the public pages share."""

from datetime import timedelta

import pytest
import time_machine

from tests.factories import NOON


@pytest.fixture(autouse=True)
def _database(db):
    """Every page asks the database."""


@pytest.fixture
def read(client):
    """Return the text of a page that must be there."""

    def get(path):
        response = client.get(path)
        assert response.status_code == 200, (path, response.status_code)
        return response.content.decode()

    return get


@pytest.fixture
def settled():
    """A day after everything that the factories make has happened; the clock stands still."""
    with time_machine.travel(NOON + timedelta(days=1), tick=False) as clock:
        yield clock
