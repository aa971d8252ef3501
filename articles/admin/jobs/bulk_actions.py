"""Bulk actions: what became of each article, with Cancel and Undo."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse

from articles.admin.jobs.base import RunAdmin
from articles.admin.site import site
from articles.bulk_actions.args import action_of
from articles.desk.display import label
from articles.models import BulkAction, BulkActionItem, BulkActionOutcome, User
from articles.models.value_fields import parse_time
from articles.workflow.changed_since import changed_since
from articles.workflow.times import format_time


@admin.register(BulkAction, site=site)
class BulkActionAdmin(RunAdmin):
    list_display = ["number", "did", "standing", "started_by", "started_at", "done", "skipped"]
    list_display_links = ["number"]
    list_select_related = ["started_by"]
    list_filter = ["state", "verb"]
    outcomes = [
        (BulkActionOutcome.DONE, "Done"),
        (BulkActionOutcome.SKIPPED, "Skipped"),
        (BulkActionOutcome.WAITING, "Waiting"),
        ("undone", "Undone"),
        ("undo_skipped", "Skipped by the undo"),
    ]
    list_name = "Bulk actions"
    run_template = "admin/bulk_actions/run.html"
    empty_message = "Nothing was done to many articles at once yet. The list of articles can."

    @admin.display(description="bulk action", ordering="pk")
    def number(self, job: BulkAction) -> str:
        return str(job)

    @admin.display(description="what was done")
    def did(self, job: BulkAction) -> str:
        count = job.total_count or 0
        return f"{action_of(job).label}: {count:,} {'article' if count == 1 else 'articles'}"

    def done(self, job: BulkAction) -> int:
        return job.totals.get("done", 0)

    def skipped(self, job: BulkAction) -> int:
        return job.totals.get("skipped", 0)

    def items(self, run: BulkAction, outcome: str) -> QuerySet[BulkActionItem]:
        items = run.items.select_related("article").order_by("pk")
        if outcome == "undone":
            return items.filter(undone=True)
        if outcome == "undo_skipped":
            return items.exclude(undo_skipped_reason="")
        return items.filter(outcome=outcome) if outcome in BulkActionOutcome.values else items

    def in_words(self, item: BulkActionItem) -> dict[str, Any]:
        return {"item": item}

    def changed_since(self, run: BulkAction) -> QuerySet[BulkActionItem]:
        return changed_since(run.items.filter(outcome=BulkActionOutcome.DONE, undone=False))

    def more(self, run: BulkAction, _user: User) -> dict[str, Any]:
        articles = reverse("admin:articles_article_changelist")
        chosen_in = reverse(_LISTS[run.details.get("list", "article")])
        return {
            "what": action_of(run).label,
            "details": [*_details(run)],
            "back": f"{chosen_in}?{run.query}" if run.query else chosen_in,
            "is_of_the_desk": run.details.get("list") == "desk",
            "skipped": f"{articles}?run=bulk:{run.pk}:skipped" if self.skipped(run) else "",
        }


_LISTS = {
    "article": "admin:articles_article_changelist",
    "conflict": "admin:articles_conflict_changelist",
    "desk": "desk:queue",
}
"""Where a bulk action was chosen, by what its details say."""


def _details(job: BulkAction) -> Any:
    """Yield the arguments of a bulk action: label and value."""
    details = job.details
    if details.get("topic"):
        yield "Topic", details["topic"]
    if details.get("merge"):
        yield "Merged", f"“{details['old']}” into “{details['into']}”"
    if details.get("field"):
        yield "Field", label(details["field"])
    if details.get("conflicts"):
        yield "Conflicts", f"{len(details['conflicts']):,}, chosen one by one"
    if "person" in details:
        who = User.objects.filter(pk=details["person"]).first() if details["person"] else None
        yield "To", str(who) if who else "unassigned"
    if details.get("at"):
        yield "At", format_time(parse_time(details["at"]))
    if details.get("reason"):
        yield "Reason", details["reason"]
