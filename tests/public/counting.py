"""Count the queries of a page."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

MOST = 6
"""Queries of a public page."""
DIRECTORIES = ["/topics/", "/providers/"]


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    if path not in DIRECTORIES:
        assert not any("COUNT(" in query["sql"].upper() for query in captured)
    return len(captured)
