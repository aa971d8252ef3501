"""Form fields that turn typed text into what it names: a provider, topic, user, run or day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet

from articles.models import (
    FIRST_BLOCKING_REASON,
    BulkActionItem,
    BulkActionOutcome,
    ImportItem,
    ImportOutcome,
    PublishItem,
    User,
)
from articles.seeds.cleaning import clean_domain
from articles.seeds.limits import LIMITS

ME = "me"
UNASSIGNED = "none"
MAX_NAMED = 10
"""Rows of the same name that an error message lists."""
MAX_DIGITS = 18
"""Digits of the longest primary key that fits its column."""


class DayField(forms.DateField):
    """A day as in the address: 2031-05-04. Its midnight is a time in every time zone."""

    def __init__(self, **options: Any) -> None:
        message = "Enter a day between 1900 and 2199."
        super().__init__(
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            validators=[
                MinValueValidator(LIMITS.earliest.date(), message),
                MaxValueValidator(LIMITS.latest.date(), message),
            ],
            **options,
        )


class LookupField(forms.CharField):
    """A text that names one row of `queryset`: by the first of `lookups` that finds any.

    An old name means the row that it was merged into.
    """

    def __init__(self, *, queryset: QuerySet[Any], lookups: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self.queryset = queryset
        self.lookups = lookups

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        name = self.queryset.model._meta.verbose_name
        for lookup in self.lookups:
            found = list(self.queryset.filter(**{lookup: self.normalize(lookup, text)})[:MAX_NAMED])
            if len(found) > 1:
                raise ValidationError(self.ambiguous(name, found))
            if found:
                return getattr(found[0], "merged_into", None) or found[0]
        raise ValidationError(f"There is no {name} “{text}”.")

    def normalize(self, _lookup: str, text: str) -> str:
        """Return the text as the column of a lookup holds it."""
        return text

    def ambiguous(self, name: Any, found: Sequence[Any]) -> str:
        """Return the message for several rows of one name."""
        return f"Several rows of {name} have this name: {', '.join(map(str, found))}."


class ProviderField(LookupField):
    """A provider by domain or by name."""

    def normalize(self, lookup: str, text: str) -> str:
        return clean_domain(text) or text if lookup == "domain" else text

    def ambiguous(self, _name: Any, found: Sequence[Any]) -> str:
        domains = ", ".join(provider.domain for provider in found)
        return f"Several providers have this name. Enter a domain: {domains}."


class AssigneeField(forms.CharField):
    """`me`, `none`, or a user by username."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text or text in {ME, UNASSIGNED}:
            return text or None
        user = User.objects.filter(username=text).first()
        if user is None:
            raise ValidationError(f"There is no user “{text}”. Enter me, none, or a username.")
        return user


_STORED = Q(outcome__in=[ImportOutcome.CREATED, ImportOutcome.CHANGED, ImportOutcome.CONFLICT])
_PUBLISHED = Q(reasons__lt=FIRST_BLOCKING_REASON)


@dataclass(frozen=True, slots=True)
class RunKind:
    """A kind of run: the model of its items, the field that names the run, and the conditions of
    its outcomes. The outcome "" is the usual one."""

    items: Any
    run_field: str
    outcomes: dict[str, Q]

    @property
    def runs(self) -> QuerySet[Any]:
        field = self.items._meta.get_field(self.run_field)
        runs: QuerySet[Any] = field.related_model.objects.all()
        return runs


RUN_KINDS = {
    "import": RunKind(
        ImportItem,
        "run",
        {"": _STORED, **{str(value): Q(outcome=value) for value in ImportOutcome.values}},
    ),
    "publish": RunKind(PublishItem, "run", {"": _PUBLISHED, "kept": ~_PUBLISHED}),
    "bulk": RunKind(
        BulkActionItem,
        "bulk_action",
        {"": Q(), **{str(value): Q(outcome=value) for value in BulkActionOutcome.values}},
    ),
}


def run_in_words(text: str) -> str:
    """Return such as `Import 12` or `Publish run 7, kept` for the text of a `RunField`."""
    name, *rest = text.split(":")
    label = {"import": "Import", "publish": "Publish run", "bulk": "Bulk action"}.get(name)
    return f"{label} {', '.join(rest)}" if label and rest else text


class RunField(forms.CharField):
    """A run by kind, number and, if wanted, outcome: `import:12`, `publish:7:kept`.

    The cleaned value is the queryset of the run's items.
    """

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        name, _, rest = text.partition(":")
        number, _, outcome = rest.partition(":")
        kind = RUN_KINDS.get(name)
        is_number = number.isascii() and number.isdecimal() and len(number) <= MAX_DIGITS
        if kind is None or not is_number or outcome not in kind.outcomes:
            raise ValidationError("Enter a run as import:12, publish:7 or bulk:3.")
        if not kind.runs.filter(pk=number).exists():
            raise ValidationError(f"There is no {name} run {number}.")
        items = kind.items.objects.filter(kind.outcomes[outcome], article__isnull=False)
        return items.filter(**{kind.run_field: number}).order_by()
