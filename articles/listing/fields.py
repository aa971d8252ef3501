"""What people type into filters: each value is understood, or refused with what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from articles.db.query_batch import Answer, AskedTogether, Named
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
from articles.search.backends import Search
from articles.seeds.cleaning import clean_domain
from articles.seeds.limits import LIMITS

ME = "me"
NOBODY = "nobody"
MOST = 20
"""Rows that are looked at to find what a name means."""
MOST_DIGITS = 18
"""What a primary key's column holds."""


class NamedField(forms.CharField):
    """A text that means something in the database.

    A form of several such fields asks for all of them together: `ask` comes before `clean`, which
    otherwise asks by itself.
    """

    _answer: Answer | None = None

    def ask(self, value: Any, asked: AskedTogether) -> None:
        """Ask what the text means, along with other questions."""
        text = self._text(value)
        self._answer = self.question(text, asked) if text else None

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        if self._answer is None:
            self._answer = self.question(text, AskedTogether())
        return self.choose(text, sorted(self._answer()) if self._answer else [])

    def question(self, text: str, asked: AskedTogether) -> Answer | None:
        """Add the question for what may be meant; None where nothing need be asked."""
        raise NotImplementedError  # each kind of field says it

    def choose(self, text: str, found: Sequence[Named]) -> Any:
        """Return what is meant, or raise ValidationError with what is wrong."""
        raise NotImplementedError  # each kind of field says it

    def _text(self, value: Any) -> str:
        try:
            return str(forms.CharField.clean(self, value) or "")
        except ValidationError:
            return ""


class ProviderField(NamedField):
    """A provider by domain, or by the exact name where one provider alone has it."""

    def question(self, text: str, asked: AskedTogether) -> Answer:
        meant = Q(domain=clean_domain(text) or text) | Q(name__iexact=text)
        return asked.add(Provider.objects.filter(meant).order_by("pk"), "domain", "name", most=MOST)

    def choose(self, text: str, found: Sequence[Named]) -> Provider:
        providers = [Provider(pk=pk, domain=domain, name=name) for pk, domain, name in found]
        domain = clean_domain(text) or text
        exact = [provider for provider in providers if provider.domain == domain]
        if not providers:
            raise ValidationError(f"There is no provider “{text}”. Give its domain.")
        if not exact and len(providers) > 1:
            domains = ", ".join(provider.domain for provider in providers)
            raise ValidationError(f"Several providers have this name: {domains}.")
        return (exact or providers)[0]


class TopicField(NamedField):
    """A topic by name."""

    def question(self, text: str, asked: AskedTogether) -> Answer:
        return asked.add(Topic.objects.filter(name__iexact=text).order_by("pk"), "name", most=MOST)

    def choose(self, text: str, found: Sequence[Named]) -> Topic:
        topics = [Topic(pk=pk, name=name) for pk, name, _ in found]
        if not topics:
            raise ValidationError(f"There is no topic “{text}”.")
        return next((topic for topic in topics if topic.name == text), topics[0])


class SourceField(NamedField):
    """A source by name."""

    def question(self, text: str, asked: AskedTogether) -> Answer:
        return asked.add(Source.objects.filter(name=text).order_by(), "name")

    def choose(self, text: str, found: Sequence[Named]) -> Source:
        if not found:
            raise ValidationError(f"There is no source “{text}”.")
        return Source(pk=found[0][0], name=found[0][1])


class AssigneeField(NamedField):
    """ME, NOBODY, or a person by username."""

    def question(self, text: str, asked: AskedTogether) -> Answer | None:
        if text in {ME, NOBODY}:
            return None
        return asked.add(User.objects.filter(username=text).order_by(), "username")

    def choose(self, text: str, found: Sequence[Named]) -> str | User:
        if text in {ME, NOBODY}:
            return text
        if not found:
            raise ValidationError(f"Nobody here is called “{text}”. Say me, nobody, or a username.")
        return User(pk=found[0][0], username=found[0][1])


class WordsField(NamedField):
    """Words to search for."""

    def ask(self, value: Any, asked: AskedTogether) -> None:
        self._search = Search(self._text(value), asked)

    def clean(self, value: Any) -> Search | None:
        text = forms.CharField.clean(self, value)
        return (self._search or Search(text)) if text else None

    _search: Search | None = None


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


class RunField(NamedField):
    """A run by kind and number: what it took, published or did something to.

    An outcome may follow, as `import:12:created`, `publish:7:kept` or `batch:3:refused`.
    """

    def question(self, text: str, asked: AskedTogether) -> Answer | None:
        run = _run_in(text)
        return asked.add(_runs(run[0]).filter(pk=run[1]).order_by()) if run else None

    def choose(self, text: str, found: Sequence[Named]) -> RunItems:
        run = _run_in(text)
        if run is None:
            raise ValidationError("Name a run as import:12, publish:7 or batch:3.")
        kind, number, outcome = run
        if not found:
            raise ValidationError(f"There is no {kind} run {number}.")
        model, way, outcomes = KINDS[kind]
        items = model.objects.filter(outcomes[outcome], article__isnull=False, **{way: number})
        return RunItems(kind, number, outcome, items.order_by())


def _run_in(text: str) -> tuple[str, int, str] | None:
    kind, _, rest = text.partition(":")
    number, _, outcome = rest.partition(":")
    is_number = number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS
    is_run = kind in KINDS and is_number and outcome in KINDS[kind][2]
    return (kind, int(number), outcome) if is_run else None


def _runs(kind: str) -> QuerySet[Any]:
    model, way, _ = KINDS[kind]
    runs: QuerySet[Any] = model._meta.get_field(way).related_model.objects.all()
    return runs
