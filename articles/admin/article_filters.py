"""How the list of articles is narrowed."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.admin import ListFilter, SimpleListFilter
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from articles.models import OUTRANKED, Article, ArticleTopic, Conflict

from .nouns import number_in

Articles = QuerySet[Any]


class TypedFilter(ListFilter):
    """A filter to type into. A list to choose from would hold a thousand providers.

    `inputs` maps the parameters of the address to their labels.
    """

    template = "admin/articles/typed_filter.html"
    inputs: Mapping[str, str]
    input_type = "text"

    def __init__(self, request: HttpRequest, params: dict[str, list[str]], *args: Any) -> None:
        super().__init__(request, params, *args)
        for name in self.inputs:
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return [*self.inputs]

    def choices(self, changelist: ChangeList) -> Iterator[Mapping[str, object]]:
        """Yield the one form: its inputs, and the rest of the address to carry along."""
        left_out = {*self.inputs, PAGE_VAR}
        yield {
            "fields": [(n, text, self.value(n)) for n, text in self.inputs.items()],
            "input_type": self.input_type,
            "others": [
                (name, value)
                for name, values in changelist.filter_params.items()
                for value in values
                if name not in left_out
            ],
            "is_set": bool(self.used_parameters),
            "without": changelist.get_query_string(remove=list(self.inputs)),
        }

    def value(self, name: str) -> str:
        return str(self.used_parameters.get(name, "")).strip()

    def number(self, name: str) -> int | None:
        return number_in(self.value(name))


class QualityFilter(TypedFilter):
    title = "quality"
    inputs = {"quality_from": "From", "quality_to": "To"}
    input_type = "number"

    def queryset(self, _request: HttpRequest, queryset: Articles) -> Articles:
        lowest, highest = self.number("quality_from"), self.number("quality_to")
        if lowest is not None:
            queryset = queryset.filter(quality__gte=lowest)
        if highest is not None:
            queryset = queryset.filter(quality__lte=highest)
        return queryset


class DomainFilter(TypedFilter):
    title = "provider"
    inputs = {"domain": "Domain"}

    def queryset(self, _request: HttpRequest, queryset: Articles) -> Articles:
        domain = self.value("domain").lower()
        return queryset.filter(provider__domain=domain) if domain else queryset


class TopicFilter(TypedFilter):
    title = "topic"
    inputs = {"topic": "Name"}

    def queryset(self, _request: HttpRequest, queryset: Articles) -> Articles:
        name = self.value("topic")
        if not name:
            return queryset
        rows = ArticleTopic.objects.filter(article=OuterRef("pk"), topic__name__iexact=name)
        return queryset.filter(Exists(rows))


class TypeFilter(SimpleListFilter):
    """The types that the newest articles have: to look at all would read the whole table."""

    title = "type"
    parameter_name = "type"
    LOOKED_AT = 1_000

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        newest = Article.objects.newest_first().values_list("type", flat=True)[: self.LOOKED_AT]
        chosen = self.used_parameters.get("type", "")
        return [(name, name) for name in sorted({*newest, chosen} - {""})]

    def has_output(self) -> bool:
        return True

    def queryset(self, _request: HttpRequest, queryset: Articles) -> Articles:
        return queryset.filter(type=self.value()) if self.value() else queryset


class YesNoFilter(SimpleListFilter):
    """A question about an article that a condition answers."""

    def condition(self) -> Any:
        raise NotImplementedError

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Yes"), ("no", "No")]

    def queryset(self, _request: HttpRequest, queryset: Articles) -> Articles:
        if self.value() == "yes":
            return queryset.filter(self.condition())
        return queryset.exclude(self.condition()) if self.value() == "no" else queryset


class ConflictFilter(YesNoFilter):
    title = "open conflict"
    parameter_name = "conflict"

    def condition(self) -> Any:
        return Exists(Conflict.objects.unsettled().filter(article=OuterRef("pk")))


class OutrankedFilter(YesNoFilter):
    title = "outranked"
    parameter_name = "outranked"

    def condition(self) -> Q:
        return OUTRANKED
