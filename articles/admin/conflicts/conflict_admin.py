"""The list of conflicts: fields that both an editor and the source have changed."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern, path

from articles.admin.base.modeladmin import ReadOnlyModelAdmin
from articles.admin.conflicts.actions import FIELD, keep_ours, use_source
from articles.admin.conflicts.views import conflict_view, resolve_view
from articles.admin.site import site
from articles.desk.display import display_lines, label
from articles.desk.word_diff import collapse, word_diff
from articles.models import Conflict
from articles.models.value_fields import VALUE_FIELDS
from articles.workflow.times import format_time

LOOKUPS = {"resolved_at__isempty", "resolution__exact", FIELD}
"""Allowed lookups. A bulk action replays the filter of the list, so that others are rejected."""
MAX_COMPARED = 600
"""Characters of a value that are compared in the list; the page of a conflict has all."""


class OpenFilter(admin.EmptyFieldListFilter):
    """Open or resolved."""

    _NAMES = {"Empty": "Open", "Not empty": "Resolved"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.title = "state"

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            name = str(choice["display"])
            yield {**choice, "display": self._NAMES.get(name, name)}


class FieldFilter(admin.SimpleListFilter):
    """About which field."""

    title = "field"
    parameter_name = FIELD

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        return [(name, label(name)) for name in VALUE_FIELDS]

    def queryset(self, _request: HttpRequest, conflicts: Any) -> Any:
        return conflicts.filter(field=self.value()) if self.value() else conflicts


@admin.register(Conflict, site=site)
class ConflictAdmin(ReadOnlyModelAdmin):
    list_display = ["article", "changed_field", "asked", "seen", "ending"]
    list_select_related = ["article", "resolved_by"]
    list_filter = [("resolved_at", OpenFilter), "resolution", FieldFilter]
    search_fields = ["article__title"]
    search_help_text = "Searches the titles of the articles."
    ordering = ["-created_at", "-pk"]
    sortable_by = []
    actions = [keep_ours, use_source]  # type: ignore[assignment]  # read-only models have none
    empty_message = "No conflicts: editors and sources agree."

    class Media:
        css = {"all": ["newsdesk/css/pages/article.css"]}

    def has_resolve_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.resolve_conflict")

    @admin.display(description="field")
    def changed_field(self, conflict: Conflict) -> str:
        return label(conflict.field)

    @admin.display(description="from ours to source")
    def asked(self, conflict: Conflict) -> str:
        """Return the diff from our value to that of the source, of the beginnings of both."""
        ours, source = (
            _beginning(side, conflict.field) for side in (conflict.ours, conflict.source)
        )
        pieces = collapse(word_diff(ours, source), context=40)
        return render_to_string("components/diff.html", {"pieces": pieces})

    @admin.display(description="seen")
    def seen(self, conflict: Conflict) -> str:
        return format_time(conflict.created_at)

    @admin.display(description="state")
    def ending(self, conflict: Conflict) -> str:
        if conflict.resolved_at is None:
            return "Open"
        who = f" by {conflict.resolved_by}" if conflict.resolved_by else ""
        return f"{conflict.get_resolution_display()}{who}, {format_time(conflict.resolved_at)}"

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        return lookup in LOOKUPS and super().lookup_allowed(lookup, value, request)

    def get_urls(self) -> list[URLPattern]:
        """Return the list, and the page of a conflict. There are no forms to add or change one."""
        view = self.admin_site.admin_view(self.changelist_view)
        return [
            path("", view, name="articles_conflict_changelist"),
            path("<int:pk>/change/", conflict_view, name="articles_conflict_change"),
            path("<int:pk>/resolve/", resolve_view, name="articles_conflict_resolve"),
        ]


def _beginning(value: Any, field: str) -> str:
    return "\n".join(display_lines(value, field))[:MAX_COMPARED]
