"""Whatever happens at the desk, in whatever order, no human decision is lost."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.depth import by_depth
from tests.properties.desk_machine import Desk

pytestmark = pytest.mark.django_db


def test_any_order_of_events_keeps_decisions():
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=by_depth(8, 20, 30),
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
