"""Stories: a leading article, and what others that we published say about the event."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router

from articles.api.parameters import Selection
from articles.api.read.articles import ArticleListing, find_article
from articles.api.read.pages import (
    LIST_ERRORS,
    OBJECT_ERRORS,
    json_response,
    list_response,
)
from articles.api.read.representation import ARTICLE_FIELDS, UNUSUAL, represent_articles
from articles.api.read.schemas import ListOut, StoryOut
from articles.listing.http_cache import respond, validators_of, with_versions
from articles.models import Article
from articles.stories.published import MAX_COVERAGE, covering, leading
from articles.stories.rank import rank

router = Router(tags=["Stories"])
_RANK = ("quality", "name")


class StoryListing(ArticleListing):
    """Filters and order of stories, by their leads."""

    limit: int = Field(20, ge=1, le=50, description="How many stories a page has at most.")


@router.api_operation(
    ["GET", "HEAD"],
    "/stories",
    response={200: ListOut[StoryOut], **LIST_ERRORS},
    operation_id="listStories",
    summary="List stories",
)
def list_stories(request: HttpRequest, parameters: Query[StoryListing]) -> HttpResponse:
    """Return the stories whose leads pass the filters, a page at a time."""
    names = parameters.selected(ARTICLE_FIELDS, UNUSUAL)
    listed = Article.objects.listed(timezone.now())
    page = parameters.read(leading(listed, parameters.filtered()))
    coverage = _coverage([row.pk for row in page.rows])

    def build() -> HttpResponse:
        shown = [[row, *coverage[row.pk]] for row in page.rows]
        return list_response(request, page, _represent(shown, names))

    return respond(
        request, validators_of(page.rows, [*coverage.values()], page.before, page.after), build
    )


@router.api_operation(
    ["GET", "HEAD"],
    "/stories/{article}",
    response={200: StoryOut, **OBJECT_ERRORS},
    operation_id="getStory",
    summary="Get the story of an article",
)
def get_story(request: HttpRequest, article: str, parameters: Query[Selection]) -> HttpResponse:
    """Return an article, by its ID or slug, with its coverage: the strongest of them leads."""
    names = parameters.selected(ARTICLE_FIELDS, UNUSUAL)
    row = with_versions(find_article(article), *_RANK).first()
    if row is None:
        raise Http404
    story = sorted([row, *_coverage([row.pk])[row.pk]], key=_rank)

    def build() -> HttpResponse:
        return json_response(_represent([story], names)[0])

    return respond(request, validators_of(story), build)


def _coverage(leads: list[int]) -> dict[int, list[Any]]:
    """Return the versions of the listed coverage of each lead, the strongest first."""
    neighbours = covering(leads)
    keys = {key for found in neighbours.values() for key in found}
    listed = Article.objects.listed(timezone.now()).filter(pk__in=keys)
    rows = sorted(with_versions(listed, *_RANK), key=_rank)
    return {
        lead: [row for row in rows if row.pk in neighbours.get(lead, ())][:MAX_COVERAGE]
        for lead in leads
    }


def _rank(row: Any) -> tuple[bool, int, str]:
    return rank(row.quality, row.name)


def _represent(stories: list[list[Any]], names: list[str]) -> list[dict[str, Any]]:
    """Return stories, each as versions of its lead and its coverage, in JSON."""
    keys = list(dict.fromkeys(row.pk for story in stories for row in story))
    articles = represent_articles(keys, names)
    found = [[articles[row.pk] for row in story if row.pk in articles] for story in stories]
    return [{"lead": story[0], "coverage": story[1:]} for story in found if story]
