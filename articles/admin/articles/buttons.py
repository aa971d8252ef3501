"""The buttons of an article's page. Each calls `articles.workflow`."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms

from articles.admin.base.fields import MomentField, TextField
from articles.models import Article, Event, User, Verb
from articles.models.value_fields import parse_time
from articles.workflow.errors import NotPossible
from articles.workflow.transitions import (
    archive,
    assign,
    clear_expiry,
    hold,
    possible_verbs,
    publish,
    reject,
    release,
    reopen,
    schedule,
    send_back,
    set_expiry,
    unschedule,
)

ACTS: dict[Verb, Callable[..., Event]] = {
    Verb.PUBLISHED: publish,
    Verb.SENT_BACK: send_back,
    Verb.HELD: hold,
    Verb.RELEASED: release,
    Verb.REJECTED: reject,
    Verb.ARCHIVED: archive,
    Verb.REOPENED: reopen,
    Verb.SCHEDULED: schedule,
    Verb.UNSCHEDULED: unschedule,
    Verb.EXPIRY_SET: set_expiry,
    Verb.EXPIRY_CLEARED: clear_expiry,
    Verb.ASSIGNED: assign,
}
BUTTONS = {
    Verb.PUBLISHED: "Publish",
    Verb.SENT_BACK: "Send back",
    Verb.HELD: "Hold",
    Verb.RELEASED: "Release",
    Verb.REJECTED: "Reject",
    Verb.ARCHIVED: "Archive",
    Verb.REOPENED: "Reopen",
    Verb.SCHEDULED: "Schedule",
    Verb.UNSCHEDULED: "Take off the schedule",
    Verb.EXPIRY_SET: "Set the time",
    Verb.EXPIRY_CLEARED: "Let it stay",
    Verb.ASSIGNED: "Assign",
}
LOOKS = {
    Verb.PUBLISHED: ("button-primary", "check"),
    Verb.SENT_BACK: ("", "arrow-left"),
    Verb.HELD: ("", "pause"),
    Verb.RELEASED: ("", "play"),
    Verb.REJECTED: ("button-danger", "cross"),
    Verb.ARCHIVED: ("", "archive"),
    Verb.REOPENED: ("", "undo"),
}
"""The plain buttons, that take nothing but a reason: their style and their symbol."""
WHEN = {Verb.SCHEDULED: "Say when it is to go live.", Verb.EXPIRY_SET: "Say when it comes down."}
NEEDS_REASON = "Say why you reject it: whoever meets it again will want to know."


class VerbForm(forms.Form):
    """What comes with a button: the version that the page showed, a reason, a time, a person."""

    version = forms.IntegerField(min_value=1)
    reason = TextField(max_length=500)
    at = MomentField(required=False)
    to = TextField(max_length=150)


@dataclass(frozen=True, slots=True)
class Button:
    """A verb as the page offers it."""

    verb: str
    label: str
    style: str
    icon: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a person may do with an article now: plain buttons, and the verbs with forms of their
    own, by their values."""

    plain: list[Button]
    verbs: set[str]


def offer(article: Article, user: User) -> Offer:
    """Return the buttons for this person and this state."""
    verbs = possible_verbs(article, user)
    plain = [verb for verb in LOOKS if verb in verbs]
    return Offer(
        [Button(verb.value, BUTTONS[verb], *LOOKS[verb]) for verb in plain],
        {verb.value for verb in verbs if verb not in LOOKS},
    )


def press(article: Article, verb: Verb, form: VerbForm, by: User) -> Event:
    """Do a button's verb; Stale where the article is no longer what the page showed."""
    article.version = form.cleaned_data["version"]
    reason, at = form.cleaned_data["reason"], form.cleaned_data["at"]
    if verb == Verb.REJECTED and not reason:
        raise NotPossible(NEEDS_REASON)
    if verb == Verb.ASSIGNED:
        return assign(article, to=_colleague(form.cleaned_data["to"]), by=by, reason=reason)
    if verb not in WHEN:
        return ACTS[verb](article, by=by, reason=reason)
    if not at:
        raise NotPossible(WHEN[verb])
    return ACTS[verb](article, at=parse_time(at), by=by, reason=reason)


def _colleague(name: str) -> User | None:
    """Return whom a name means; an empty one means nobody."""
    if not name:
        return None
    found = User.objects.filter(username=name, is_active=True).first()
    if found is None:
        raise NotPossible(f"There is nobody called “{name}” here.")
    return found
