"""Publish what an import brought, without a person, where a rule says so.

Such a run differs from one that a person starts:

- It judges only what this import created or changed, and leaves articles with a conflict or with
  a person's decision to people (see `run_scope`).
- It applies all rules, since the most specific one wins, but those without `after_import` publish
  nothing.
- The system starts it. The person who started the import owns it and may undo it.

Pictures arrive after the import that names them. What a rule kept only because it had none is
judged again once it has one (`start_after_pictures`).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles.jobs.background import enqueue
from articles.models import (
    SYSTEM_NAME,
    ImportRun,
    PublishingRule,
    PublishItem,
    PublishRun,
    RuleChange,
    RunState,
)
from articles.publishing.policy import Reason, Rule
from articles.publishing.policy_sql import publishable, with_verdicts
from articles.publishing.publish_run import count_publishable, count_verdicts, start_publish_run
from articles.publishing.rules import as_rule
from articles.publishing.run_scope import scoped_drafts
from articles.workflow.actors import SYSTEM

PICTURES_TAKE = timedelta(days=3)
"""How long after an import its pictures may arrive: the last try to fetch one is after a day."""


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


def start_after_pictures(now: datetime | None = None) -> list[PublishRun]:
    """Store runs for drafts of recent imports that had no picture when they were judged.

    Only rules that demand a picture publish then. After an automatic run that was undone, failed
    or cancelled, or if a rule was changed since the import, nothing is published without a person.
    """
    rules = [
        replace(rule, manual_only=rule.manual_only or not rule.needs_picture)
        for rule in rules_after_import()
    ]
    if all(rule.manual_only for rule in rules):
        return []
    since = (now or timezone.now()) - PICTURES_TAKE
    if last_change := RuleChange.objects.first():
        since = max(since, last_change.at)
    recent = ImportRun.imports.filter(state=RunState.DONE, created_at__gte=since).order_by("pk")
    runs = [_start_after_pictures(import_run, rules) for import_run in recent]
    return [run for run in runs if run]


@transaction.atomic
def _start_after_pictures(import_run: ImportRun, rules: Sequence[Rule]) -> PublishRun | None:
    """Store a run for the drafts of one import; the lock lets only one worker do it."""
    list(ImportRun.objects.select_for_update().filter(pk=import_run.pk).values_list("pk"))
    earlier = PublishRun.objects.filter(import_run=import_run)
    if earlier.exclude(state=RunState.DONE).exists():
        return None
    verdicts = PublishItem.objects.filter(run__in=earlier.values("pk"), article__isnull=False)
    had_picture = verdicts.annotate(lacks=F("reasons").bitand(int(Reason.NO_PICTURE)))
    drafts = scoped_drafts({"import_run": import_run.pk}).exclude(
        pk__in=had_picture.filter(lacks=0).values("article")
    )
    ids = list(
        publishable(with_verdicts(drafts, rules)).order_by("pk").values_list("pk", flat=True)
    )
    if not ids:
        return None
    scope = {"import_run": import_run.pk, "ids": ids}
    run = start_publish_run(rules, by=SYSTEM, scope=scope, import_run=import_run)
    enqueue(run)
    return run


def started_by_label(run: PublishRun) -> str:
    """Return who or what started a run: "ed", or "rule News after import 3 (of ed)", or ""."""
    if run.import_run is None:
        return str(run.started_by or (SYSTEM_NAME if run.by_system else ""))
    names = [rule["name"] or "without a name" for rule in run.rules if not rule.get("manual_only")]
    rules = f"rule{'s' * (len(names) > 1)} {' and '.join(names)}"
    of = f" (of {run.import_run.started_by})" if run.import_run.started_by else ""
    return f"{rules} after import {run.import_run_id}{of}"
