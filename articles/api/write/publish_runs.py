"""Publish runs: see what would be published, start, watch, cancel and undo."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.responses import Status
from pydantic import ConfigDict

from articles.api.auth import Token, acting_user
from articles.api.problems import ProblemDetails
from articles.api.write.jobs import ERRORS, MAX_ID, ItemQuery, JobOut, job_values, page_of, started
from articles.jobs.background import enqueue
from articles.models import PublishRun
from articles.publishing.explanations import describe_item
from articles.publishing.policy import Rule
from articles.publishing.publish_run import check_rules, start_publish_run
from articles.publishing.report import preview_as_dict
from articles.publishing.rules import READY, rules_with
from articles.seeds.limits import LIMITS
from articles.workflow.job_control import cancel_job, request_undo

router = Router(tags=["Publish runs"], auth=Token("publish_article"))
FOUND = {**ERRORS, 404: ProblemDetails}
CHANGED = {**FOUND, 409: ProblemDetails}
REFUSED = {**ERRORS, 409: ProblemDetails, 422: ProblemDetails}

WITHOUT_NUL = r"^[^\x00]*$"
"""PostgreSQL has no text with a NUL."""


def _threshold(description: str) -> Any:
    return Field(None, ge=0, le=LIMITS.quality[1], description=description)


def _text(description: str) -> Any:
    return Field(None, max_length=300, pattern=WITHOUT_NUL, description=description)


class Criteria(Schema):
    """What to publish: by the rules in force, or by numbers of its own for all drafts."""

    model_config = ConfigDict(extra="forbid", strict=True)

    threshold: int | None = _threshold("The lowest quality, instead of the rules.")
    corroborated: int | None = _threshold("A lower threshold with related coverage.")
    recommended: int | None = _threshold("A lower threshold for recommended drafts.")
    leads_only: bool | None = Field(None, description="Not what related coverage outranks.")
    needs_picture: bool | None = Field(None, description="Not without a usable picture.")
    import_run: int | None = Field(
        None, ge=1, le=MAX_ID, description="Only what this import stored."
    )
    topic: str | None = _text("Only drafts with this topic.")
    provider: str | None = _text("Only of this domain.")
    type: str | None = _text("Only of this type.")

    def rules(self) -> list[Rule]:
        return rules_with(
            threshold=self.threshold,
            corroborated_threshold=self.corroborated,
            recommended_threshold=self.recommended,
            leads_only=self.leads_only,
            needs_picture=self.needs_picture,
        )

    def scope(self) -> dict[str, Any]:
        """Return the scope as `articles.publishing.run_scope` reads it."""
        limits = {
            "import": self.import_run,
            "topic": self.topic,
            "provider": self.provider,
            "type": self.type,
        }
        is_own = any(
            value is not None
            for value in (
                self.threshold, self.corroborated, self.recommended, self.leads_only,
                self.needs_picture,
            )
        )  # fmt: skip
        given = {name: value for name, value in limits.items() if value is not None}
        return given if is_own else {**given, **READY}


class StartCriteria(Criteria):
    expected: int = Field(
        ge=0, le=2**31, description="How many the preview would publish; the run stops if not so."
    )


class PublishPreview(Schema):
    published: int = Field(description="How many drafts would be published.")
    kept: int
    reasons: dict[str, int] = Field(description="How many drafts each reason keeps.")


class PublishItemOut(Schema):
    id: int
    article: int | None
    outcome: Literal["published", "kept"]
    quality: int | None
    reasons: list[str]
    undone: bool
    undo_skipped_reason: str


class PublishItemsOut(Schema):
    data: list[PublishItemOut]
    next: str | None = Field(description="The address of the next page.")


@router.post(
    "/publish-runs/preview",
    response={200: PublishPreview, **REFUSED},
    operation_id="previewPublishRun",
    summary="Count what a run would publish",
)
def preview(request: HttpRequest, criteria: Criteria) -> dict[str, Any]:
    rules = criteria.rules()
    check_rules(rules)
    found = preview_as_dict(rules, criteria.scope())
    return {**found["totals"], "reasons": found["reasons"]}


@router.post(
    "/publish-runs",
    response={202: JobOut, **REFUSED},
    operation_id="startPublishRun",
    summary="Publish the drafts that pass",
)
def start(request: HttpRequest, response: HttpResponse, criteria: StartCriteria) -> Status[Any]:
    """Start a run. It publishes nothing if it would not publish as many as `expected`."""
    run = start_publish_run(
        criteria.rules(),
        by=acting_user(request),
        scope=criteria.scope(),
        expected=criteria.expected,
    )
    enqueue(run)
    return started(response, "get_publish_run", run, job_values(run))


@router.api_operation(
    ["GET", "HEAD"],
    "/publish-runs/{int:id}",
    response={200: JobOut, **FOUND},
    operation_id="getPublishRun",
    summary="Watch a publish run",
)
def get_publish_run(request: HttpRequest, id: int) -> dict[str, Any]:  # noqa: A002 as in the address
    return job_values(_find(id))


@router.api_operation(
    ["GET", "HEAD"],
    "/publish-runs/{int:id}/items",
    response={200: PublishItemsOut, **FOUND, 422: ProblemDetails},
    operation_id="listPublishItems",
    summary="List the verdict about each draft",
)
def list_publish_items(
    request: HttpRequest,
    id: int,  # noqa: A002 as in the address
    query: Query[ItemQuery],
) -> dict[str, Any]:
    items = _find(id).items.filter(pk__gt=query.after).select_related("article", "run")
    rows = [
        {
            "id": item.pk,
            "article": item.article_id,
            "outcome": "published" if item.is_published else "kept",
            "quality": item.quality,
            "reasons": describe_item(item),
            "undone": item.undone,
            "undo_skipped_reason": item.undo_skipped_reason,
        }
        for item in items.order_by("pk")[: query.limit + 1]
    ]
    return page_of(request, rows, query.limit)


@router.post(
    "/publish-runs/{int:id}/cancel",
    response={200: JobOut, **CHANGED},
    operation_id="cancelPublishRun",
    summary="Cancel a publish run",
)
def cancel(request: HttpRequest, id: int) -> dict[str, Any]:  # noqa: A002 as in the address
    """Stop a run after its current batch; what is published stays until it is undone."""
    run = _find(id)
    cancel_job(run, by=acting_user(request))
    run.refresh_from_db()
    return job_values(run)


@router.post(
    "/publish-runs/{int:id}/undo",
    response={202: JobOut, **CHANGED},
    operation_id="undoPublishRun",
    summary="Undo a publish run",
)
def undo(request: HttpRequest, response: HttpResponse, id: int) -> Status[Any]:  # noqa: A002
    """Start the undo. What was changed since is skipped."""
    run = _find(id)
    request_undo(run, by=acting_user(request))
    enqueue(run)
    return started(response, "get_publish_run", run, job_values(run))


def _find(pk: int) -> PublishRun:
    runs = PublishRun.objects.select_related("started_by", "token", "import_run")
    return get_object_or_404(runs, pk=pk)
