"""Pass many values as one parameter, for use with `__in`.

One parameter per value costs Django, the driver and the database time, and SQLite limits their
number.
"""

import json
from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL


def id_array(numbers: Iterable[int]) -> RawSQL:
    """Return a subquery that yields the numbers."""
    texts = map(str, numbers)
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", (f"{{{','.join(texts)}}}",))
    return _json_values(f"[{','.join(texts)}]")


def text_array(texts: Iterable[str]) -> RawSQL:
    """Return a subquery that yields the texts."""
    values = json.dumps(list(texts))
    if connection.vendor == "postgresql":
        return RawSQL("SELECT jsonb_array_elements_text(%s::jsonb)", (values,))
    return _json_values(values)


def _json_values(values: str) -> RawSQL:
    return RawSQL("SELECT value FROM json_each(%s)", (values,))
