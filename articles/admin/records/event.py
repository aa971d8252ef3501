"""The page of one event; `dashboard.history` lists them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.admin.base.modeladmin import ReadOnlyModelAdmin
from articles.admin.dashboard.history import history_view
from articles.admin.site import site
from articles.desk.display import differences
from articles.models import Event


@admin.register(Event, site=site)
class EventAdmin(ReadOnlyModelAdmin):
    detail_fields = [
        "at", "who", "verb", "article", "version", "reason", "changes", "import_run_number",
        "publish_run", "was_undone",
    ]  # fmt: skip

    class Media:
        css = {"all": ["newsdesk/css/pages/article.css"]}

    def changelist_view(
        self, request: HttpRequest, _extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the history."""
        return history_view(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        events: QuerySet[Event] = super().get_queryset(request)
        return events.select_related("article", "actor")

    @admin.display(description="import run")
    def import_run_number(self, event: Event) -> int | None:
        return event.import_run_id

    @admin.display(description="undone")
    def was_undone(self, event: Event) -> str:
        return "Yes" if event.undone else "No"

    def who(self, event: Event) -> str:
        return event.actor_name

    def changes(self, event: Event) -> SafeString:
        """Show the whole difference word by word; timelines show only its beginning."""
        context = {"changes": [each for each in differences(event) if each.before != each.after]}
        return render_to_string("admin/events/changes.html", context)
