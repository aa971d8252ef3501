"""What people type into filters: each value is understood, or refused with what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from articles.models import (
    FIRST_BLOCKING_REASON,
    BatchItem,
    BatchOutcome,
    ImportItem,
    ImportOutcome,
    Provider,
    PublishItem,
    Source,
    Topic,
    User,
)
from articles.seeds.cleaning import clean_domain
from articles.seeds.limits import LIMITS

ME = "me"
NOBODY = "nobody"
MOST_DIGITS = 18
"""What a primary key's column holds."""


class ProviderField(forms.CharField):
    """A provider by domain, or by the exact name where one provider alone has it."""

    def clean(self, value: Any) -> Provider | None:
        text = super().clean(value)
        if not text:
            return None
        domain = clean_domain(text) or text
        by_name = Q(name__iexact=text)
        found = list(Provider.objects.filter(Q(domain=domain) | by_name).order_by("pk")[:20])
        exact = [provider for provider in found if provider.domain == domain]
        if not found:
            raise ValidationError(f"There is no provider “{text}”. Give its domain.")
        if not exact and len(found) > 1:
            domains = ", ".join(provider.domain for provider in found)
            raise ValidationError(f"Several providers have this name: {domains}.")
        return (exact or found)[0]


class TopicField(forms.CharField):
    """A topic by name."""

    def clean(self, value: Any) -> Topic | None:
        text = super().clean(value)
        if not text:
            return None
        found = list(Topic.objects.filter(name__iexact=text).order_by("pk")[:20])
        if not found:
            raise ValidationError(f"There is no topic “{text}”.")
        return next((topic for topic in found if topic.name == text), found[0])


class SourceField(forms.CharField):
    """A source by name."""

    def clean(self, value: Any) -> Source | None:
        text = super().clean(value)
        found = Source.objects.filter(name=text).first() if text else None
        if text and found is None:
            raise ValidationError(f"There is no source “{text}”.")
        return found


class AssigneeField(forms.CharField):
    """ME, NOBODY, or a person by username."""

    def clean(self, value: Any) -> str | User | None:
        text = super().clean(value)
        if not text or text in {ME, NOBODY}:
            return text or None
        found = User.objects.filter(username=text).first()
        if found is None:
            raise ValidationError(f"Nobody here is called “{text}”. Say me, nobody, or a username.")
        return found


class DayField(forms.DateField):
    """A day in UTC, written as in the address: 2031-05-04."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, **options)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and not LIMITS.earliest.date() <= day <= LIMITS.latest.date():
            raise ValidationError("This is not a day between 1900 and 2199.")
        return day


@dataclass(frozen=True, slots=True)
class RunItems:
    """The items of a run as an address names them, such as `import:12` or `batch:3:refused`."""

    kind: str
    number: int
    outcome: str
    items: QuerySet[Any]


_TAKEN = Q(outcome__in=[ImportOutcome.CREATED, ImportOutcome.CHANGED, ImportOutcome.CONFLICT])
_PUBLISHED = Q(reasons__lt=FIRST_BLOCKING_REASON)
KINDS: Mapping[str, tuple[Any, str, Mapping[str, Q]]] = {
    "import": (
        ImportItem,
        "run",
        {"": _TAKEN, **{str(value): Q(outcome=value) for value in ImportOutcome.values}},
    ),
    "publish": (PublishItem, "run", {"": _PUBLISHED, "kept": ~_PUBLISHED}),
    "batch": (
        BatchItem,
        "batch",
        {"": Q(), **{str(value): Q(outcome=value) for value in BatchOutcome.values}},
    ),
}
"""For each kind of run: its items, their way to the run, and its outcomes, "" the usual ones."""


class RunField(forms.CharField):
    """A run by kind and number: what it took, published or did something to.

    An outcome may follow, as `import:12:created`, `publish:7:kept` or `batch:3:refused`.
    """

    def clean(self, value: Any) -> RunItems | None:
        text = super().clean(value)
        if not text:
            return None
        kind, _, rest = text.partition(":")
        number, _, outcome = rest.partition(":")
        is_number = number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS
        if kind not in KINDS or not is_number or outcome not in KINDS[kind][2]:
            raise ValidationError("Name a run as import:12, publish:7 or batch:3.")
        return _items(kind, int(number), outcome)


def _items(kind: str, number: int, outcome: str) -> RunItems:
    model, way, outcomes = KINDS[kind]
    if not model._meta.get_field(way).related_model.objects.filter(pk=number).exists():
        raise ValidationError(f"There is no {kind} run {number}.")
    items = model.objects.filter(outcomes[outcome], article__isnull=False, **{way: number})
    return RunItems(kind, number, outcome, items.order_by())
