"""The filters of articles: one FilterSet for the admin's list and the review desk.

Each filter is a query parameter. A new filter is one class attribute of `ArticleFilter`: both
forms show all its fields. A value that is not understood is an error, never "no articles".
Conditions on other tables are subqueries, not joins, so that no article comes twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django_filters import CharFilter, ChoiceFilter, DateFilter, Filter, FilterSet, NumberFilter

from articles.listing.fields import (
    ME,
    UNASSIGNED,
    AssigneeField,
    DayField,
    LookupField,
    ProviderField,
    RunField,
    run_in_words,
)
from articles.models import (
    OUTRANKED,
    Article,
    ArticleQuerySet,
    ArticleTopic,
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
from articles.search.backends import matching
from articles.seeds.limits import LIMITS

YES, NO = "yes", "no"
YES_NO = [(YES, "Yes"), (NO, "No")]
MAX_SEARCH = 200
"""Characters of a search."""
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


class FieldFilter(Filter):  # type: ignore[misc]  # as above
    """A filter with a form field of our own."""

    def __init__(self, field_class: type[forms.Field], **options: Any) -> None:
        self.field_class = field_class
        super().__init__(**options)


def day_start(day: date, *, days_later: int = 0) -> datetime:
    """Return the first moment of a day in the time zone of the user, or of a later day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=days_later), time.min))


class DayFilter(DateFilter):  # type: ignore[misc]  # as above
    """A day in the time zone of the user.

    `lookup_expr` is "gte" for a first day, or "lt" for a last day, which is included.
    """

    field_class = DayField

    def filter(self, qs: Any, value: date | None) -> Any:
        is_last = self.lookup_expr == "lt"
        return super().filter(qs, value and day_start(value, days_later=int(is_last)))


class FilterForm(forms.Form):
    """The form of the filters; each range must start before it ends."""

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        for first, last, message in (
            ("quality_from", "quality_to", "The lowest quality is above the highest."),
            ("day_from", "day_to", "The first day is after the last."),
        ):
            if None not in (data.get(first), data.get(last)) and data[first] > data[last]:
                self.add_error(last, message)
                data.pop(first)
        return data


def _has(model: Any, **conditions: Any) -> Exists:
    return Exists(model.objects.filter(article=OuterRef("pk"), **conditions))


class ArticleFilter(FilterSet):  # type: ignore[misc]  # as above
    """Filter articles by the query parameters `data`.

    `request` names the user that "me" stands for. Pass `rules` if those in force are loaded.
    `qs` ignores parameters with errors: show the errors, and let no action use such a filter.
    """

    q = CharFilter(label="Search", method="filter_search", max_length=MAX_SEARCH)
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

    class Meta:
        model = Article
        fields: list[str] = []
        form = FilterForm

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        queryset: ArticleQuerySet | None = None,
        rules: Sequence[Rule] | None = None,
        **options: Any,
    ) -> None:
        self.rules = rules
        data = MultiValueDict() if data is None else data
        queryset = Article.objects.all() if queryset is None else queryset
        super().__init__(data, queryset, **options)

    def without(self, *names: str) -> ArticleQuerySet:
        """Return the articles by all valid filters except these."""
        self.is_valid()
        articles = self.queryset.all()
        for name, value in self.form.cleaned_data.items():
            if name not in names:
                articles = self.filters[name].filter(articles, value)
        return articles  # type: ignore[no-any-return]  # as above

    @property
    def params(self) -> dict[str, str]:
        """The query parameters that are set, in the order of the filters."""
        values = {name: str(self.data.get(name) or "").strip() for name in self.filters}
        return {name: value for name, value in values.items() if value}

    @property
    def query(self) -> str:
        """The filter as a normalized query string."""
        return urlencode(self.params)

    def chips(self) -> Iterator[tuple[str, str, str]]:
        """Yield the name, label and displayed value of each filter that is set."""
        for name, value in self.params.items():
            choices = dict(self.filters[name].extra.get("choices", ()))
            shown = run_in_words(value) if name == "run" else choices.get(value, value)
            yield name, self.filters[name].label, str(shown)

    def filter_search(self, articles: ArticleQuerySet, _name: str, text: str) -> ArticleQuerySet:
        return matching(articles, text)

    def filter_topic(self, articles: ArticleQuerySet, _name: str, topic: Topic) -> ArticleQuerySet:
        return articles.filter(_has(ArticleTopic, topic=topic))

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
