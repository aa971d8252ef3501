"""Related links, over all articles. They are edited on their article's page."""

from django.contrib import admin

from articles.admin.base.modeladmin import LookOnly
from articles.admin.site import site
from articles.models import RelatedLink


@admin.register(RelatedLink, site=site)
class RelatedLinkAdmin(LookOnly):
    list_display = ["title", "article", "provider", "quality", "published_at", "target"]
    list_select_related = ["article", "provider", "target"]
    search_fields = ["^name"]
    search_help_text = "The beginning of a file's name, such as 2020-02-07-."
    ordering = ["-pk"]
    sortable_by = []
    shown = [
        "article", "position", "title", "excerpt", "published_at", "web_url", "amp_url",
        "cdn_amp_url", "type", "quality", "provider", "target", "name",
    ]  # fmt: skip
    when_empty = "No related coverage yet: it comes with the seeds that name it."
