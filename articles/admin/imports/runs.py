"""Import runs, what they did with each file, and the way to upload seeds."""

from pathlib import Path
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from articles.admin.base.modeladmin import ReadOnlyModelAdmin
from articles.admin.imports.access import importer_required
from articles.admin.imports.preview import preview_urls
from articles.admin.imports.start import start
from articles.admin.imports.upload import upload_page
from articles.admin.jobs.base import RunAdmin
from articles.admin.jobs.csv_report import report_parts
from articles.admin.site import site
from articles.desk.access import current_user
from articles.desk.display import label
from articles.ingest.confirm import WRITTEN, retry_refused
from articles.ingest.job import cancel_import
from articles.ingest.undo import request_import_undo, touched_items
from articles.models import Article, ImportItem, ImportOutcome, ImportRun, User
from articles.seeds.sources import SourceNotFound, SourceRefused
from articles.workflow.errors import WorkflowError

REFUSED_FIRST = Case(When(outcome=ImportOutcome.REFUSED, then=0), default=1)


@admin.register(ImportRun, site=site)
class ImportRunAdmin(RunAdmin):
    list_display = ["number", "source", "file", "standing", "started_by", "started_at", "did"]
    list_display_links = ["number"]
    list_select_related = ["source", "started_by"]
    list_filter = ["state", "source"]
    outcomes = [
        *ImportOutcome.choices,
        ("metadata", "Organisations and topics"),
        ("undone", "Undone"),
        ("undo_skipped", "Skipped by the undo"),
    ]
    list_name = "Imports"
    run_template = "admin/imports/run.html"
    empty_message = "Nothing was imported yet. Upload seeds to begin."

    @admin.display(description="run", ordering="pk")
    def number(self, run: ImportRun) -> str:
        return f"Import {run.pk}"

    def file(self, run: ImportRun) -> str:
        """Return the name without its folder, which is not for every reader."""
        return Path(run.label).name

    @admin.display(description="result")
    def did(self, run: ImportRun) -> str:
        counts = [(label, run.totals.get(name, 0)) for name, label in self.outcomes]
        return ", ".join(f"{count:,} {label.lower()}" for label, count in counts if count)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("upload/", view(upload_page), name="articles_importrun_upload"),
            path(
                "<int:pk>/retry/",
                view(require_POST(retry_view)),
                name="articles_importrun_retry",
            ),
            path("<int:pk>/report.csv", view(self.report_view), name="articles_importrun_report"),
            *preview_urls(),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportRun]:
        runs: QuerySet[ImportRun] = super().get_queryset(request).filter(dry_run=False)
        return runs

    def items(self, run: ImportRun, outcome: str) -> QuerySet[ImportItem]:
        # `seed_before` holds whole files: large, and not to be seen.
        items = run.items.select_related("article").defer("seed_before")
        items = items.order_by(REFUSED_FIRST, "pk")
        if outcome == "undone":
            return items.filter(undone=True)
        if outcome == "undo_skipped":
            return items.exclude(undo_skipped_reason="")
        if outcome == "metadata":
            return items.metadata()
        return items.with_outcome(outcome) if outcome in ImportOutcome.values else items

    def counts(self, run: ImportRun) -> list[tuple[str, str, int]]:
        metadata = run.items.metadata().count()
        return [
            (name, label, metadata if name == "metadata" else number)
            for name, label, number in super().counts(run)
        ]

    def in_words(self, item: ImportItem) -> dict[str, Any]:
        return {
            "item": item,
            "fields": ", ".join(label(name) for name in item.fields),
            "problems": item.problems,
        }

    def more(self, run: ImportRun, user: User) -> dict[str, Any]:
        """Add the way onward: to the run's articles, and to its refused files."""
        refused = run.totals.get(ImportOutcome.REFUSED, 0)
        may_retry = refused and not run.is_active and user.has_perm("articles.import_seeds")
        stored = run.items.filter(outcome__in=WRITTEN, undone=False, article__isnull=False)
        return {
            "file": self.file(run),
            "refused": refused,
            "may_retry": may_retry,
            "has_articles": stored.exists(),
            "drafts": Article.objects.drafts().filter(pk__in=stored.values("article")).count(),
        }

    def report_view(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """Return the report as a file; of one outcome, where the address says so."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = get_object_or_404(ImportRun.imports, pk=pk)
        outcome = request.GET.get("outcome", "")
        items = (
            self.items(run, outcome).select_related(None).only("run", "path", "outcome", "problems")
        )
        response = StreamingHttpResponse(
            report_parts(items.iterator(chunk_size=1_000)), content_type="text/csv; charset=utf-8"
        )
        kind = f"-{outcome}" if outcome in ImportOutcome.values else ""
        response["Content-Disposition"] = f'attachment; filename="import-{run.pk}{kind}.csv"'
        return response

    def changed_since(self, run: ImportRun) -> QuerySet[ImportItem]:
        return touched_items(run)

    def cancel(self, run: ImportRun, by: User) -> None:
        cancel_import(run, by=by)

    def undo(self, run: ImportRun, by: User) -> None:
        request_import_undo(run, by=by)


@importer_required
def retry_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Preview the files that an import refused once more."""
    run = get_object_or_404(ImportRun.imports.select_related("source", "preview"), pk=pk)
    try:
        return start(retry_refused(run, by=current_user(request)))
    except (SourceNotFound, SourceRefused, WorkflowError) as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("admin:articles_importrun_change", args=[run.pk]))


@admin.register(ImportItem, site=site)
class ImportItemAdmin(ReadOnlyModelAdmin):
    """Every file of every import; a run's own page shows them with their problems."""

    list_display = ["path", "run_number", "outcome", "article", "undone"]
    list_select_related = ["article"]
    list_filter = ["outcome", "undone"]
    ordering = ["-pk"]
    search_fields = ["^path"]
    search_help_text = "The beginning of a path."
    detail_fields = [
        "path", "run_number", "outcome", "article", "changed", "reasons", "was_undone",
        "undo_skipped_reason",
    ]  # fmt: skip
    empty_message = "No files yet: they come with the first import."

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportItem]:
        items: QuerySet[ImportItem] = (
            super().get_queryset(request).filter(run__dry_run=False).defer("seed_before")
        )
        return items

    @admin.display(description="import")
    def run_number(self, item: ImportItem) -> int:
        return item.run_id

    @admin.display(description="changed fields")
    def changed(self, item: ImportItem) -> str:
        return ", ".join(label(name) for name in item.fields)

    @admin.display(description="undone")
    def was_undone(self, item: ImportItem) -> str:
        return "Yes" if item.undone else "No"

    def reasons(self, item: ImportItem) -> str:
        return "; ".join(problem_in_words(problem) for problem in item.problems)


def problem_in_words(problem: dict[str, Any]) -> str:
    """Return `line 3: quality: message`, without the parts that are not known."""
    line = f"line {problem['line']}" if problem.get("line") else ""
    parts = (line, problem.get("field"), problem.get("message"))
    return ": ".join(str(part) for part in parts if part)
