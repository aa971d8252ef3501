"""Fixtures of the tests of the API."""

from datetime import timedelta

import pytest
import time_machine

from tests.factories import NOON


@pytest.fixture(autouse=True)
def _database(db):
    """Every operation queries the database."""


@pytest.fixture(autouse=True)
def settled():
    """Stop the clock a day after the times that factories use."""
    with time_machine.travel(NOON + timedelta(days=1), tick=False) as clock:
        yield clock
