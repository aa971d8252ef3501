"""Errors of the API as problem details (RFC 9457): `application/problem+json`."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated

from django.http import HttpResponse, JsonResponse
from ninja import Field, Schema

CONTENT_TYPE = "application/problem+json"


class FieldError(Schema):
    """One value of the request that is wrong."""

    location: str = Field(description="`query`, `path`, `header`, `body`, `form` or `file`.")
    field: str = Field(description="The parameter, or the path to the value in a body.")
    message: str = Field(description="What is wrong, and what to send instead.")
    line: Annotated[int | None, Field(description="The line of a file.")] = None


class ProblemDetails(Schema):
    """An error. The type is always `about:blank`: the status says what kind of error it is."""

    type: str = "about:blank"
    title: str = Field(description="The name of the status.", examples=["Not Found"])
    status: int = Field(description="The HTTP status.", examples=[404])
    detail: str = Field("", description="What happened, for people.")
    errors: list[FieldError] = Field([], description="Which values are wrong, with status 422.")


class Problem(Exception):
    """Raise it in an operation to answer with this error."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}

    def to_response(self) -> HttpResponse:
        return problem_response(self.status, self.detail, errors=self.errors, headers=self.headers)


def invalid(errors: Sequence[FieldError]) -> Problem:
    """Return the problem of a request whose values are wrong."""
    count = len(errors)
    detail = f"{count:,} value{' is' if count == 1 else 's are'} not valid."
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=errors)


def problem_response(
    status: int,
    detail: str = "",
    *,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Return an error that no cache may keep. Members without a value are left out."""
    body = ProblemDetails(
        title=HTTPStatus(status).phrase, status=status, detail=detail, errors=[*errors]
    ).model_dump(exclude_none=True)
    return JsonResponse(
        {name: value for name, value in body.items() if value},
        status=status,
        content_type=CONTENT_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )
