"""The filters of staff: one FilterSet for the admin's list and the review desk.

Each filter is a query parameter. A new filter is one class attribute of `ArticleFilter`: both
forms show all its fields. A value that is not understood is an error, never "no articles".
Conditions on other tables are subqueries, not joins, so that no article comes twice.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, NumberFilter

from articles.listing.fields import (
    ME,
    UNASSIGNED,
    AssigneeField,
    LookupField,
    ProviderField,
    RunField,
    run_in_words,
)
from articles.listing.shared_filter import DayFilter, FieldFilter, SharedFilter
from articles.models import (
    OUTRANKED,
    ArticleQuerySet,
    Conflict,
    Provider,
    Source,
    Status,
    Topic,
)
from articles.publishing.kept_back import keeping_verdicts
from articles.publishing.policy import PASSING, Rule
from articles.publishing.policy_sql import publishable, with_verdicts
from articles.publishing.rules import rules_in_force
from articles.seeds.limits import LIMITS

YES, NO = "yes", "no"
YES_NO = [(YES, "Yes"), (NO, "No")]
_QUALITY = {"min_value": LIMITS.quality[0], "max_value": LIMITS.quality[1]}


class YesNoFilter(ChoiceFilter):  # type: ignore[misc]  # django-filter has no types
    """Articles that meet a condition, or that do not."""

    def __init__(self, condition: Any, **options: Any) -> None:
        super().__init__(choices=YES_NO, empty_label="Any", **options)
        self.condition = Q(condition)

    def filter(self, qs: Any, value: Any) -> Any:
        if value == YES:
            return qs.filter(self.condition)
        return qs.exclude(self.condition) if value == NO else qs


def _has(model: Any, **conditions: Any) -> Exists:
    return Exists(model.objects.filter(article=OuterRef("pk"), **conditions))


class ArticleFilter(SharedFilter):
    """The filters of staff.

    `request` names the user that "me" stands for. Pass `rules` if those in force are loaded.
    """

    status = ChoiceFilter(label="Status", choices=Status.choices, empty_label="Any")
    quality_from = NumberFilter(
        field_name="quality", lookup_expr="gte", label="Quality from", **_QUALITY
    )
    quality_to = NumberFilter(
        field_name="quality", lookup_expr="lte", label="Quality to", **_QUALITY
    )
    provider = FieldFilter(
        ProviderField,
        label="Provider",
        queryset=Provider.objects.select_related("merged_into"),
        lookups=["domain", "name__iexact"],
        max_length=LIMITS.domain,
    )
    topic = FieldFilter(
        LookupField,
        label="Topic",
        queryset=Topic.objects.select_related("merged_into"),
        lookups=["name", "name__iexact"],
        method="filter_topic",
        max_length=LIMITS.name,
    )
    type = CharFilter(label="Type", max_length=LIMITS.type)
    day_from = DayFilter(field_name="published_at", lookup_expr="gte", label="From day")
    day_to = DayFilter(field_name="published_at", lookup_expr="lt", label="To day")
    assigned = FieldFilter(
        AssigneeField, label="Assigned to", method="filter_assignee", max_length=150
    )
    held = YesNoFilter(Q(held=True), label="Held")
    recommended = YesNoFilter(Q(recommended=True), label="Recommended")
    conflict = YesNoFilter(_has(Conflict, resolved_at__isnull=True), label="Open conflict")
    outranked = YesNoFilter(OUTRANKED, label="Outranked")
    ready = ChoiceFilter(
        label="Ready to publish", choices=YES_NO, empty_label="Any", method="filter_ready"
    )
    picture = YesNoFilter(Q(lead_image__isnull=False), label="Picture")
    scored = YesNoFilter(Q(quality__isnull=False), label="Scored")
    scheduled = ChoiceFilter(
        label="Scheduled",
        choices=[(YES, "Yes"), ("overdue", "Overdue"), (NO, "No")],
        empty_label="Any",
        method="filter_scheduled",
    )
    expires = YesNoFilter(Q(expires_at__isnull=False), label="Has an unpublish time")
    live_from = DayFilter(field_name="went_live_at", lookup_expr="gte", label="Published since")
    run = FieldFilter(RunField, label="Run", method="filter_run", max_length=40)
    source = FieldFilter(
        LookupField,
        label="Source",
        queryset=Source.objects.all(),
        lookups=["name"],
        max_length=100,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        queryset: ArticleQuerySet | None = None,
        rules: Sequence[Rule] | None = None,
        **options: Any,
    ) -> None:
        self.rules = rules
        super().__init__(data, queryset, **options)

    def in_words(self, name: str, value: str) -> str:
        return run_in_words(value) if name == "run" else super().in_words(name, value)

    def filter_ready(self, articles: ArticleQuerySet, _name: str, value: str) -> ArticleQuerySet:
        rules = rules_in_force() if self.rules is None else self.rules
        judged = with_verdicts(articles, rules)
        kept = Q(pk__in=keeping_verdicts().values("article"))
        if value == YES:
            return publishable(judged).exclude(kept)
        return judged.filter(Q(("reasons__gt", int(PASSING))) | kept)

    def filter_scheduled(
        self, articles: ArticleQuerySet, _name: str, value: str
    ) -> ArticleQuerySet:
        if value == "overdue":
            return articles.filter(scheduled_for__lte=timezone.now())
        return articles.filter(scheduled_for__isnull=value == NO)

    def filter_assignee(self, articles: ArticleQuerySet, _name: str, who: Any) -> ArticleQuerySet:
        if who == UNASSIGNED:
            return articles.filter(assigned_to__isnull=True)
        return articles.filter(assigned_to=self.request.user.pk if who == ME else who)

    def filter_run(self, articles: ArticleQuerySet, _name: str, items: Any) -> ArticleQuerySet:
        return articles.filter(pk__in=items.values("article"))
