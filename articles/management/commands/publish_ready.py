"""Publish the drafts that pass a quality threshold."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from articles.jobs.lifecycle import execute
from articles.management.base import NewsdeskCommand
from articles.management.terminal import progress_bar, show_counts, show_json
from articles.models import PublishRun, RunState
from articles.publishing.draft_counts import count_kept_back
from articles.publishing.policy import Rule
from articles.publishing.publish_run import (
    check_rules,
    find_interrupted,
    start_publish_run,
)
from articles.publishing.report import preview_as_dict, run_as_dict
from articles.publishing.rules import READY, rules_in_force, rules_with
from articles.workflow.actors import SYSTEM
from articles.workflow.errors import NotPossible
from articles.workflow.job_control import cancel_job

LEFT_OUT = "left out, kept back by a person's run"
INTERRUPTED = "The database could not be reached. Start the command again to continue."


class Command(NewsdeskCommand):
    help = "Publish the drafts that pass the publishing rules, or a threshold given here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--threshold", type=int, help="instead of the rules: this for all")
        parser.add_argument("--corroborated", type=int, help="for items with related coverage")
        parser.add_argument("--recommended", type=int, help="for items that reviewers recommend")
        parser.add_argument("--leads-only", action="store_true", help="not what is outranked")
        parser.add_argument("--needs-picture", action="store_true", help="not without a picture")
        parser.add_argument("--dry-run", action="store_true", help="show what would happen")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        rules = rules_for(options)
        scope = READY if rules == rules_in_force() else {}
        try:
            check_rules(rules)
        except NotPossible as error:
            raise CommandError(str(error), returncode=2) from error
        left_out = {"left_out": count_kept_back(rules, {}).total() if scope else 0}
        if options["dry_run"]:
            preview = preview_as_dict(rules, scope) | left_out
            self._show("Preview", preview, as_json=options["json"])
            return
        running = PublishRun.objects.filter(state=RunState.RUNNING, by_system=True)
        self.wait_for(running.first())
        run = find_interrupted(rules, scope) or start_publish_run(rules, by=SYSTEM, scope=scope)
        try:
            with progress_bar("Publishing", self.stdout) as show:
                execute(run, progress=show)
        except KeyboardInterrupt as stop:
            cancel_job(run, by=SYSTEM)
            raise CommandError(
                f"Stopped. What is published stays: undo_run publish:{run.pk} takes it back.",
                returncode=2,
            ) from stop
        if run.state != RunState.DONE:
            raise CommandError(run.message or INTERRUPTED, returncode=2)
        result = run_as_dict(run, with_items=options["json"]) | left_out
        self._show(str(run), result, as_json=options["json"])

    def _show(self, title: str, result: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            show_json(result, self.stdout)
        else:
            left_out = {LEFT_OUT: result["left_out"]} if result["left_out"] else {}
            show_counts(title, result["totals"] | result["reasons"] | left_out, self.stdout)


def rules_for(options: dict[str, Any]) -> list[Rule]:
    """Return the rules in force, or the one that the options make of the default."""
    return rules_with(
        threshold=options["threshold"],
        corroborated_threshold=options["corroborated"],
        recommended_threshold=options["recommended"],
        leads_only=options["leads_only"] or None,
        needs_picture=options["needs_picture"] or None,
    )
