"""Import runs, what they did with each file, and the way to upload seeds."""

from pathlib import Path
from typing import Any

from django.contrib import admin
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest
from django.urls import URLPattern, path

from articles.ingest.run import cancel_import
from articles.ingest.undo import undo_import_run
from articles.models import ImportItem, ImportOutcome, ImportRun, User

from .nouns import LookOnly
from .runs import RunAdmin
from .site import site
from .upload import preview_page, upload_page
from .words import label

REFUSED_FIRST = Case(When(outcome=ImportOutcome.REFUSED, then=0), default=1)


@admin.register(ImportRun, site=site)
class ImportRunAdmin(RunAdmin):
    list_display = ["number", "source", "file", "state", "started_by", "created_at", "did"]
    list_display_links = ["number"]
    list_select_related = ["source", "started_by"]
    list_filter = ["state", "source"]
    outcomes = [
        *ImportOutcome.choices,
        ("undone", "Undone"),
        ("spared", "Spared by the undo"),
    ]
    run_template = "admin/articles/importrun/run.html"
    when_empty = "Nothing was imported yet. Upload seeds to begin."

    @admin.display(description="run", ordering="pk")
    def number(self, run: ImportRun) -> str:
        return f"Import {run.pk}"

    def file(self, run: ImportRun) -> str:
        """Where on the server it lay is nobody's business."""
        return Path(run.origin).name

    def did(self, run: ImportRun) -> str:
        counts = [(label, run.totals.get(name, 0)) for name, label in self.outcomes]
        return ", ".join(f"{count} {label.lower()}" for label, count in counts if count)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("upload/", view(upload_page), name="articles_importrun_upload"),
            path("preview/", view(preview_page), name="articles_importrun_preview"),
            *super().get_urls(),
        ]

    def items(self, run: ImportRun, outcome: str) -> QuerySet[ImportItem]:
        # `seed_before` holds whole files: large, and not to be seen.
        items = run.items.select_related("article").defer("seed_before")
        items = items.order_by(REFUSED_FIRST, "pk")
        if outcome == "undone":
            return items.filter(undone=True)
        if outcome == "spared":
            return items.exclude(spared="")
        return items.filter(outcome=outcome) if outcome in ImportOutcome.values else items

    def in_words(self, item: ImportItem) -> dict[str, Any]:
        return {
            "item": item,
            "fields": ", ".join(label(name) for name in item.fields),
            "problems": [problem_in_words(problem) for problem in item.problems],
        }

    def may_cancel(self, user: User, run: ImportRun) -> bool:
        return self.may_undo(user, run)

    def may_undo(self, user: User, run: ImportRun) -> bool:
        own = run.started_by_id == user.pk
        return user.has_perm(f"articles.{'import_seeds' if own else 'undo_any_run'}")

    def cancel(self, run: ImportRun, by: User) -> None:
        cancel_import(run, by=by)

    def undo(self, run: ImportRun, by: User) -> None:
        undo_import_run(run, by=by)


@admin.register(ImportItem, site=site)
class ImportItemAdmin(LookOnly):
    """Every file of every import; a run's own page shows them with their problems."""

    list_display = ["path", "run_number", "outcome", "article", "undone"]
    list_select_related = ["article"]
    list_filter = ["outcome", "undone"]
    ordering = ["-pk"]
    search_fields = ["^path"]
    search_help_text = "The beginning of a path."
    shown = [
        "path", "run_number", "outcome", "article", "changed", "reasons", "undone", "spared"
    ]  # fmt: skip
    when_empty = "No files yet: they come with the first import."

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportItem]:
        items: QuerySet[ImportItem] = super().get_queryset(request).defer("seed_before")
        return items

    @admin.display(description="import")
    def run_number(self, item: ImportItem) -> int:
        return item.run_id

    @admin.display(description="changed fields")
    def changed(self, item: ImportItem) -> str:
        return ", ".join(label(name) for name in item.fields)

    def reasons(self, item: ImportItem) -> str:
        return "; ".join(problem_in_words(problem) for problem in item.problems)


def problem_in_words(problem: dict[str, Any]) -> str:
    """Return `line 3: quality: message`, without the parts that are not known."""
    line = f"line {problem['line']}" if problem.get("line") else ""
    parts = (line, problem.get("field"), problem.get("message"))
    return ": ".join(str(part) for part in parts if part)
