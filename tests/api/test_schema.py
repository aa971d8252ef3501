"""schemathesis: whatever is sent, no operation fails or answers outside its description."""

import hypothesis
import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.example_site import store_example_site
from tests.api.operations import OPERATIONS
from tests.depth import by_depth

EXAMPLES = by_depth(5, 5, 1_000)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    allow_header_conformance,
]
"""Not `positive_data_acceptance`: the schema cannot say which topics there are, for example."""


@pytest.fixture
def _transaction():
    """Let requests use the test's transaction, which Django would close, as its own client does."""
    signals = (request_started, request_finished)
    for each in signals:
        each.disconnect(close_old_connections)
    yield
    for each in signals:
        each.connect(close_old_connections)


@pytest.mark.usefixtures("_transaction")
@pytest.mark.parametrize("label", OPERATIONS)
def test_no_answer_is_outside_the_description(label, settings):
    settings.NEWSDESK_API_LIMITS = dict.fromkeys(settings.NEWSDESK_API_LIMITS, 0)
    headers = {"Authorization": f"Bearer {store_example_site()}"}

    @hypothesis.settings(max_examples=EXAMPLES, suppress_health_check=[*hypothesis.HealthCheck])
    @hypothesis.given(case=OPERATIONS[label].as_strategy())
    def check(case):
        case.call_and_validate(checks=CHECKS, headers=headers)

    check()
