"""Publish runs and their verdicts."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.jobs.base import RunAdmin
from articles.admin.publishing.rules import make_rule_url
from articles.admin.site import site
from articles.models import PublishItem, PublishRun, RunState, User
from articles.publishing.auto_publish import started_by_label
from articles.publishing.explanations import describe_item
from articles.publishing.publish_run import undoable_items
from articles.workflow.changed_since import changed_since


@admin.register(PublishRun, site=site)
class PublishRunAdmin(RunAdmin):
    list_display = ["__str__", "standing", "by", "started_at", "settings", "published", "kept"]
    outcomes = [
        ("published", "Published"),
        ("kept", "Kept back"),
        ("undone", "Undone"),
        ("undo_skipped", "Skipped by the undo"),
    ]
    list_name = "Publish runs"
    run_template = "admin/publishing/run.html"
    empty_message = "Nothing was published by threshold yet."

    def get_queryset(self, request: HttpRequest) -> QuerySet[PublishRun]:
        runs: QuerySet[PublishRun] = super().get_queryset(request)
        return runs.select_related("started_by", "import_run__started_by")

    @admin.display(description="by")
    def by(self, run: PublishRun) -> str:
        return started_by_label(run)

    def settings(self, run: PublishRun) -> str:
        """Return the numbers of a run, such as "60, 50 with related coverage, leads only"."""
        rules = [rule for rule in run.rules if not rule.get("manual_only")]
        return "; ".join(describe_numbers(rule) for rule in rules)

    def published(self, run: PublishRun) -> str:
        return f"{run.totals.get('published', 0):,}"

    @admin.display(description="kept back")
    def kept(self, run: PublishRun) -> str:
        return f"{run.totals.get('kept', 0):,}"

    def items(self, run: PublishRun, outcome: str) -> QuerySet[PublishItem]:
        items = run.items.select_related("article").order_by("pk")
        if outcome == "published":
            return items.published()
        if outcome == "kept":
            return items.kept()
        if outcome == "undone":
            return items.filter(undone=True)
        return items.exclude(undo_skipped_reason="") if outcome == "undo_skipped" else items

    def in_words(self, item: PublishItem) -> dict[str, Any]:
        return {"item": item, "reasons": describe_item(item)}

    def changed_since(self, run: PublishRun) -> QuerySet[PublishItem]:
        return changed_since(undoable_items(run), later_by=1)

    def more(self, run: PublishRun, user: User) -> dict[str, Any]:
        is_undone = run.state in (RunState.UNDOING, RunState.UNDONE)
        may_make_rule = user.has_perm("articles.manage_rules") and not is_undone
        return {
            "began": started_by_label(run),
            "rules": [(rule, describe_numbers(rule)) for rule in run.rules],
            "make_rule": make_rule_url(run) if may_make_rule else "",
        }


def describe_numbers(rule: dict[str, Any]) -> str:
    """Return the numbers and the scope of a rule of a run in words."""
    lower, recommended = rule.get("corroborated_threshold"), rule.get("recommended_threshold")
    parts = [
        f"threshold {rule.get('threshold')}",
        "" if lower is None else f"{lower} with related coverage",
        "" if recommended is None else f"{recommended} if recommended",
        "leads only" if rule.get("leads_only") else "",
        "with a picture only" if rule.get("needs_picture") else "",
        *(f"{name} {rule[name]}" for name in ("topic", "provider", "type") if rule.get(name)),
    ]
    return ", ".join(part for part in parts if part)
