"""A column of JSON that is stored as text.

PostgreSQL parses a JSON column on every write; that pays only if queries look into it.
"""

import json
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import models
from pydantic_core import to_json

T = TypeVar("T")
if TYPE_CHECKING:

    class _Text(models.TextField[T, T]): ...
else:  # Django's own fields take no types

    class _Text(models.TextField, Generic[T]): ...


def stored_json(value: Any) -> str:
    """Return the text that a column of JSON stores, without spaces.

    By pydantic's serializer: an import writes fifteen such texts a file, and `json` takes four
    times as long for a short one.
    """
    return to_json(value).decode()


class JSONText(_Text[T]):
    """A JSON value of the type T, stored as text."""

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        return self.to_python(value)

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else stored_json(value)

    def value_to_string(self, obj: models.Model) -> str:
        return stored_json(self.value_from_object(obj))
