"""Pages of lists: opaque cursors, and links to the pages before and after."""

from base64 import b64decode, urlsafe_b64encode
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse

from articles.api.parameters import Listing, absolute, query_error
from articles.api.problems import ProblemDetails, invalid
from articles.listing.keyset import InvalidCursor, Page, SortOrder, get_page

LIST_ERRORS: dict[int, type[ProblemDetails]] = {422: ProblemDetails, 429: ProblemDetails}
OBJECT_ERRORS = {404: ProblemDetails, **LIST_ERRORS}
"""The errors that operations declare, for a list and for one object."""
BY_ID = SortOrder("By ID", ("pk",))
BEFORE, AFTER = "before", "after"
R = TypeVar("R")


def read_page(rows: QuerySet[Any, R], order: SortOrder, parameters: Listing) -> Page[R]:
    """Return the page that `parameters` ask for. Raise Problem for a cursor that none has."""
    try:
        query = _decode(parameters.cursor) if parameters.cursor else {}
        return get_page(rows, order, query, parameters.limit)
    except InvalidCursor as error:
        message = "This is not a cursor of this list and order. Begin without one."
        raise invalid([query_error("cursor", message)]) from error


def list_response(request: HttpRequest, page: Page[Any], data: list[Any]) -> HttpResponse:
    """Return a page of a list, with links to its neighbours in the body and in a header."""
    following = _link(request, AFTER, page.after)
    previous = _link(request, BEFORE, page.before)
    response = json_response({"data": data, "next": following, "previous": previous})
    links = [("next", following), ("prev", previous)]
    if header := ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links if url):
        response["Link"] = header
    return response


def json_response(data: object) -> HttpResponse:
    return JsonResponse(data, safe=False, json_dumps_params={"ensure_ascii": False})


def _link(request: HttpRequest, direction: str, cursor: str) -> str | None:
    if not cursor:
        return None
    query = request.GET.copy()
    query["cursor"] = urlsafe_b64encode(f"{direction} {cursor}".encode()).decode().rstrip("=")
    return absolute(f"{request.path}?{query.urlencode()}")


def _decode(text: str) -> dict[str, str]:
    """Return the cursor as the query of `get_page`. Raise InvalidCursor."""
    padding = "=" * (-len(text) % 4)
    try:
        direction, _, cursor = (
            b64decode(text + padding, b"-_", validate=True).decode().partition(" ")
        )
    except ValueError as error:
        raise InvalidCursor(text) from error
    if direction not in {BEFORE, AFTER} or not cursor:
        raise InvalidCursor(text)
    return {direction: cursor}
