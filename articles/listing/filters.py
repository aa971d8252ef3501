"""How articles are narrowed down: one set of filters for the admin's list and the desk.

Each filter is a parameter of the address, short and here to stay: people keep such addresses.
What somebody mistyped is refused with a reason, never taken for "no articles". Conditions over
other tables are subqueries, never joins, so that no article comes twice and none is counted twice.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django_filters import ChoiceFilter, Filter, FilterSet

from articles.db.query_batch import AskedTogether
from articles.listing.fields import (
    ME,
    NOBODY,
    AssigneeField,
    DayField,
    NamedField,
    ProviderField,
    RunField,
    SourceField,
    TopicField,
    WordsField,
)
from articles.models import (
    OUTRANKED,
    Article,
    ArticleQuerySet,
    ArticleTopic,
    Conflict,
    Image,
    Status,
)
from articles.publishing.policy import PASSING, Rule
from articles.publishing.policy_sql import publishable, with_verdicts
from articles.publishing.rules import rules_in_force
from articles.search.backends import Search
from articles.seeds.limits import LIMITS

YES, NO = "yes", "no"
LOWEST, HIGHEST = LIMITS.quality
MOST_LETTERS = 200


class _Copied:
    """A filter that each request has a copy of. django-filter would copy all that is in it, though
    nothing of it ever changes."""

    method: Any

    def __deepcopy__(self, _memo: Any) -> Any:
        copied = copy(self)
        copied.method = self.method  # is told whom it works for
        return copied


class OneOf(_Copied, ChoiceFilter):  # type: ignore[misc]  # django-filter brings no types
    """One of some choices."""


class YesNo(OneOf):
    """A question about an article that a condition answers."""

    def __init__(self, condition: Any, *, label: str) -> None:
        super().__init__(label=label, choices=[(YES, "Yes"), (NO, "No")], empty_label="Either")
        self.condition = Q(condition)

    def filter(self, qs: Any, value: Any) -> Any:
        if value == YES:
            return qs.filter(self.condition)
        return qs.exclude(self.condition) if value == NO else qs


class TypedIn(_Copied, Filter):  # type: ignore[misc]  # as above
    """Something that is typed in and understood by a field of `fields`."""

    def __init__(self, field: type[forms.Field], *, label: str, **options: Any) -> None:
        self.field_class = field
        super().__init__(label=label, **options)


def _quality(label: str, lookup: str) -> TypedIn:
    return TypedIn(
        forms.IntegerField,
        label=label,
        field_name="quality",
        lookup_expr=lookup,
        min_value=LOWEST,
        max_value=HIGHEST,
    )


def _rows(model: Any, **conditions: Any) -> Exists:
    return Exists(model.objects.filter(article=OuterRef("pk"), **conditions))


class FilterForm(forms.Form):
    """The filters as a form; ranges must begin before they end.

    `asked` is asked what the names mean; what else is to be known may be added to it.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked = AskedTogether()

    def full_clean(self) -> None:
        for name, field in self.fields.items() if self.is_bound else ():
            if isinstance(field, NamedField):
                field.ask(self[name].data, self.asked)
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        for first, last, what in (
            ("quality_from", "quality_to", "The lowest quality is above the highest."),
            ("day_from", "day_to", "The first day is after the last."),
        ):
            if None not in (data.get(first), data.get(last)) and data[first] > data[last]:
                self.add_error(last, what)
                data.pop(first)
        return data


class ArticleFilter(FilterSet):  # type: ignore[misc]  # as above
    """Articles narrowed by the parameters of an address.

    `request` says who "me" is, `rules` are those in force, if they are at hand. Without
    `is_valid()` only the parameters that were understood narrow `qs`: show the errors, and let
    nobody act on what such a filter shows.
    """

    q = TypedIn(WordsField, label="Words", method="by_words", max_length=MOST_LETTERS)
    status = OneOf(label="Status", choices=Status.choices, empty_label="Any")
    quality_from = _quality("Quality from", "gte")
    quality_to = _quality("Quality to", "lte")
    provider = TypedIn(ProviderField, label="Provider", max_length=LIMITS.domain)
    topic = TypedIn(TopicField, label="Topic", method="by_topic", max_length=LIMITS.name)
    type = TypedIn(forms.CharField, label="Type", max_length=LIMITS.type)
    day_from = TypedIn(DayField, label="From day", method="by_first_day")
    day_to = TypedIn(DayField, label="To day", method="by_last_day")
    picture = YesNo(_rows(Image), label="Picture")
    conflict = YesNo(_rows(Conflict, settled_at__isnull=True), label="Open conflict")
    outranked = YesNo(OUTRANKED, label="Outranked")
    held = YesNo(Q(held=True), label="Held")
    scored = YesNo(Q(quality__isnull=False), label="Scored")
    ready = OneOf(
        label="Ready by the rules",
        choices=[(YES, "Yes"), (NO, "No")],
        empty_label="Either",
        method="by_rules",
    )
    scheduled = OneOf(
        label="Scheduled",
        choices=[(YES, "Yes"), ("overdue", "Overdue"), (NO, "No")],
        empty_label="Either",
        method="by_schedule",
    )
    expires = YesNo(Q(expires_at__isnull=False), label="Comes down")
    live_from = TypedIn(DayField, label="Live since", method="by_first_day_live")
    assigned = TypedIn(AssigneeField, label="Assigned to", method="by_assignee", max_length=150)
    run = TypedIn(RunField, label="Run", method="by_run", max_length=40)
    source = TypedIn(SourceField, label="Source", max_length=100)

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

    def narrowed(self, *, without: Collection[str] = ()) -> ArticleQuerySet:
        """Return the articles by all filters that were understood, but for these."""
        self.is_valid()
        articles = self.queryset.all()
        for name, value in self.form.cleaned_data.items():
            if name not in without:
                articles = self.filters[name].filter(articles, value)
        return articles  # type: ignore[no-any-return]  # as above

    @property
    def search(self) -> Search | None:
        """What the words find, where there are words that were understood."""
        self.is_valid()
        return self.form.cleaned_data.get("q")  # type: ignore[no-any-return]  # as above

    @property
    def asked(self) -> dict[str, str]:
        """What the address asks for, as it stands there, in the order of the filters."""
        values = {name: str(self.data.get(name) or "").strip() for name in self.filters}
        return {name: value for name, value in values.items() if value}

    @property
    def query(self) -> str:
        """The filter as the part of an address behind the question mark, always alike."""
        return urlencode(self.asked)

    def chips(self) -> Iterator[tuple[str, str, str]]:
        """Yield each filter that is set: its name, its label, and its value in words."""
        for name, value in self.asked.items():
            choices = dict(self.filters[name].extra.get("choices", ()))
            yield name, self.filters[name].label, str(choices.get(value, value))

    def by_words(self, articles: ArticleQuerySet, _name: str, search: Search) -> ArticleQuerySet:
        return articles.filter(search.condition())

    def by_topic(self, articles: ArticleQuerySet, _name: str, topic: Any) -> ArticleQuerySet:
        return articles.filter(_rows(ArticleTopic, topic=topic))

    def by_first_day(self, articles: ArticleQuerySet, _name: str, day: Any) -> ArticleQuerySet:
        return articles.filter(published_at__gte=_midnight(day))

    def by_last_day(self, articles: ArticleQuerySet, _name: str, day: Any) -> ArticleQuerySet:
        return articles.filter(published_at__lt=_midnight(day) + timedelta(days=1))

    def by_first_day_live(self, articles: ArticleQuerySet, _name: str, day: Any) -> ArticleQuerySet:
        return articles.filter(went_live_at__gte=_midnight(day))

    def by_rules(self, articles: ArticleQuerySet, _name: str, value: str) -> ArticleQuerySet:
        rules = rules_in_force() if self.rules is None else self.rules
        judged = with_verdicts(articles, rules)
        stays = Q(("reasons__gt", int(PASSING)))
        return publishable(judged) if value == YES else judged.filter(stays)

    def by_schedule(self, articles: ArticleQuerySet, _name: str, value: str) -> ArticleQuerySet:
        if value == "overdue":
            return articles.filter(scheduled_for__lte=timezone.now())
        return articles.filter(scheduled_for__isnull=value == NO)

    def by_assignee(self, articles: ArticleQuerySet, _name: str, who: Any) -> ArticleQuerySet:
        if who == NOBODY:
            return articles.filter(assigned_to__isnull=True)
        return articles.filter(assigned_to=self.request.user.pk if who == ME else who)

    def by_run(self, articles: ArticleQuerySet, _name: str, run: Any) -> ArticleQuerySet:
        return articles.filter(pk__in=run.items.values("article"))


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time.min, UTC)
