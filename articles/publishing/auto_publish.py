"""Publish by itself what an import brought, where a rule says so.

The run that begins here differs from one that somebody starts in three ways. It looks only at
what this import created or changed, never at the drafts that were there, and not at an article
with a conflict, which is a question to a person. It carries all rules, since the most specific
one judges a draft here as everywhere; but those without `after_import` keep what they cover,
whatever its score. And nobody started it: history says after which import it was, and who let that
import run may undo it as their own.
"""

from dataclasses import replace

from articles.models import ImportRun, PublishingRule, PublishRun
from articles.publishing.policy import Rule
from articles.publishing.publish_run import count_publishable, count_verdicts, start_publish_run
from articles.publishing.rules import as_rule
from articles.workflow.actors import SYSTEM


def rules_after_import() -> list[Rule]:
    """Return all rules as they judge after an import; empty where none publishes by itself."""
    rows = list(PublishingRule.objects.select_related("topic", "provider"))
    if not any(row.after_import for row in rows):
        return []
    return [replace(as_rule(row), by_hand=not row.after_import) for row in rows]


def start_after_import(import_run: ImportRun) -> PublishRun | None:
    """Store the run over what this import brought; None where there is nothing to publish.

    Call it in the transaction that ends the import: then no import ends without it. There is at
    most one a run.
    """
    rules = rules_after_import()
    if not rules or PublishRun.objects.filter(import_run=import_run).exists():
        return None
    scope = {"import_run": import_run.pk}
    if not count_publishable(count_verdicts(rules, scope)):
        return None
    return start_publish_run(rules, by=SYSTEM, scope=scope, import_run=import_run)


def how_it_began(run: PublishRun) -> str:
    """Return by whom a run began, in words that go on: "ed", or "rule News after import 3 (of ed)";
    "" where nobody is known."""
    if run.import_run is None:
        return str(run.started_by or "")
    names = [rule["name"] or "without a name" for rule in run.rules if not rule.get("by_hand")]
    rules = f"rule{'s' * (len(names) > 1)} {' and '.join(names)}"
    of = f" (of {run.import_run.started_by})" if run.import_run.started_by else ""
    return f"{rules} after import {run.import_run_id}{of}"
