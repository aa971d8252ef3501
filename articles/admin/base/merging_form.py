"""Model forms that lose no change when two people save the same row."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import ManyToManyField
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from articles.admin.base.fields import TextField, as_shown
from articles.models import Provider, Topic

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm
CHANGED_MEANWHILE = (
    "Someone else changed this to “%(value)s” after you opened the page. Save again to replace it."
)


class MergingModelForm(_ModelForm):
    """Save only the fields that the person changed.

    Each field also sends the value that it had when the page was opened (Django's
    `show_hidden_initial`). A field that the person left alone keeps what the row holds now. A
    field that both changed is an error that names the other value; saving again replaces it.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.show_hidden_initial = self.instance.pk is not None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk is None or not any(key in self.data for key in self._initial_keys()):
            return data
        rows = self._meta.model.objects.select_for_update()
        self.instance.refresh_from_db(from_queryset=rows)
        opened = {name: self._opened(name) for name in data}
        for name in [*data]:
            if name not in self.changed_data:
                data[name] = self._current(name)
            elif self.fields[name].has_changed(self._comparable(name), opened[name]):
                self._report_conflict(name)
        return data

    def _initial_keys(self) -> list[str]:
        return [self.add_initial_prefix(name) for name in self.fields]

    def _opened(self, name: str) -> Any:
        """Return the raw value that the field had when the page was opened."""
        widget = self.fields[name].hidden_widget()
        return widget.value_from_datadict(self.data, self.files, self.add_initial_prefix(name))

    def _comparable(self, name: str) -> Any:
        """Return the row's value as the field would read it from a form."""
        field = self.fields[name]
        return field.to_python(field.prepare_value(self._current(name)))

    def _current(self, name: str) -> Any:
        if isinstance(self.instance._meta.get_field(name), ManyToManyField):
            return getattr(self.instance, name).all()
        return getattr(self.instance, name)

    def _report_conflict(self, name: str) -> None:
        """Add an error, and let the page send the row's present value as the opened one."""
        value = self._current(name)
        if isinstance(self.instance._meta.get_field(name), ManyToManyField):
            value = ", ".join(map(str, value))
        self.add_error(name, forms.ValidationError(CHANGED_MEANWHILE, params={"value": value}))
        shown = self.fields[name].prepare_value(self._current(name))
        self.data = MultiValueDict(self.data)  # QueryDict is read-only
        self.data.setlist(
            self.add_initial_prefix(name), shown if isinstance(shown, list) else [shown]
        )


class EnrichedForm(MergingModelForm):
    """The form of a provider or topic, whose fields organisation and topic files also fill.

    A field becomes a person's, which no file replaces, only if the person changed it.
    """

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name, value in data.items():
            field, before = self.fields[name], getattr(self.instance, name)
            if isinstance(field, TextField) and as_shown(field, value) == as_shown(field, before):
                data[name] = before  # only white space differs, which a browser may change
        self._edited = [name for name in data if data[name] != getattr(self.instance, name)]
        return data

    def mark_edited(self, row: Provider | Topic) -> None:
        """Record which fields a person has changed, and when."""
        row.edited_at = timezone.now()
        row.edited_fields = list(dict.fromkeys([*row.edited_fields, *self._edited]))
