"""Rows that are looked up by their keys, and by many at once."""

import json
from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL


def id_array(numbers: Iterable[int]) -> RawSQL:
    """Return numbers as a query gives them, for `__in`: one parameter, however many they are.

    A parameter for each is looked at by Django, the driver and the database, each time anew.
    """
    texts = map(str, numbers)  # the driver would look at the type of each, and quote it
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", (f"{{{','.join(texts)}}}",))
    return _of_json(f"[{','.join(texts)}]")


def text_array(texts: Iterable[str]) -> RawSQL:
    """Return texts as a query gives them, for `__in`, as `these` does numbers."""
    values = json.dumps(list(texts))
    if connection.vendor == "postgresql":
        return RawSQL("SELECT jsonb_array_elements_text(%s::jsonb)", (values,))
    return _of_json(values)


def _of_json(values: str) -> RawSQL:
    return RawSQL("SELECT value FROM json_each(%s)", (values,))
