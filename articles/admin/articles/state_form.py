"""What an article's page changes besides the content: its times, its assignee, its status."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.admin.base.fields import MomentField, TextField
from articles.listing.fields import ME, AssigneeField
from articles.listing.filter_form import suggesting
from articles.models import Article, User
from articles.models.value_fields import parse_time
from articles.workflow.action import Action
from articles.workflow.action_columns import check_assignee, checked_time
from articles.workflow.errors import NotPossible
from articles.workflow.plan import possible_actions

FORM_ID = "article_form"
REASON_REQUIRED = "Give a reason: others will want to know why."
REASON_ALONE = (
    "Nothing was changed, so the reason was not saved. Choose an action or change a field."
)


@dataclass(frozen=True, slots=True)
class Step:
    """An action on the article, with its argument."""

    key: str
    at: datetime | None = None
    person: User | None = None


TIMES = {
    # column: (label, action that sets it, action that clears it)
    "scheduled_for": ("Publish at", "schedule", "unschedule"),
    "expires_at": ("Unpublish at", "set_expiry", "clear_expiry"),
    "featured_until": ("Feature until", "feature", "unfeature"),
}
ASSIGNEE = "assigned_to"
FIELD_ACTIONS = {name: {*keys} for name, (_, *keys) in TIMES.items()} | {ASSIGNEE: {"assign"}}
"""The actions that a field stands for."""


class StateForm(forms.Form):
    """The reason for the history, and the fields that the person can set of this article now.

    Each field also sends the value that it had when the page was opened (`show_hidden_initial`):
    what the person left alone keeps what the article has now. `action` is that of the button.
    """

    reason = TextField(max_length=500, help_text="Shown in the history.")

    def __init__(
        self, article: Article, user: User, data: Any = None, action: Action | None = None
    ) -> None:
        initial = {name: getattr(article, name) for name in TIMES}
        initial[ASSIGNEE] = article.assigned_to.username if article.assigned_to else ""
        super().__init__(data, initial=initial, label_suffix="")
        self._article, self._user, self._action = article, user, action
        actions = possible_actions(article, user)
        self.buttons = [each for each in actions if each.group == "status"]
        self.fields["reason"].widget.attrs |= {"list": "reasons", "autocomplete": "off"}
        possible = {each.key for each in actions}
        for name, keys in FIELD_ACTIONS.items():
            if keys & possible:
                self.fields[name] = field = _field(name)
                field.show_hidden_initial, field.hidden_widget = True, _HiddenInForm
                field.widget.attrs |= {"form": FORM_ID, "autocomplete": "off"}

    def refreshed(self) -> "StateForm":
        """Return the form with the article's present values in the fields that were left alone."""
        data = dict(self.data.items())
        for name in FIELD_ACTIONS.keys() & self.fields.keys() - {*self.changed_data}:
            field = self.fields[name]
            text = field.widget.format_value(field.prepare_value(self.initial[name])) or ""
            data[name] = data[self[name].html_initial_name] = text
        return StateForm(self._article, self._user, data, self._action)

    @property
    def side_fields(self) -> list[forms.BoundField]:
        """The fields in the side column: all but the reason."""
        return [self[name] for name in FIELD_ACTIONS if name in self.fields]

    def clean_reason(self) -> str:
        reason = str(self.cleaned_data["reason"])
        if self._action and self._action.is_reason_required and not reason:
            raise ValidationError(REASON_REQUIRED)
        return reason

    def clean(self) -> dict[str, Any]:
        """Check the changed fields as the actions will."""
        for name in FIELD_ACTIONS.keys() & {*self.changed_data} & self.cleaned_data.keys():
            value = self.cleaned_data[name]
            try:
                if name == ASSIGNEE:
                    self.cleaned_data[name] = self._person(value)
                elif value:
                    checked_time(parse_time(value), timezone.now())
            except NotPossible as error:
                self.add_error(name, str(error))
        return self.cleaned_data

    def _person(self, value: User | str | None) -> User | None:
        """Return the person that `me`, `none` or a username means, if they can review."""
        if isinstance(value, str):
            value = self._user if value == ME else None
        check_assignee(value)
        return value

    def steps(self) -> Iterator[Step]:
        """Yield the actions of the changed fields, then that of the button."""
        for name in self.changed_data:
            value = self.cleaned_data[name]
            if name == ASSIGNEE:
                yield Step("assign", person=value)
            elif name in TIMES:
                _, set_key, clear_key = TIMES[name]
                yield Step(set_key, at=parse_time(value)) if value else Step(clear_key)
        if self._action:
            yield Step(self._action.key)


class _HiddenInForm(forms.HiddenInput):
    """The hidden initial value of a field that stands outside its form."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__({"form": FORM_ID, **(attrs or {})})


def _field(name: str) -> forms.Field:
    if name != ASSIGNEE:
        return MomentField(required=False, label=TIMES[name][0])
    field = AssigneeField(
        required=False, max_length=150, label="Assigned to", help_text="A username, or me."
    )
    field.widget.attrs |= suggesting("person", "suggested-person")
    return field
