"""The list of articles."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from articles.models import Article, Image

from .article_filters import (
    ConflictFilter,
    DomainFilter,
    OutrankedFilter,
    QualityFilter,
    TopicFilter,
    TypeFilter,
)
from .article_verbs import ReasonForm, bulk_actions
from .nouns import Kept
from .threshold import publish_by_threshold


class ArticleList(Kept):
    """What the list shows and does; `article.ArticleAdmin` adds the pages of one article."""

    list_display = [
        "picture",
        "title",
        "provider",
        "published",
        "quality",
        "related",
        "status",
        "held",
        "outranked",
    ]
    list_display_links = ["title"]
    list_filter = [
        "status",
        "held",
        QualityFilter,
        TypeFilter,
        ConflictFilter,
        OutrankedFilter,
        DomainFilter,
        TopicFilter,
        "source",
    ]
    list_select_related = ["provider"]
    search_fields = ["title", "excerpt", "provider__name", "provider__domain"]
    search_help_text = "Searches titles, excerpts and providers."
    ordering = ["-published_at", "-pk"]
    sortable_by = ["published"]
    actions = [*bulk_actions(), publish_by_threshold]
    action_form = ReasonForm
    when_empty = "No articles here. Upload seeds, write one, or take a filter away."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        first = Image.objects.filter(position=0)
        articles: QuerySet[Article] = super().get_queryset(request)
        return articles.prefetch_related(Prefetch("images", first, to_attr="first_images"))

    @admin.display(description="picture")
    def picture(self, article: Any) -> str:
        """Only what we hold ourselves can be shown: the page loads nothing from elsewhere."""
        image = next(iter(article.first_images), None)
        if image is None:
            return "none"
        if not image.file:
            return "linked"
        return format_html('<img class="thumbnail" src="{}" alt="">', image.file.url)

    @admin.display(description="published (UTC)", ordering="published_at")
    def published(self, article: Article) -> str:
        return f"{article.published_at:%Y-%m-%d %H:%M}"

    @admin.display(description="related")
    def related(self, article: Article) -> int:
        return article.related_count

    @admin.display(description="outranked", boolean=True)
    def outranked(self, article: Article) -> bool:
        return article.is_outranked
