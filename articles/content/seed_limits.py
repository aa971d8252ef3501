"""The limits of seeds and zips, with those that the setting SEED_LIMITS changes."""

from dataclasses import fields
from typing import Any

from django.conf import settings
from django.core import checks

from articles.seeds.fields import ARTICLE
from articles.seeds.limits import LIMITS, Limits

COLUMN_LIMITS = frozenset(
    {"address", "name", "domain", "path", "file_name"}
    | {field.value for field in ARTICLE if field.kind == "text"} - {"excerpt"}
)
"""Lengths of columns: the models use the defaults, so a setting can only lower them. The column
of the excerpt has no length."""
MAX_ROWS = 32_767
"""The largest position of a row that belongs to an article."""
_ROW_LIMITS = frozenset({"topics", "images", "related"})
_KNOWN = {field.name for field in fields(Limits) if isinstance(getattr(LIMITS, field.name), int)}


def limits_in_force() -> Limits:
    """Return the limits of seeds and zips."""
    return Limits(**settings.NEWSDESK_SEED_LIMITS)


def check_seed_limits(**_options: Any) -> list[checks.CheckMessage]:
    """Refuse to start with limits that are unknown or that the columns cannot hold."""
    return [
        checks.Error(f"SEED_LIMITS: {problem}.", hint="Correct the setting.", id="articles.E001")
        for name, value in settings.NEWSDESK_SEED_LIMITS.items()
        if (problem := _problem(name, value))
    ]


def _problem(name: str, value: int) -> str:
    if name not in _KNOWN:
        return f"there is no limit “{name}”; the limits are {', '.join(sorted(_KNOWN))}"
    maximum = getattr(LIMITS, name) if name in COLUMN_LIMITS else None
    if name in _ROW_LIMITS:
        maximum = MAX_ROWS
    if value < 1 or (maximum is not None and value > maximum):
        return f"“{name}” must be a number from 1" + (f" to {maximum}" if maximum else "")
    return ""
