"""Create, change and delete publishing rules; each change is recorded as a version."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task

from articles.content.thresholds import BATCH, refresh_all_thresholds
from articles.models import Article, PublishingRule, RuleChange
from articles.publishing.policy import rule_error
from articles.publishing.rules import as_rule
from articles.workflow.actors import Actor, user_or_none
from articles.workflow.errors import NotPossible
from articles.workflow.permissions import require_permission

COLUMNS = (
    "name", "threshold", "corroborated_threshold", "recommended_threshold", "leads_only",
    "needs_picture", "topic", "provider", "type", "after_import",
)  # fmt: skip
MOVED = "This rule was changed in the meantime. Open it again."
USED_SCOPE = "There is a rule for this scope already. Change that rule instead."


def make_rule(rule: PublishingRule, *, by: Actor, now: datetime | None = None) -> RuleChange:
    """Store a new rule.

    Raise NotPossible for invalid thresholds or if there is a rule with this scope, or NotAllowed.
    """
    require_permission(by, "manage_rules")
    _check(rule)
    rule.owner, rule.version = user_or_none(by), 1
    try:
        with transaction.atomic():
            rule.save(force_insert=True)
            return _record(rule, by, now, before={}, after=rule_values(rule))
    except IntegrityError as error:
        raise NotPossible(USED_SCOPE) from error


def change_rule(
    rule: PublishingRule, *, by: Actor, now: datetime | None = None
) -> RuleChange | None:
    """Store the changes of a rule that was read before; return None if there are none.

    Raise NotPossible if the stored version is not the one that was read, and the errors of
    `make_rule`.
    """
    require_permission(by, "manage_rules")
    _check(rule)
    try:
        with transaction.atomic():
            before = rule_values(_stored(rule))
            after = rule_values(rule)
            if before == after:
                return None
            _write(rule, by, now or timezone.now())
            return _record(rule, by, now, before=before, after=after)
    except IntegrityError as error:
        raise NotPossible(USED_SCOPE) from error


def delete_rule(rule: PublishingRule, *, by: Actor, now: datetime | None = None) -> RuleChange:
    """Delete a rule that was read before; its history stays, under its name."""
    require_permission(by, "manage_rules")
    with transaction.atomic():
        before = rule_values(_stored(rule))
        deleted, _ = PublishingRule.objects.filter(pk=rule.pk, version=rule.version).delete()
        if not deleted:
            raise NotPossible(MOVED)
        rule.pk = None
        rule.version += 1
        return _record(rule, by, now, before=before, after={})


def rule_values(rule: PublishingRule) -> dict[str, Any]:
    """Return a rule as a RuleChange stores it: topic by name, provider by domain."""
    values = {name: getattr(rule, name) for name in COLUMNS}
    values["topic"] = rule.topic.name if rule.topic else ""
    values["provider"] = rule.provider.domain if rule.provider else ""
    return values


def _check(rule: PublishingRule) -> None:
    if error := rule_error(as_rule(rule)):
        raise NotPossible(error)


def _stored(rule: PublishingRule) -> PublishingRule:
    rows = PublishingRule.objects.select_related("topic", "provider")
    stored = rows.filter(pk=rule.pk, version=rule.version).first()
    if stored is None:
        raise NotPossible(MOVED)
    return stored


def _write(rule: PublishingRule, by: Actor, now: datetime) -> None:
    columns = {name: getattr(rule, name) for name in COLUMNS}
    columns |= {"owner": user_or_none(by), "version": rule.version + 1, "updated_at": now}
    same = PublishingRule.objects.filter(pk=rule.pk, version=rule.version)
    if not same.update(**columns):
        raise NotPossible(MOVED)
    for name, value in columns.items():
        setattr(rule, name, value)


def _record(
    rule: PublishingRule,
    by: Actor,
    now: datetime | None,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
) -> RuleChange:
    transaction.on_commit(_refresh_thresholds, robust=True)
    return RuleChange.objects.create(
        rule=rule if rule.pk else None,
        name=rule.name,
        version=rule.version,
        at=now or timezone.now(),
        actor=user_or_none(by),
        before=before,
        after=after,
    )


@task()
def refresh_thresholds_task() -> None:
    """Recompute the thresholds of all articles in the background."""
    refresh_all_thresholds()


def _refresh_thresholds() -> None:
    """Recompute now if that is quick, else in the background.

    If the task is lost, the worker's daily refresh corrects the thresholds.
    """
    if Article.objects.order_by()[: BATCH + 1].count() > BATCH:
        refresh_thresholds_task.enqueue()
    else:
        refresh_all_thresholds()
