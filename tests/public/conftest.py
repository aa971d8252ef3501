"""Fixtures of the tests of public pages."""

from datetime import timedelta

import pytest
import time_machine

from tests.factories import NOON


@pytest.fixture(autouse=True)
def _database(db):
    """Every page queries the database."""


@pytest.fixture
def read(client):
    """Return a function that reads a page, whose status must be 200."""

    def get(path):
        response = client.get(path)
        assert response.status_code == 200, (path, response.status_code)
        return response.content.decode()

    return get


@pytest.fixture(autouse=True)
def settled():
    """Stop the clock a day after the times that factories use."""
    with time_machine.travel(NOON + timedelta(days=1), tick=False) as clock:
        yield clock
