"""Seed files: what was imported. Their content, with `secured` in it, is never shown."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.base.modeladmin import LookOnly
from articles.admin.site import site
from articles.models import SeedFile


@admin.register(SeedFile, site=site)
class SeedFileAdmin(LookOnly):
    list_display = ["path", "kind", "source", "article", "missing_since"]
    list_select_related = ["source", "article"]
    list_filter = ["kind", "source"]
    search_fields = ["^path", "^name"]
    search_help_text = "The beginning of a path or a name."
    ordering = ["-pk"]
    shown = [
        "path", "name", "kind", "source", "sha256", "article", "provider", "topic", "missing_since"
    ]  # fmt: skip
    when_empty = "No files yet: they come with the first import."

    def get_queryset(self, request: HttpRequest) -> QuerySet[SeedFile]:
        files: QuerySet[SeedFile] = super().get_queryset(request)
        return files.defer("content", "base")

    def sha256(self, seed: SeedFile) -> str:
        return bytes(seed.digest).hex()
