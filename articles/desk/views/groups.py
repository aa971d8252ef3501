"""Dialogs about several drafts: decide a story, reject the copies of an article."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from articles.desk.access import current_user, parse_id, staff_page
from articles.desk.coverage import coverage_of, is_waiting
from articles.desk.group_decisions import (
    ASKS_ABOVE,
    MAX_TOGETHER,
    SeenVersion,
    decide_story,
    duplicates_of,
    reject_duplicates,
)
from articles.desk.steps import Step
from articles.desk.views.decisions import attempt
from articles.desk.views.dialogs import find_draft, render_dialog
from articles.models import Article, Status
from articles.stories.rank import rank
from articles.stories.similarity import Similarity

_UNSURE = str(Similarity.NEAR_TITLE)


@dataclass(frozen=True, slots=True)
class Choice:
    """An article of a dialog: its version as the form sends it, and whether it may be rejected."""

    article: Article
    note: str
    is_ticked: bool

    @property
    def value(self) -> str:
        return f"{self.article.pk}:{self.article.version}"

    @property
    def can_be_rejected(self) -> bool:
        return is_waiting(self.article)


@require_http_methods(["GET", "POST"])
@staff_page()
def story_view(request: HttpRequest, pk: int) -> HttpResponse:
    """List what deciding a draft's story will do; publish its lead and reject the ticked others."""
    article, user = find_draft(pk), current_user(request)
    problem = ""
    if request.method == "POST":
        lead, *others = [_seen(value) for value in request.POST.getlist("seen")] or [_seen("")]
        problem = _why_not_yet(request, others, needs_one=False)
        if not problem:
            return _attempt(request, pk, lambda: decide_story(pk, lead, others, by=user))
    coverage = coverage_of([article])[pk]
    choices = _choices(request, [(each, "") for each in coverage.others[:MAX_TOGETHER]])
    more = len(coverage.others) - len(choices)
    asks = len(choices) > ASKS_ABOVE
    return _show(
        request, "story", article, problem, coverage=coverage, choices=choices, more=more, asks=asks
    )


@require_http_methods(["GET", "POST"])
@staff_page("review_article")
def duplicates_view(request: HttpRequest, pk: int) -> HttpResponse:
    """List the copies of a draft; reject the ticked ones as duplicates of the one that stays."""
    article, user = find_draft(pk), current_user(request)
    problem = ""
    if request.method == "POST":
        kept = _seen(request.POST.get("kept", ""))
        ticked = [_seen(value) for value in request.POST.getlist("seen")]
        others = [each for each in ticked if each["pk"] != kept["pk"]]
        problem = _why_not_yet(request, others, needs_one=True)
        if not problem:
            return _attempt(request, pk, lambda: reject_duplicates(pk, kept, others, by=user))
    notes = {each.article.pk: str(each.similarity) for each in duplicates_of(article)}
    stored = Article.objects.select_related("provider").in_bulk([*notes])
    copies = [(article, "this draft"), *((stored[pk], note) for pk, note in notes.items())]
    choices = _choices(request, sorted(copies, key=_strength)[: MAX_TOGETHER + 1])
    asks = sum(each.can_be_rejected for each in choices) > ASKS_ABOVE + 1
    return _show(request, "duplicates", article, problem, choices=choices, asks=asks)


def _choices(request: HttpRequest, rows: Iterable[tuple[Article, str]]) -> list[Choice]:
    """Return choices, ticked as the form sent them; at first all but those that may be others."""
    sent = set(request.POST.getlist("seen"))
    return [
        Choice(each, note, f"{each.pk}:{each.version}" in sent if sent else note != _UNSURE)
        for each, note in rows
    ]


def _strength(copy: tuple[Article, str]) -> tuple[bool, tuple[bool, int, str]]:
    """Return the sort key of a copy: published ones first, then in the order of a story."""
    article, _ = copy
    return article.status != Status.PUBLISHED, rank(article.quality, article.name)


def _why_not_yet(request: HttpRequest, others: Iterable[SeenVersion], *, needs_one: bool) -> str:
    count = len(list(others))
    if needs_one and not count:
        return "Tick at least one draft to reject."
    if count > ASKS_ABOVE and "confirmed" not in request.POST:
        return f"{count} drafts will be rejected. Tick the confirmation, or fewer drafts."
    return ""


def _attempt(request: HttpRequest, pk: int, decide: Callable[[], Step]) -> HttpResponse:
    return attempt(request, pk, lambda: decide().event, story=True)


def _show(
    request: HttpRequest, name: str, article: Article, problem: str, **more: Any
) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    context = {"problem": problem, "asks_above": ASKS_ABOVE, **more}
    return render_dialog(request, name, article, status=status, **context)


def _seen(value: str) -> dict[str, int]:
    pk, version = map(parse_id, value.partition(":")[::2])
    if pk is None or version is None:
        raise BadRequest("The form has no articles.")
    return {"pk": pk, "version": version}
