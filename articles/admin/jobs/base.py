"""The list and the page of a kind of runs: progress, results per item, Cancel and Undo."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from articles.admin.base.modeladmin import ReadOnlyModelAdmin
from articles.admin.base.paging import CappedPaginator
from articles.admin.jobs.progress import progress_context, progress_response
from articles.desk.access import current_user
from articles.jobs.background import enqueue
from articles.jobs.lease import is_interrupted
from articles.models import ACTIVE_STATES, SYSTEM_NAME, Run, RunState, User
from articles.workflow.errors import WorkflowError
from articles.workflow.job_control import cancel_job, may_end_job, request_undo
from articles.workflow.times import format_time

PAGE_SIZE = 100
MAX_CHECKED = 20_000
"""Changes of a run up to which the question before the undo counts what was changed since."""
_CANCELLABLE = (RunState.QUEUED, RunState.RUNNING)


class RunAdmin(ReadOnlyModelAdmin):
    """The list of runs is Django's; the page of a run is a view of its own.

    Subclasses define the items of a run and how they are shown; their template extends
    `admin/runs/run.html`.
    """

    list_filter = ["state"]
    ordering = ["-pk"]
    outcomes: list[tuple[str, str]]
    list_name: str
    run_template: str
    change_list_template = "admin/runs/list.html"

    def items(self, run: Any, outcome: str) -> QuerySet[Any]:
        raise NotImplementedError

    def in_words(self, item: Any) -> dict[str, Any]:
        raise NotImplementedError

    def cancel(self, run: Any, by: User) -> None:
        cancel_job(run, by=by)

    def undo(self, run: Any, by: User) -> None:
        request_undo(run, by=by)

    def changed_since(self, run: Any) -> QuerySet[Any]:
        """Return the items that the undo would skip."""
        raise NotImplementedError

    def more(self, _run: Any, _user: User) -> dict[str, Any]:
        """Return more context for the template of a subclass."""
        return {}

    def get_urls(self) -> list[URLPattern]:
        """Return the list and the pages of a run. There are no forms to add or change one."""
        view, name = self.admin_site.admin_view, f"articles_{self.opts.model_name}"
        run_view, progress_view = require_safe(self.run_view), require_safe(self.progress_view)
        cancel_view, undo_view = require_POST(self.cancel_view), require_POST(self.undo_view)
        return [
            path("", view(self.changelist_view), name=f"{name}_changelist"),
            path("<int:pk>/change/", view(run_view), name=f"{name}_change"),
            path("<int:pk>/progress/", view(progress_view), name=f"{name}_progress"),
            path("<int:pk>/cancel/", view(cancel_view), name=f"{name}_cancel"),
            path("<int:pk>/undo/", view(undo_view), name=f"{name}_undo"),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, which refreshes itself while a run is active."""
        is_active = self.get_queryset(request).filter(state__in=ACTIVE_STATES).exists()
        return super().changelist_view(request, {**(extra_context or {}), "at_work": is_active})

    def run_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a run."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        runs = self.get_queryset(request).select_related("started_by", "undone_by")
        return self._page(request, get_object_or_404(runs, pk=pk))

    @admin.display(description="started", ordering="created_at")
    def started_at(self, run: Any) -> str:
        return format_time(run.created_at)

    @admin.display(description="state", ordering="state")
    def standing(self, run: Any) -> str:
        """Return the state, with the progress of an active run."""
        words: str = run.get_state_display()
        if not run.is_active or not run.progress[1]:
            return words
        return f"{words}, {run.percent} %"

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return the progress bar, which the page of an active run requests repeatedly."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = get_object_or_404(self.get_queryset(request), pk=pk)
        return progress_response(request, run, reverse(f"{self._route}_progress", args=[pk]))

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(self.get_queryset(request), pk=pk)
        was_active = run.is_active
        self.cancel(run, current_user(request))
        if was_active:
            messages.success(request, "The run stops.")
        else:
            messages.warning(request, "The run had already ended.")
        return HttpResponseRedirect(self.address(run))

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(self.get_queryset(request), pk=pk)
        try:
            self.undo(run, current_user(request))
            enqueue(run)
        except WorkflowError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "The run is being undone.")
        return HttpResponseRedirect(self.address(run))

    def address(self, run: Any) -> str:
        return reverse(f"{self._route}_change", args=[run.pk])

    @property
    def _route(self) -> str:
        return f"admin:articles_{self.opts.model_name}"

    def _page(self, request: HttpRequest, run: Any) -> HttpResponse:
        outcome = request.GET.get("outcome", "")
        items = CappedPaginator(self.items(run, outcome), PAGE_SIZE).get_page(request.GET.get("p"))
        user = current_user(request)
        may_end = may_end_job(run, user)
        may_undo = _is_undoable(run) and may_end
        is_counted = may_undo and run.effect_count <= MAX_CHECKED
        changed = self.changed_since(run).count() if is_counted else None
        context = {
            "title": str(run).partition(" of ")[0],
            "list_name": self.list_name,
            "list_url": reverse(f"{self._route}_changelist"),
            **progress_context(run, reverse(f"{self._route}_progress", args=[run.pk])),
            "totals": self.counts(run),
            "undone": _undone(run) if run.state == RunState.UNDONE else "",
            "outcome": outcome,
            "items": items,
            "rows": [self.in_words(item) for item in items.object_list],
            "may_cancel": run.state in _CANCELLABLE and may_end,
            "cancel_url": reverse(f"{self._route}_cancel", args=[run.pk]),
            "undo_url": reverse(f"{self._route}_undo", args=[run.pk]),
            "may_undo": may_undo,
            "changed_since": changed,
            "revertible": run.effect_count - (changed or 0),
            **self.more(run, user),
        }
        return render(request, self.run_template, context)

    def counts(self, run: Any) -> list[tuple[str, str, int]]:
        """Return (name, label, number of items) of each outcome."""
        return [(name, label, run.totals.get(name, 0)) for name, label in self.outcomes]


def _is_undoable(run: Run) -> bool:
    if run.state == RunState.UNDONE:
        return False
    return not run.is_active or is_interrupted(run)


def _undone(run: Run) -> str:
    """Say who undid a run when, and how much of it."""
    undone, skipped = run.totals.get("undone", 0), run.totals.get("undo_skipped", 0)
    by = run.undone_by or (SYSTEM_NAME if run.undone_by_system else "a deleted user")
    on = f" on {format_time(run.finished_at)}" if run.finished_at else ""
    text = f"Undone by {by}{on}: {undone:,} reverted."
    they = "it was" if skipped == 1 else "they were"
    return f"{text} {skipped:,} skipped, because {they} changed since." if skipped else text
