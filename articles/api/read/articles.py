"""Published articles: lists by filters and orders, and one article."""

from typing import Any, Literal

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router

from articles.api.parameters import Listing, Selection, query_error
from articles.api.problems import invalid
from articles.api.read.pages import (
    LIST_ERRORS,
    OBJECT_ERRORS,
    json_response,
    list_response,
    read_page,
)
from articles.api.read.representation import ARTICLE_FIELDS, UNUSUAL, represent_articles
from articles.api.read.schemas import ArticleOut, ListOut
from articles.listing.fields import MAX_DIGITS
from articles.listing.http_cache import VERSION_COLUMNS, respond, validators_of, with_versions
from articles.listing.keyset import Page, SortOrder
from articles.listing.ordering import NEWEST, RELEVANCE
from articles.listing.public_filters import PublicArticleFilter
from articles.models import Article, ArticleQuerySet
from articles.search.backends import with_rank

router = Router(tags=["Articles"])

ORDERS = {
    "newest": NEWEST,
    "published": SortOrder("Last published first", ("-went_live_at", "-published_at", "-pk")),
    "relevance": RELEVANCE,
}


class ArticleListing(Listing):
    """Filters, as on the site's search page, and the order of a list of articles."""

    q: str = Field(
        "", description="Words, as on the site's search page.", examples=["harbour storm"]
    )
    topic: str = Field("", description="The slug or name of a topic.", examples=["harbours"])
    provider: str = Field(
        "", description="The domain or name of a provider.", examples=["tidewire.example"]
    )
    type: str = Field("", description="A type, exactly.", examples=["video"])
    day_from: str = Field(
        "", description="The first day of `published_at`.", examples=["2031-05-01"]
    )
    day_to: str = Field("", description="The last day of `published_at`.", examples=["2031-05-31"])
    order: Literal["newest", "published", "relevance"] = Field(
        "newest",
        description="The latest `published_at` or `went_live_at` first, or the best match.",
    )

    def filtered(self) -> ArticleQuerySet:
        """Return the listed articles that pass the filters. Raise Problem."""
        listed = Article.objects.listed(timezone.now())
        found = PublicArticleFilter(self.model_dump(), queryset=listed)
        if not found.is_valid():
            messages = found.form.errors.items()
            raise invalid([query_error(name, " ".join(texts)) for name, texts in messages])
        articles: ArticleQuerySet = found.qs
        return articles

    def read(self, articles: ArticleQuerySet, *columns: str) -> Page[Any]:
        """Return the page in the chosen order: versions of articles with these columns."""
        order = ORDERS[self.order]
        if order is RELEVANCE:
            articles = with_rank(articles, self.q)
        more = sorted({*columns, *order.columns} - {*VERSION_COLUMNS})
        return read_page(with_versions(articles, *more), order, self)


@router.api_operation(
    ["GET", "HEAD"],
    "/articles",
    response={200: ListOut[ArticleOut], **LIST_ERRORS},
    operation_id="listArticles",
    summary="List and search articles",
)
def list_articles(request: HttpRequest, parameters: Query[ArticleListing]) -> HttpResponse:
    """Return published articles, newest first, a page at a time."""
    names = parameters.selected(ARTICLE_FIELDS, UNUSUAL)
    page = parameters.read(parameters.filtered())

    def build() -> HttpResponse:
        articles = represent_articles([row.pk for row in page.rows], names)
        return list_response(request, page, [*articles.values()])

    return respond(request, validators_of(page.rows, page.before, page.after), build)


@router.api_operation(
    ["GET", "HEAD"],
    "/articles/{article}",
    response={200: ArticleOut, **OBJECT_ERRORS},
    operation_id="getArticle",
    summary="Get an article",
)
def get_article(request: HttpRequest, article: str, parameters: Query[Selection]) -> HttpResponse:
    """Return a published article by its ID or its slug."""
    names = parameters.selected(ARTICLE_FIELDS, UNUSUAL)
    row = with_versions(find_article(article)).first()
    if row is None:
        raise Http404

    def build() -> HttpResponse:
        if data := represent_articles([row.pk], names):
            return json_response(data[row.pk])
        raise Http404  # deleted since

    return respond(request, validators_of([row]), build)


def find_article(key: str) -> ArticleQuerySet:
    """Return the published article with this ID or slug. Raise Http404 for what is neither."""
    if not key.isprintable():  # PostgreSQL refuses NUL
        raise Http404
    is_id = key.isascii() and key.isdecimal() and len(key) <= MAX_DIGITS
    return Article.objects.published().filter(Q(pk=key) if is_id else Q(slug=key))
