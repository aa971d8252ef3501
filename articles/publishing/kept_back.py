"""Drafts that a person's run kept back with one-off settings, so they are not ready to publish.

They pass the rules, but a person has just decided to publish with other numbers. That holds until
the draft or a rule is changed.
"""

from django.db.models import F, QuerySet

from articles.models import PublishItem, PublishRun, RuleChange, RunState

MAX_RUNS = 100
"""Newest runs that count."""


def one_off_runs() -> list[int]:
    """Return the keys of people's runs with one-off settings since a rule was last changed."""
    runs = PublishRun.objects.filter(state=RunState.DONE, by_system=False, import_run=None)
    changed = RuleChange.objects.order_by("-at").values_list("at", flat=True).first()
    if changed:
        runs = runs.filter(created_at__gt=changed)
    return [run.pk for run in runs[:MAX_RUNS] if run.is_one_off]


def keeping_verdicts() -> QuerySet[PublishItem]:
    """Return the verdicts of those runs that kept a draft which was not changed since."""
    kept = PublishItem.objects.kept().filter(run__in=one_off_runs())
    return kept.filter(version=F("article__version")).order_by("-run")
