"""Sources: the sets that seeds belong to."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from articles.admin.base.links import articles_link
from articles.admin.base.modeladmin import LookOnly
from articles.admin.records.provider import count_of
from articles.admin.site import site
from articles.models import Article, SeedFile, Source


@admin.register(Source, site=site)
class SourceAdmin(LookOnly):
    list_display = ["name", "in_articles", "files", "created_at"]
    ordering = ["name"]
    shown = ["name", "in_articles", "files", "created_at"]
    when_empty = "No sources yet: the first import makes one."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        sources: QuerySet[Source] = super().get_queryset(request)
        return sources.annotate(
            article_count=count_of(Article.objects.all(), "source"),
            file_count=count_of(SeedFile.objects.all(), "source"),
        )

    @admin.display(description="articles")
    def in_articles(self, source: Any) -> SafeString | str:
        return articles_link(source.article_count, source=source.name)

    def files(self, source: Any) -> int:
        return int(source.file_count)
