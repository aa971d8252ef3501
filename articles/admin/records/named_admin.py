"""The base class of the pages of topics and providers."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from articles.admin.base.modeladmin import StaffModelAdmin
from articles.bulk_actions.merged_rows import merge_of
from articles.bulk_actions.merging import articles_of, is_unused
from articles.workflow.times import format_time


class NamedModelAdmin(StaffModelAdmin):
    """Rows that can be merged, and deleted only if nothing refers to them."""

    actions = None
    change_form_template = "admin/records/name_form.html"
    change_list_template = "admin/records/name_list.html"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_allowed: bool = super().has_delete_permission(request, obj)
        return is_allowed and obj is not None and is_unused(obj)

    @admin.display(description="edited at", ordering="edited_at")
    def edited(self, row: Any) -> str:
        return format_time(row.edited_at) if row.edited_at else ""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> HttpResponse:
        """Say of an old name which row is in use."""
        row = options.get("obj")
        if row is not None and row.merged_into:
            context |= {"merge_job": merge_of(row), "articles_left": articles_of(row).count()}
        return super().render_change_form(request, context, *args, **options)
