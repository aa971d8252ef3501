"""Related links of all articles. They are edited on the pages of their articles."""

from django.contrib import admin

from articles.admin.base.modeladmin import ReadOnlyModelAdmin
from articles.admin.site import site
from articles.models import RelatedLink


@admin.register(RelatedLink, site=site)
class RelatedLinkAdmin(ReadOnlyModelAdmin):
    list_display = ["title", "article", "provider", "quality", "published_at", "target"]
    list_select_related = ["article", "provider", "target"]
    search_fields = ["^name"]
    search_help_text = "The beginning of a file's name, such as 2020-02-07-."
    ordering = ["-pk"]
    sortable_by = []
    detail_fields = [
        "article", "position", "title", "excerpt", "published_at", "web_url", "amp_url",
        "cdn_amp_url", "type", "quality", "provider", "target", "name",
    ]  # fmt: skip
    empty_message = "No related coverage yet. It is created by imports."
