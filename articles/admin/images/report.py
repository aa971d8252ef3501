"""The picture report: live articles whose leading picture an editor should look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.admin.images.panel_views import picture_url
from articles.desk.access import staff_page
from articles.images.shapes import SHAPES
from articles.listing.keyset import InvalidCursor, SortOrder, get_page
from articles.models import Article, ArticleQuerySet, FetchState, ImageUse
from articles.publishing.draft_counts import CACHE_SECONDS, cache_key_until_change

PAGE_SIZE = 50
NEWEST_FIRST = SortOrder("Newest first", ("-published_at", "-pk"))
SMALLEST = next(shape for shape in SHAPES if shape.name == "list")
FULL_WIDTH = 672
"""The width in pixels to which the home page enlarges the picture of its first article (42rem)."""
_NONE = Q(lead_image__isnull=True)
_TINY = Q(lead_image__width__lt=SMALLEST.width) | Q(lead_image__height__lt=SMALLEST.height)


@dataclass(frozen=True, slots=True)
class PictureProblem:
    """What can be wrong with a leading picture; `condition` is one on `with_problems`."""

    key: str
    label: str
    help_text: str
    condition: Q


PROBLEMS = (
    PictureProblem(
        "missing",
        "Missing",
        "The source names no picture, or it is not fetched yet.",
        _NONE & Q(is_broken=False, has_stand_in=False),
    ),
    PictureProblem(
        "broken",
        "Broken",
        "No picture could be fetched, none was accepted, or its sizes could not be made.",
        (_NONE & Q(is_broken=True)) | Q(lead_image__renditions_failed=True),
    ),
    PictureProblem(
        "stand-in",
        "Stand-in",
        "The provider shows this picture with many articles.",
        Q(lead_image__is_stand_in=True) | (_NONE & Q(has_stand_in=True)),
    ),
    PictureProblem(
        "tiny",
        "Tiny",
        f"Smaller than {SMALLEST.width}x{SMALLEST.height}, the size in lists.",
        _TINY,
    ),
    PictureProblem(
        "upscaled",
        "Upscaled",
        f"Narrower than {FULL_WIDTH} pixels: shown larger than it is when it leads the home page.",
        Q(lead_image__width__lt=FULL_WIDTH) & ~_TINY,
    ),
)


@staff_page("view_article")
@require_safe
def report_view(request: HttpRequest) -> HttpResponse:
    """Show live articles with a problem of their leading picture, or with one kind of them."""
    articles = with_problems(Article.objects.published())
    chosen = next((each for each in PROBLEMS if each.key == request.GET.get("problem")), None)
    conditions = [each.condition for each in ([chosen] if chosen else PROBLEMS)]
    found = articles.filter(Q(*conditions, _connector=Q.OR))
    shown = found.select_related("lead_image", "provider")
    try:
        page = get_page(shown, NEWEST_FIRST, request.GET, PAGE_SIZE)
    except InvalidCursor:
        return HttpResponseRedirect(request.path)
    context = {
        "title": "Picture report",
        "page": page,
        "rows": [(row, picture_url(row), problems_of(row)) for row in page.rows],
        "problems": list(zip(PROBLEMS, count_problems(articles), strict=True)),
        "chosen": chosen,
    }
    return render(request, "admin/images/report.html", context)


def with_problems(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Annotate what the conditions of PROBLEMS read: `is_broken` and `has_stand_in`."""
    uses = ImageUse.objects.filter(article=OuterRef("pk"))
    failed = uses.filter(fetch__state__in=[FetchState.FAILED, FetchState.REFUSED])
    return articles.annotate(
        is_broken=Exists(failed), has_stand_in=Exists(uses.filter(fetch__image__is_stand_in=True))
    )


def count_problems(articles: ArticleQuerySet) -> Sequence[int]:
    """Return the numbers of articles with each of PROBLEMS, cached for a minute: all are read."""
    key = cache_key_until_change("picture problems")
    numbers: list[int] | None = cache.get(key)
    if numbers is None:
        counts = {f"n{n}": Count("pk", filter=each.condition) for n, each in enumerate(PROBLEMS)}
        numbers = [*articles.order_by().aggregate(**counts).values()]
        cache.set(key, numbers, CACHE_SECONDS)
    return numbers


def problems_of(article: Any) -> list[PictureProblem]:
    """Return the problems of an article from `with_problems`, with its `lead_image` fetched."""
    lead = article.lead_image
    if lead is None:
        found = {"broken": article.is_broken, "stand-in": article.has_stand_in}
        found["missing"] = not any(found.values())
    else:
        is_tiny = lead.width < SMALLEST.width or lead.height < (SMALLEST.height or 0)
        found = {"broken": lead.renditions_failed, "stand-in": lead.is_stand_in, "tiny": is_tiny}
        found["upscaled"] = not is_tiny and lead.width < FULL_WIDTH
    return [each for each in PROBLEMS if found.get(each.key)]
