"""A column of JSON that is stored as text.

PostgreSQL parses a JSON column on every write; that pays only if queries look into it.
"""

import json
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Text = models.TextField[dict[str, Any], dict[str, Any]]
else:
    _Text = models.TextField  # Django's own fields take no types
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def stored_json(value: Any) -> str:
    """Return the text that a column of JSON stores."""
    return _encode(value)


class JSONText(_Text):
    """A JSON object, stored as text."""

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        return self.to_python(value)

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else stored_json(value)

    def value_to_string(self, obj: models.Model) -> str:
        return stored_json(self.value_from_object(obj))
