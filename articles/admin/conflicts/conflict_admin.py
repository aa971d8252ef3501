"""Conflicts: fields that both an editor and the source have changed."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from articles.admin.articles.action_views import ActionForm, with_undo
from articles.admin.articles.queries import change_url, get_article
from articles.admin.base.modeladmin import ReadOnlyModelAdmin
from articles.admin.conflicts.actions import FIELD, keep_mine, take_theirs
from articles.admin.site import site
from articles.desk.access import current_user, parse_id
from articles.desk.display import conflict_display, display_lines, label
from articles.desk.word_diff import collapse, word_diff
from articles.models import Conflict
from articles.models.value_fields import VALUE_FIELDS, article_values
from articles.workflow.errors import Stale, WorkflowError
from articles.workflow.resolve_conflicts import chosen, resolve_conflict
from articles.workflow.times import format_time

LOOKUPS = {"settled_at__isempty", "resolution__exact", FIELD}
"""What the list may be narrowed by, whatever the address says: a batch must know what it shows."""
LISTED = 600
"""So much of a value is compared in the list; the conflict's own page has all of it."""


class OpenFilter(admin.EmptyFieldListFilter):
    """Open or settled."""

    _NAMES = {"Empty": "Open", "Not empty": "Settled"}

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
    list_select_related = ["article", "settled_by"]
    list_filter = [("settled_at", OpenFilter), "resolution", FieldFilter]
    search_fields = ["article__title"]
    search_help_text = "Searches the titles of the articles."
    ordering = ["-created_at", "-pk"]
    sortable_by = []
    actions = [keep_mine, take_theirs]  # type: ignore[assignment]  # most nouns have none
    empty_message = "No conflicts: editors and sources agree."

    class Media:
        css = {"all": ["newsdesk/css/pages/article.css"]}

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.settle_conflict")

    @admin.display(description="field")
    def changed_field(self, conflict: Conflict) -> str:
        return label(conflict.field)

    @admin.display(description="from mine to theirs")
    def asked(self, conflict: Conflict) -> str:
        """What would change with theirs, of the beginning of either."""
        mine, theirs = (
            _beginning(side, conflict.field) for side in (conflict.mine, conflict.theirs)
        )
        pieces = collapse(word_diff(mine, theirs), context=40)
        return render_to_string("components/diff.html", {"pieces": pieces})

    @admin.display(description="seen")
    def seen(self, conflict: Conflict) -> str:
        return format_time(conflict.created_at)

    @admin.display(description="state")
    def ending(self, conflict: Conflict) -> str:
        if conflict.settled_at is None:
            return "Open"
        who = f" by {conflict.settled_by}" if conflict.settled_by else ""
        return f"{conflict.get_resolution_display()}{who}, {format_time(conflict.settled_at)}"

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        return lookup in LOOKUPS and super().lookup_allowed(lookup, value, request)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.settle))
        return [
            path("<int:pk>/settle/", view, name="articles_conflict_settle"),
            *super().get_urls(),
        ]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        _form_url: str = "",
        _extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if object_id is None or request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        conflicts = Conflict.objects.select_related("article", "run", "settled_by")
        conflict = get_object_or_404(conflicts, pk=parse_id(object_id))
        article = get_article(conflict.article_id)
        context = {
            **self.admin_site.each_context(request),
            "title": "Conflict",
            "subtitle": str(conflict),
            "opts": self.opts,
            "row": conflict_display(conflict, article_values(article)),
            "original": article,
            "next_conflict": next_open(conflict),
            "may_settle": request.user.has_perm("articles.settle_conflict"),
        }
        return TemplateResponse(request, "admin/conflicts/detail.html", context)

    def settle(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep mine, or take theirs, of what the page showed."""
        conflict = get_object_or_404(Conflict.objects.select_related("article"), pk=pk)
        form = ActionForm(request.POST)
        try:
            if not form.is_valid():
                raise Stale(conflict.article.title)
            resolution = chosen(request.POST.get("choice", ""))
            version = form.cleaned_data["version"]
            event = resolve_conflict(
                conflict, resolution, by=current_user(request), version=version
            )
        except WorkflowError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            text = f"Settled: {label(conflict.field)}, {conflict.get_resolution_display().lower()}."
            self.message_user(request, with_undo(request, text, event), messages.SUCCESS)
        return HttpResponseRedirect(_way_on(request, conflict))


def _beginning(value: Any, field: str) -> str:
    return "\n".join(display_lines(value, field))[:LISTED]


def next_open(conflict: Conflict) -> Conflict | None:
    """Return the open conflict that stands after this one in the list; the first after the last."""
    others = Conflict.objects.unsettled().exclude(pk=conflict.pk).select_related("article")
    older = Q(created_at__lt=conflict.created_at) | Q(
        created_at=conflict.created_at, pk__lt=conflict.pk
    )
    ordered = others.order_by("-created_at", "-pk")
    return ordered.filter(older).first() or ordered.first()


def _way_on(request: HttpRequest, conflict: Conflict) -> str:
    """To the next open conflict from a conflict's own page, else to the article."""
    if request.POST.get("from") != "conflict":
        return change_url(conflict.article)
    on = next_open(conflict) if conflict.settled_at else conflict
    if on is None:
        return f"{reverse('admin:articles_conflict_changelist')}?settled_at__isempty=1"
    return reverse("admin:articles_conflict_change", args=[on.pk])
