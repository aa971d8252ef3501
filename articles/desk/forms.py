"""Forms of the review desk."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from articles.desk.new_names import NewName, missing_from, new_names
from articles.models import User
from articles.seeds.cleaning import without_controls
from articles.seeds.limits import LIMITS
from articles.workflow.notes import MAX_LENGTH
from articles.workflow.permissions import people_with

_BREAKS = re.compile(r"\r\n?")
MORNING = time(7)
MAX_PEOPLE = 50
SUNDAY = 7


class PlainText(forms.CharField):
    """Text without control characters, with normalized line ends."""

    def to_python(self, value: Any) -> str:
        return without_controls(_BREAKS.sub("\n", super().to_python(value) or ""))


class EditForm(forms.Form):
    """Edit title, excerpt and topics of a draft."""

    title = PlainText(max_length=LIMITS.title, widget=forms.Textarea(attrs={"rows": 2}))
    excerpt = PlainText(required=False, widget=forms.Textarea(attrs={"rows": 6}))
    topics = PlainText(
        required=False,
        label="Topics, one a line",
        help_text="The first one is the root topic.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = PlainText(required=False, max_length=500, label="Why, for the history")

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._user = user
        self.new_names: list[NewName] = []
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    def clean_title(self) -> str:
        return str(self.cleaned_data["title"]).replace("\n", " ")

    def clean_topics(self) -> list[str]:
        lines = [line.strip() for line in str(self.cleaned_data["topics"]).split("\n")]
        names = list(dict.fromkeys(line for line in lines if line))
        if not self._user.has_perm("articles.add_topic"):
            if missing := ", ".join(missing_from("topic", names)):
                raise ValidationError(
                    f"There is no topic {missing}, and your role makes no new ones."
                )
            return names
        self.new_names = new_names("topic", names, self.data)
        questions = [new.question for new in self.new_names if not new.is_confirmed]
        if questions:
            raise ValidationError(questions)
        return names

    def changes(self) -> dict[str, Any]:
        """Return the changed fields and their values."""
        return {
            name: self.cleaned_data[name]
            for name in ("title", "excerpt", "topics")
            if self.cleaned_data[name] != self.initial_value(name)
        }

    def initial_value(self, name: str) -> Any:
        value = self.initial.get(name, "")
        if name != "topics":
            return value
        return [line for line in str(value).split("\n") if line]


class LocalTimeField(forms.DateTimeField):
    """A time in the user's time zone. An hour that is repeated when clocks go back is the first."""

    def to_python(self, value: Any) -> datetime | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
        with timezone.override(UTC):
            moment = super().to_python(value)
        return moment.replace(tzinfo=timezone.get_current_timezone()) if moment else None


class ScheduleForm(forms.Form):
    """The publish time of a draft: a suggested time or another one."""

    offered = forms.DateTimeField(required=False)
    typed = LocalTimeField(
        required=False,
        label="Another time",
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "input"}, format="%Y-%m-%dT%H:%M"
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not (data.get("offered") or data.get("typed")) and not self.errors:
            self.add_error("typed", "Choose a time.")
        return data

    def moment(self) -> datetime:
        data = self.cleaned_data
        moment: datetime = data["typed"] or data["offered"]
        return moment


class AssignForm(forms.Form):
    """The assignee of a draft: a username, or "" to unassign."""

    to = forms.CharField(required=False, max_length=150)

    def clean_to(self) -> User | None:
        name = self.cleaned_data["to"]
        found = User.objects.filter(username=name).first() if name else None
        if name and found is None:
            raise ValidationError(f"There is no user “{name}”.")
        return found


class NoteForm(forms.Form):
    """A note on an article."""

    text = PlainText(
        label="Note",
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
        help_text="For staff only. @username notifies a colleague.",
    )


def times_to_offer(now: datetime) -> list[tuple[str, datetime]]:
    """Return suggested publish times with labels, the next one first."""
    hour = (now + timedelta(hours=1)).replace(second=0, microsecond=0)
    day = timezone.localdate(now)
    today = timezone.make_aware(datetime.combine(day, MORNING))
    monday = today + timedelta(days=7 - day.weekday())
    offered = [
        ("In an hour", hour),
        ("Tomorrow at 07:00", today + timedelta(days=1)),
        ("Monday at 07:00", monday),
    ]
    if day.isoweekday() == SUNDAY:
        offered.pop()  # Monday is tomorrow
    return offered


def colleagues(user: User) -> QuerySet[User]:
    """Return the other users who can review, by name, up to MAX_PEOPLE."""
    others = people_with("review_article").exclude(pk=user.pk)
    return others.order_by("first_name", "last_name", "username")[:MAX_PEOPLE]
