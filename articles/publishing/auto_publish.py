"""Publish what an import brought, without a person, where a rule says so.

Such a run differs from one that a person starts:

- It judges only what this import created or changed, and leaves articles with a conflict or with
  a person's decision to people (see `run_scope`).
- It applies all rules, since the most specific one wins, but those without `after_import` publish
  nothing.
- The system starts it. The person who started the import owns it and may undo it.
"""

from dataclasses import replace

from articles.models import SYSTEM_NAME, ImportRun, PublishingRule, PublishRun
from articles.publishing.policy import Rule
from articles.publishing.publish_run import count_publishable, count_verdicts, start_publish_run
from articles.publishing.rules import as_rule
from articles.workflow.actors import SYSTEM


def rules_after_import() -> list[Rule]:
    """Return all rules as they judge after an import, or none if no rule publishes then."""
    rows = list(PublishingRule.objects.select_related("topic", "provider"))
    if not any(row.after_import for row in rows):
        return []
    return [replace(as_rule(row), manual_only=not row.after_import) for row in rows]


def start_after_import(import_run: ImportRun) -> PublishRun | None:
    """Store the run for this import; return None if there is nothing to publish.

    Call it in the transaction that ends the import, so that no import ends without it. Each
    import gets at most one.
    """
    rules = rules_after_import()
    if not rules or PublishRun.objects.filter(import_run=import_run).exists():
        return None
    scope = {"import_run": import_run.pk}
    if not count_publishable(count_verdicts(rules, scope)):
        return None
    return start_publish_run(rules, by=SYSTEM, scope=scope, import_run=import_run)


def started_by_label(run: PublishRun) -> str:
    """Return who or what started a run: "ed", or "rule News after import 3 (of ed)", or ""."""
    if run.import_run is None:
        return str(run.started_by or (SYSTEM_NAME if run.by_system else ""))
    names = [rule["name"] or "without a name" for rule in run.rules if not rule.get("manual_only")]
    rules = f"rule{'s' * (len(names) > 1)} {' and '.join(names)}"
    of = f" (of {run.import_run.started_by})" if run.import_run.started_by else ""
    return f"{rules} after import {run.import_run_id}{of}"
