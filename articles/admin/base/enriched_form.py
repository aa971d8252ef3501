"""The form of a noun that files tell about, too."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from articles.admin.base.fields import TextField, as_shown
from articles.models import Provider, Topic

if TYPE_CHECKING:
    _Form = forms.ModelForm[Any]
else:
    _Form = forms.ModelForm


class EnrichedForm(_Form):
    """What a file may say, so that it can be written back.

    What the browser gives back as it got it stays exactly as the file has it, and only what
    somebody has changed counts as a person's.
    """

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in data.items():
            field, before = self.fields[name], getattr(self.instance, name)
            if isinstance(field, TextField) and as_shown(field, value) == as_shown(field, before):
                data[name] = before
        self._edited = [name for name in data if data[name] != getattr(self.instance, name)]
        return data

    def mark(self, noun: Provider | Topic) -> None:
        """Note what a person has changed, and when."""
        noun.edited_at = timezone.now()
        noun.edited_fields = list(dict.fromkeys([*noun.edited_fields, *self._edited]))
