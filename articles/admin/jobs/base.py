"""What the pages of import runs and publish runs have in common."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from articles.admin.base.modeladmin import ReadOnlyModelAdmin
from articles.admin.jobs.progress import bar, bar_view
from articles.desk.access import current_user, parse_id
from articles.jobs.lease import is_interrupted
from articles.models import ACTIVE_STATES, Run, RunState, User
from articles.workflow.errors import WorkflowError

ITEMS_PAGE = 100
_STOPPABLE = (RunState.QUEUED, RunState.RUNNING)


class RunAdmin(ReadOnlyModelAdmin):
    """A run's page: progress, totals, a result per item, Cancel and Undo.

    Subclasses say what an item is, who may stop and undo a run, and how.
    """

    list_filter = ["state"]
    ordering = ["-pk"]
    outcomes: list[tuple[str, str]]
    run_template: str
    change_list_template = "admin/runs/list.html"

    def items(self, run: Any, outcome: str) -> QuerySet[Any]:
        raise NotImplementedError  # each kind of run says it

    def in_words(self, item: Any) -> dict[str, Any]:
        raise NotImplementedError  # each kind of run says it

    def may_cancel(self, user: User, run: Any) -> bool:
        raise NotImplementedError  # each kind of run says it

    def may_undo(self, user: User, run: Any) -> bool:
        raise NotImplementedError  # each kind of run says it

    def cancel(self, run: Any, by: User) -> None:
        raise NotImplementedError  # each kind of run says it

    def undo(self, run: Any, by: User) -> None:
        raise NotImplementedError  # each kind of run says it

    def more(self, _run: Any, _user: User) -> dict[str, Any]:
        """Return what a subclass's template wants beside."""
        return {}

    def get_urls(self) -> list[URLPattern]:
        def view(function: Any) -> Any:
            return self.admin_site.admin_view(require_POST(function))

        name = f"articles_{self.opts.model_name}"
        return [
            path("<int:pk>/cancel/", view(self.cancel_view), name=f"{name}_cancel"),
            path("<int:pk>/undo/", view(self.undo_view), name=f"{name}_undo"),
            path(
                "<int:pk>/progress/",
                self.admin_site.admin_view(self.progress_view),
                name=f"{name}_progress",
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list looks again by itself while a run is at work."""
        at_work = self.model.objects.filter(state__in=ACTIVE_STATES).exists()
        return super().changelist_view(request, {**(extra_context or {}), "at_work": at_work})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        _form_url: str = "",
        _extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if object_id is None or request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        runs = self.get_queryset(request).select_related("started_by")
        return self._page(request, get_object_or_404(runs, pk=parse_id(object_id)))

    @admin.display(description="state", ordering="state")
    def standing(self, run: Any) -> str:
        """The state, and how far a run is that is at work."""
        words: str = run.get_state_display()
        if not run.is_active or not run.progress[1]:
            return words
        return f"{words}, {run.percent} %"

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What a run's page asks for again and again while the run is at work."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = get_object_or_404(self.model, pk=pk)
        return bar_view(request, run, reverse(f"{self._route}_progress", args=[pk]))

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(self.model, pk=pk)
        was_active = run.is_active
        self.cancel(run, current_user(request))
        told = "The run stops." if was_active else "The run had come to its end already."
        self.message_user(request, told, messages.SUCCESS if was_active else messages.WARNING)
        return HttpResponseRedirect(self.address(run))

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(self.model, pk=pk)
        try:
            self.undo(run, current_user(request))
        except WorkflowError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, "The run is being undone.", messages.SUCCESS)
        return HttpResponseRedirect(self.address(run))

    def address(self, run: Any) -> str:
        return reverse(f"{self._route}_change", args=[run.pk])

    @property
    def _route(self) -> str:
        return f"admin:articles_{self.opts.model_name}"

    def _page(self, request: HttpRequest, run: Any) -> HttpResponse:
        outcome = request.GET.get("outcome", "")
        items = Paginator(self.items(run, outcome), ITEMS_PAGE).get_page(request.GET.get("p"))
        user = current_user(request)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{self.opts.verbose_name} {run.pk}".capitalize(),
            "opts": self.opts,
            **bar(run, reverse(f"{self._route}_progress", args=[run.pk])),
            "totals": self._totals(run),
            "undone": _undone(run) if run.state == RunState.UNDONE else "",
            "outcome": outcome,
            "items": items,
            "rows": [self.in_words(item) for item in items.object_list],
            "may_cancel": run.state in _STOPPABLE and self.may_cancel(user, run),
            "cancel_url": reverse(f"{self._route}_cancel", args=[run.pk]),
            "undo_url": reverse(f"{self._route}_undo", args=[run.pk]),
            "may_undo": _is_undoable(run) and self.may_undo(user, run),
            **self.more(run, user),
        }
        return TemplateResponse(request, self.run_template, context)

    def _totals(self, run: Run) -> list[tuple[str, str, int]]:
        return [(name, label, run.totals.get(name, 0)) for name, label in self.outcomes]


def _is_undoable(run: Run) -> bool:
    if run.state == RunState.UNDONE:
        return False
    return not run.is_active or is_interrupted(run)


def _undone(run: Run) -> str:
    undone, spared = run.totals.get("undone", 0), run.totals.get("spared", 0)
    text = f"{undone} undone."
    return f"{text} {spared} spared, because they were changed since." if spared else text
