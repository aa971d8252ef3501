"""Form fields whose cleaned values have the shape of value fields; times are ISO text."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from articles.desk.forms import LocalTimeField
from articles.models.value_fields import parse_time
from articles.seeds.cleaning import (
    clean_domain,
    is_image_address,
    is_web_address,
    without_controls,
)
from articles.seeds.limits import LIMITS
from articles.seeds.records import time_value

if TYPE_CHECKING:
    _ModelChoiceField = forms.ModelChoiceField[Any]
else:
    _ModelChoiceField = forms.ModelChoiceField
MERGE_KEY = "<<"
"""The YAML merge key, which no seed file may contain."""
_BREAKS = re.compile(r"\r\n|\r")


class TextField(forms.CharField):
    """Text without control characters, with lines that end in a line feed."""

    def __init__(self, *, lines: int = 0, **options: Any) -> None:
        options.setdefault("required", False)
        if lines:
            options["widget"] = forms.Textarea(attrs={"rows": lines})
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return without_controls(_BREAKS.sub("\n", text))


def as_shown(field: forms.Field, value: Any) -> Any:
    """Return what a control shows of a value, without what browsers and the field normalize.

    That is line ends, and white space around the text or around the lines of a list.
    """
    text = field.widget.format_value(field.prepare_value(value))
    if not isinstance(text, str):
        return text
    end = "\n" if isinstance(field.widget, forms.Textarea) else ""
    text = re.sub(r"\r\n|\r|\n", end, text).strip()
    if not isinstance(field, LinesField):
        return text
    return list(dict.fromkeys(filter(None, map(str.strip, text.split("\n")))))


class AddressField(TextField):
    """An http or https address; with `relative`, also a path relative to the seed's folder."""

    def __init__(self, *, relative: bool = False, **options: Any) -> None:
        self._is_valid = is_image_address if relative else is_web_address
        super().__init__(max_length=LIMITS.address, **options)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not self._is_valid(value):
            raise ValidationError("Enter an address that begins with http:// or https://.")


class DomainField(TextField):
    """A provider's domain, in lower case."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        domain = clean_domain(text) if text else ""
        if domain is None or len(domain) > LIMITS.domain:
            raise ValidationError("Enter a domain such as example.org.")
        return domain


class LinesField(TextField):
    """A list of texts, one per line. The order is kept; duplicates are dropped."""

    def __init__(self, *, lines: int = 4, max_items: int = 50, length: int = 200, **options: Any):
        super().__init__(lines=lines, **options)
        self._max_items, self._length = max_items, length

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).split("\n")]
        items = list(dict.fromkeys(line for line in lines if line))
        if len(items) > self._max_items:
            raise ValidationError(f"Enter at most {self._max_items} lines; there are {len(items)}.")
        if any(len(item) > self._length for item in items):
            raise ValidationError(f"Lines may have at most {self._length} characters.")
        return items


class AddressesField(LinesField):
    """A mapping of names to web addresses, one `name: address` per line."""

    def __init__(self, **options: Any) -> None:
        longest = LIMITS.name + LIMITS.address + len(": ")
        super().__init__(max_items=LIMITS.related, length=longest, **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return "\n".join(f"{name}: {text}" for name, text in value.items())
        return value

    def clean(self, value: Any) -> Any:
        # A name may contain a colon, an address no space.
        pairs = [
            line.rpartition(": ") if ": " in line else line.partition(":")
            for line in super().clean(value)
        ]
        if any(not colon for _, colon, _ in pairs):
            raise ValidationError("Enter a name, a colon and an address on each line.")
        addresses = {name.strip(): address.strip() for name, _, address in pairs}
        for name, address in addresses.items():
            is_named = 0 < len(name) <= LIMITS.name and name != MERGE_KEY
            is_short = len(address) <= LIMITS.address
            if not is_named or not is_short or not is_web_address(address):
                raise ValidationError(f"“{name}: {address}” needs a name and a web address.")
        return addresses


class NamedChoiceField(_ModelChoiceField):
    """A row that is typed by its name, for tables that are too long for a select."""

    def __init__(self, queryset: QuerySet[Any], key: str, **options: Any) -> None:
        super().__init__(
            queryset, to_field_name=key, widget=forms.TextInput, required=False, **options
        )
        self._rows, self._key = queryset, key

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        found = self._rows.filter(**{self._key: without_controls(str(value))}).first()
        if found is None:
            raise ValidationError("Not found.")
        return found


class MomentField(LocalTimeField):
    """A time to the second. Its cleaned value is a value field's text; its label names the zone."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(
            attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"
        )
        super().__init__(widget=widget, **options)

    def get_bound_field(self, form: Any, field_name: str) -> forms.BoundField:
        bound = super().get_bound_field(form, field_name)
        bound.label = f"{bound.label} ({timezone.get_current_timezone_name()})"
        return bound

    def prepare_value(self, value: Any) -> Any:
        try:
            moment = parse_time(value) if isinstance(value, str) else value
        except ValueError:
            return value
        return super().prepare_value(moment)

    def clean(self, value: Any) -> str | None:
        moment: datetime | None = super().clean(value)
        if moment and not LIMITS.earliest <= moment <= LIMITS.latest:
            raise ValidationError("Enter a time between 1900 and 2199.")
        return time_value(moment) if moment else None
