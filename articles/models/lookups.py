"""Rows that are looked up by their keys, and by many at once."""

import json
from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL


def these(numbers: Iterable[int]) -> RawSQL:
    """Return numbers as a query gives them, for `__in`: one parameter, however many they are.

    A parameter for each is looked at by Django, the driver and the database, each time anew.
    """
    return _listed(list(numbers), "bigint")


def these_texts(texts: Iterable[str]) -> RawSQL:
    """Return texts as a query gives them, for `__in`, as `these` does numbers."""
    return _listed(list(texts), "text")


def _listed(values: list[int] | list[str], kind: str) -> RawSQL:
    if connection.vendor == "postgresql":
        return RawSQL(f"SELECT unnest(%s::{kind}[])", (values,))  # noqa: S611 the kinds are ours
    return RawSQL("SELECT value FROM json_each(%s)", (json.dumps(values),))
