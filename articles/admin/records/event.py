"""Events: the history of all articles."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.base.modeladmin import ReadOnlyModelAdmin
from articles.admin.site import site
from articles.desk.display import differences
from articles.models import Event
from articles.workflow.times import format_time


@admin.register(Event, site=site)
class EventAdmin(ReadOnlyModelAdmin):
    list_display = ["when", "who", "verb", "of_article", "version", "reason", "is_undone"]
    list_display_links = ["when"]
    list_select_related = ["article", "actor"]
    list_filter = ["verb", "undone"]
    search_fields = ["^article__name"]
    search_help_text = "The beginning of an article's name, such as 2020-02-07-."
    ordering = ["-at", "-pk"]
    sortable_by = []
    detail_fields = [
        "at", "who", "verb", "article", "version", "reason", "changes", "import_run_number",
        "publish_run", "undone",
    ]  # fmt: skip
    empty_message = "No events yet. The first import creates some."

    class Media:
        css = {"all": ["newsdesk/css/pages/article.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        events: QuerySet[Event] = super().get_queryset(request)
        return events.select_related("article", "actor")

    @admin.display(description="import run")
    def import_run_number(self, event: Event) -> int | None:
        return event.import_run_id

    @admin.display(description="at")
    def when(self, event: Event) -> str:
        return format_time(event.at)

    @admin.display(description="article")
    def of_article(self, event: Event) -> SafeString:
        address = reverse("admin:articles_article_change", args=[event.article_id])
        return format_html('<a href="{}">{}</a>', address, event.article)

    @admin.display(description="undone")
    def is_undone(self, event: Event) -> str:
        return "undone" if event.undone else ""

    def who(self, event: Event) -> str:
        return event.actor_name

    def changes(self, event: Event) -> SafeString:
        """Show the whole difference word by word; timelines show only its beginning."""
        context = {"changes": [each for each in differences(event) if each.before != each.after]}
        return render_to_string("admin/events/changes.html", context)
