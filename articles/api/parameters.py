"""Query parameters: what operations have in common, and an error for those they do not have."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from ninja import Field, Schema
from pydantic import ValidationInfo, model_validator

from articles.api.problems import FieldError, invalid

PAGE_SIZE, MAX_PAGE_SIZE = 50, 100
MAX_CURSOR = 200


class Parameters(Schema):
    """The query parameters of an operation; others are refused."""

    @model_validator(mode="before")
    @classmethod
    def refuse_unknown(cls, data: Any, info: ValidationInfo) -> Any:
        asked = info.context["request"].GET if info.context else {}
        unknown = [name for name in asked if name not in cls.model_fields]
        if unknown:
            known = ", ".join(cls.model_fields)
            message = f"There is no such parameter. Those of this operation are: {known}."
            raise invalid([query_error(name, message) for name in unknown])
        return data


class Selection(Parameters):
    """Which fields of each object to return."""

    fields: str = Field(
        "",
        max_length=500,
        description="Names of fields, separated by commas. Without it, the usual fields.",
        examples=["id,title,url"],
    )

    def selected(self, known: Iterable[str], unusual: Sequence[str] = ()) -> list[str]:
        """Return the names of the fields to return, in the order of `known`. Raise Problem.

        Those in `unusual` are returned only if they are asked for.
        """
        known = [*known]
        asked = (
            [name.strip() for name in self.fields.split(",")]
            if self.fields
            else [name for name in known if name not in unusual]
        )
        if wrong := [name for name in asked if name not in known]:
            message = f"There is no field “{wrong[0]}”. The fields are: {', '.join(known)}."
            raise invalid([query_error("fields", message)])
        return [name for name in known if name in asked]


class Listing(Selection):
    """Which page of a list to return."""

    limit: int = Field(
        PAGE_SIZE, ge=1, le=MAX_PAGE_SIZE, description="How many objects a page has at most."
    )
    cursor: str = Field(
        "",
        max_length=MAX_CURSOR,
        description="Where a page begins: as in the addresses `next` and `previous` of a page.",
    )


def query_error(name: str, message: str) -> FieldError:
    return FieldError(location="query", field=name, message=message)


def absolute(path: str) -> str:
    """Return the full address of a path on this site; a full address stays as it is."""
    return f"{settings.NEWSDESK_SITE_URL}{path}" if path.startswith("/") else path
