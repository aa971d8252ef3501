"""Sources: the sets that seed files belong to."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from articles.admin.base.links import articles_link, count_of
from articles.admin.base.modeladmin import ReadOnlyModelAdmin
from articles.admin.site import site
from articles.models import Article, SeedFile, Source


@admin.register(Source, site=site)
class SourceAdmin(ReadOnlyModelAdmin):
    list_display = ["name", "article_number", "file_number", "created_at"]
    ordering = ["name"]
    detail_fields = ["name", "article_number", "file_number", "created_at"]
    empty_message = "No sources yet. The first import creates one."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        sources: QuerySet[Source] = super().get_queryset(request)
        return sources.annotate(
            article_count=count_of(Article.objects.all(), "source"),
            file_count=count_of(SeedFile.objects.all(), "source"),
        )

    @admin.display(description="articles")
    def article_number(self, source: Any) -> SafeString | str:
        return articles_link(source.article_count, source=source.name)

    @admin.display(description="files")
    def file_number(self, source: Any) -> int:
        return int(source.file_count)
