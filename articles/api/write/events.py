"""The history of all articles, to follow what happens without asking for each article."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from articles.api.auth import Token
from articles.api.parameters import Parameters
from articles.api.problems import ProblemDetails
from articles.api.write.jobs import ERRORS
from articles.models import Event, User, Verb

router = Router(tags=["Events"])
COLUMNS = (
    "id", "at", "article", "version", "verb", "by_system", "token_name", "reason", "before",
    "after", "import_run", "publish_run", "bulk_action", "undone",
)  # fmt: skip


class EventOut(Schema):
    """One change of an article."""

    id: int
    at: datetime
    article: int
    version: int = Field(description="The version of the article after the change.")
    verb: str = Field(description=f"One of {', '.join(Verb.values)}.")
    actor: str | None = Field(description="The login, null for Newsdesk and deleted accounts.")
    by_system: bool
    token_name: str = Field(description="The name of the API token that was used, or empty.")
    reason: str
    before: dict[str, Any] = Field(description="The changed fields as they were.")
    after: dict[str, Any] = Field(description="The changed fields as they became.")
    import_run: int | None
    publish_run: int | None
    bulk_action: int | None
    undone: bool = Field(description="It was undone when you asked, or is the undo of another.")


class EventsOut(Schema):
    data: list[EventOut]
    cursor: str = Field(description="Send it as `after` next time, at once if `more` is true.")
    more: bool


class EventQuery(Parameters):
    """After which event to begin, and how many to return."""

    after: str = Field(
        "", max_length=20, pattern=r"^[0-9]{0,18}$", description="The cursor of the last answer."
    )
    limit: int = Field(100, ge=1, le=500)
    newest: bool = Field(False, description="Return no events, only the cursor of the newest.")


@router.api_operation(
    ["GET", "HEAD"],
    "/events",
    auth=Token("view_event"),
    response={200: EventsOut, **ERRORS, 422: ProblemDetails},
    operation_id="listEvents",
    summary="Read the history since a cursor",
)
def list_events(request: HttpRequest, query: Query[EventQuery]) -> dict[str, Any]:
    """Return events, oldest first, each once: none is missed that is committed later."""
    settled = Event.objects.settled().order_by("pk")
    if query.newest:
        newest = settled.last()
        return {"data": [], "cursor": str(newest.pk if newest else 0), "more": False}
    after = int(query.after or 0)
    rows = settled.filter(pk__gt=after).values(*COLUMNS, "actor_id")[: query.limit + 1]
    shown = [*rows][: query.limit]
    logins = _logins({row["actor_id"] for row in shown})
    return {
        "data": [{**row, "actor": logins.get(row["actor_id"])} for row in shown],
        "cursor": str(shown[-1]["id"] if shown else after),
        "more": len(rows) > query.limit,
    }


def _logins(pks: set[int | None]) -> dict[int | None, str]:
    people = User.objects.filter(pk__in=[pk for pk in pks if pk])
    return dict(people.values_list("pk", "username"))
