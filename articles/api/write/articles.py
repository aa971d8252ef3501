"""Articles of the desk, drafts too: read one with its version, edit its fields, decide about it.

Each operation takes the permission to view articles, because its answer is the whole article.
"""

from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import parse_etags
from ninja import Field, Header, Router, Schema
from pydantic import AwareDatetime, ConfigDict

from articles.api.auth import Token, acting_user, require
from articles.api.problems import FieldError, Problem, ProblemDetails, invalid
from articles.api.write.jobs import ERRORS
from articles.models import Article, Conflict
from articles.models.value_fields import article_values
from articles.seeds.records import time_value
from articles.workflow.action import Action
from articles.workflow.actions import ACTIONS, BY_KEY
from articles.workflow.edit import edit
from articles.workflow.errors import NotPossible
from articles.workflow.transitions import perform

router = Router(tags=["Desk"])
LONGEST_REASON = 500
FOUND = {**ERRORS, 404: ProblemDetails}
ActionKey = StrEnum(  # type: ignore[misc] # the values are those of the table
    "ActionKey", {a.key.upper(): a.key for a in ACTIONS if a.group in {"status", "times"}}
)
IfMatch = Annotated[
    str,
    Header("", alias="If-Match", description="The ETag of the version that was read."),
]


class Image(Schema):
    """A picture that an article declares."""

    model_config = ConfigDict(extra="forbid", strict=True)

    url: str
    width: int | None = None
    height: int | None = None
    title: str = ""
    is_cached: bool | None = None


class Related(Schema):
    """A related item. The provider is its domain."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: str
    excerpt: str = ""
    published_at: str | None = None
    web_url: str = ""
    amp_url: str = ""
    cdn_amp_url: str = ""
    type: str = ""
    provider: str = ""
    quality: int | None = None
    images: list[Image] = []


class Values(Schema):
    """The fields of an article as the history has them. Times are such as 2031-05-04T07:00:00Z."""

    model_config = ConfigDict(extra="forbid", strict=True)

    category: str = ""
    title: str = ""
    excerpt: str = ""
    published_at: str = ""
    original_url: str = ""
    web_url: str = ""
    amp_url: str = ""
    cdn_amp_url: str = ""
    type: str = ""
    quality: int | None = None
    heat: int | None = None
    featured_content: str = ""
    provider: str = Field("", description="The domain.")
    topics: list[str] = Field([], description="Names; the first is the root topic.")
    images: list[Image] = []
    related: list[Related] = []
    body: str = Field("", description="Markdown.")


class Edit(Schema):
    """The fields to change; others stay."""

    model_config = ConfigDict(extra="forbid")

    values: Values
    reason: str = Field("", max_length=LONGEST_REASON)


class Decision(Schema):
    """Why, and for `schedule`, `set_expiry` and `feature` the time."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(max_length=LONGEST_REASON, description="Required to reject.")] = ""
    at: AwareDatetime | None = None


class DeskArticle(Schema):
    """An article as the staff see it."""

    id: int
    version: int
    name: str = Field(description="The name of its file, its identity in the source.")
    source: str
    status: Literal["draft", "published", "rejected", "archived"]
    held: bool
    recommended: bool
    conflicts: list[str] = Field(description="Fields that the source and an editor changed.")
    scheduled_for: datetime | None
    went_live_at: datetime | None
    expires_at: datetime | None
    values: Values


@router.api_operation(
    ["GET", "HEAD"],
    "/desk/articles/{int:id}",
    auth=Token("view_article"),
    response={200: DeskArticle, **FOUND},
    operation_id="getDeskArticle",
    summary="Get an article or a draft with its version",
)
def get_desk_article(
    request: HttpRequest,
    response: HttpResponse,
    id: int,  # noqa: A002 as in the address
) -> dict[str, Any]:
    return _answer(response, _find(id))


@router.patch(
    "/desk/articles/{int:id}",
    auth=Token("view_article", "change_article"),
    response={
        200: DeskArticle, **FOUND,
        409: ProblemDetails, 412: ProblemDetails, 422: ProblemDetails, 428: ProblemDetails,
    },
    operation_id="editArticle",
    summary="Edit fields",
)  # fmt: skip
def edit_article(
    request: HttpRequest,
    response: HttpResponse,
    id: int,  # noqa: A002 as in the address
    change: Edit,
    if_match: IfMatch,
) -> dict[str, Any]:
    """Change fields of the version that `If-Match` names. Nothing differs: nothing is written."""
    if not if_match:
        text = "Send the ETag of the article that you read in the header “If-Match”."
        raise Problem(HTTPStatus.PRECONDITION_REQUIRED, text)
    article = _find(id)
    _check_version(article, if_match)
    values = change.values.model_dump(exclude_unset=True)
    try:
        edit(article, _normalized(values), by=acting_user(request), reason=change.reason)
    except NotPossible as error:
        raise _body_error("values", str(error)) from error
    return _answer(response, Article.objects.for_values().get(pk=id))


@router.post(
    "/desk/articles/{int:id}/{action}",
    auth=Token("view_article"),
    response={
        200: DeskArticle, **FOUND,
        409: ProblemDetails, 412: ProblemDetails, 422: ProblemDetails,
    },
    operation_id="decide",
    summary="Publish, hold, release, reject, archive and so on",
)  # fmt: skip
def decide(
    request: HttpRequest,
    response: HttpResponse,
    *,
    id: int,  # noqa: A002 as in the address
    action: ActionKey,
    if_match: IfMatch,
    decision: Decision | None = None,
) -> dict[str, Any]:
    """Do an action, if the article is in a state that allows it; else 409, and nothing changes."""
    user, chosen = acting_user(request), BY_KEY[action]
    require(user, chosen.permission)
    article, given = _find(id), decision or Decision()
    if if_match:
        _check_version(article, if_match)
    _check_decision(chosen, given)
    perform(chosen.key, article, by=user, at=given.at, reason=given.reason.strip())
    return _answer(response, Article.objects.for_values().get(pk=id))


def _find(pk: int) -> Article:
    return get_object_or_404(Article.objects.for_values(), pk=pk)


def _check_version(article: Article, if_match: str) -> None:
    if not {"*", f'"{article.version}"'} & {*parse_etags(if_match)}:
        text = "The article was changed since it was read. Read it again and decide again."
        raise Problem(HTTPStatus.PRECONDITION_FAILED, text)


def _check_decision(action: Action, given: Decision) -> None:
    """Raise Problem if a reason or a time is missing, or a time is given that would be ignored."""
    if action.is_reason_required and not given.reason.strip():
        raise _body_error("reason", "Say why.")
    if "at" in action.asks and given.at is None:
        raise _body_error("at", "Choose a time.")
    if "at" not in action.asks and given.at is not None:
        raise _body_error("at", "This action takes no time.")


def _body_error(field: str, message: str) -> Problem:
    return invalid([FieldError(location="body", field=field, message=message)])


def _normalized(values: dict[str, Any]) -> dict[str, Any]:
    """Write the time of publication as stored values have it."""
    with suppress(ValueError, OverflowError):  # the check of all values names it
        moment = datetime.fromisoformat(values.get("published_at", ""))
        if moment.tzinfo:
            values["published_at"] = time_value(moment)
    return values


def _answer(response: HttpResponse, article: Article) -> dict[str, Any]:
    conflicts = Conflict.objects.unresolved().filter(article=article)
    response["ETag"] = f'"{article.version}"'
    return {
        "id": article.pk,
        "version": article.version,
        "name": article.name,
        "source": article.source.name,
        "status": article.status,
        "held": article.held,
        "recommended": article.recommended,
        "conflicts": [conflict.field for conflict in conflicts],
        "scheduled_for": article.scheduled_for,
        "went_live_at": article.went_live_at,
        "expires_at": article.expires_at,
        "values": article_values(article),
    }
