"""Imported seed files. Their content is never shown because it contains `secured`."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.base.modeladmin import ReadOnlyModelAdmin
from articles.admin.site import site
from articles.models import SeedFile


@admin.register(SeedFile, site=site)
class SeedFileAdmin(ReadOnlyModelAdmin):
    list_display = ["path", "kind", "source", "article", "missing_since"]
    list_select_related = ["source", "article"]
    list_filter = ["kind", "source"]
    search_fields = ["^path", "^name"]
    search_help_text = "The beginning of a path or a name."
    ordering = ["-pk"]
    detail_fields = [
        "path", "name", "kind", "source", "sha256", "article", "provider", "topic", "missing_since"
    ]  # fmt: skip
    empty_message = "No files yet. They are created by imports."

    def get_queryset(self, request: HttpRequest) -> QuerySet[SeedFile]:
        files: QuerySet[SeedFile] = super().get_queryset(request)
        return files.defer("content", "base")

    def sha256(self, seed: SeedFile) -> str:
        return bytes(seed.digest).hex()
