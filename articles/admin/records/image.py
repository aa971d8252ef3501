"""Pictures. An article's pictures are edited on its page."""

from django.contrib import admin

from articles.admin.base.modeladmin import ReadOnlyModelAdmin
from articles.admin.site import site
from articles.models import Image


@admin.register(Image, site=site)
class ImageAdmin(ReadOnlyModelAdmin):
    list_display = ["url", "article", "provider", "size", "file"]
    list_select_related = ["article", "provider"]
    search_fields = ["^url"]
    search_help_text = "The beginning of an address."
    ordering = ["-pk"]
    sortable_by = []
    detail_fields = [
        "article", "link", "provider", "position", "url", "title", "width", "height",
        "is_cached", "file", "real_width", "real_height",
    ]  # fmt: skip
    empty_message = "No pictures yet. They are created by imports."

    @admin.display(description="declared size")
    def size(self, image: Image) -> str:
        return f"{image.width}x{image.height}" if image.width and image.height else ""
