"""What the filters of staff and of readers share."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django_filters import CharFilter, DateFilter, Filter, FilterSet

from articles.listing.fields import DayField
from articles.models import Article, ArticleQuerySet, ArticleTopic, Topic
from articles.search.backends import matching

MAX_SEARCH = 200
"""Characters of a search."""


class FieldFilter(Filter):  # type: ignore[misc]  # django-filter has no types
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


class SharedFilter(FilterSet):  # type: ignore[misc]  # as above
    """Filter articles by the query parameters `data`. Subclasses add their filters after `q`.

    `qs` ignores parameters with errors: show the errors, and let no action use such a filter.
    """

    q = CharFilter(label="Search", method="filter_search", max_length=MAX_SEARCH)

    class Meta:
        model = Article
        fields: list[str] = []
        form = FilterForm

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        queryset: ArticleQuerySet | None = None,
        **options: Any,
    ) -> None:
        data = MultiValueDict() if data is None else data
        super().__init__(data, Article.objects.all() if queryset is None else queryset, **options)

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
            yield name, self.filters[name].label, self.in_words(name, value)

    def in_words(self, name: str, value: str) -> str:
        """Return the displayed value of a filter."""
        choices = dict(self.filters[name].extra.get("choices", ()))
        return str(choices.get(value, value))

    def filter_topic(self, articles: ArticleQuerySet, _name: str, topic: Topic) -> ArticleQuerySet:
        own = ArticleTopic.objects.filter(article=OuterRef("pk"), topic=topic)
        return articles.filter(Exists(own))

    def filter_search(self, articles: ArticleQuerySet, _name: str, text: str) -> ArticleQuerySet:
        return matching(articles, text)
