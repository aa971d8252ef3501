"""Buttons and actions that move articles. Each calls `articles.workflow`."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.models import Article, Event, User, Verb
from articles.models.values import parse_time
from articles.workflow.actions import Result, on_each
from articles.workflow.errors import NotPossible
from articles.workflow.transitions import (
    archive,
    hold,
    publish,
    reject,
    release,
    reopen,
    schedule,
    send_back,
    unschedule,
)

from .fields import MomentField, TextField
from .site import person

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
}
IN_BULK = {
    Verb.PUBLISHED: "publish",
    Verb.SENT_BACK: "publish",
    Verb.HELD: "review",
    Verb.RELEASED: "review",
    Verb.REJECTED: "review",
    Verb.ARCHIVED: "publish",
}
"""The verbs that the list offers, and the permission that each takes."""
MOST_AT_ONCE = 500
"""One by one, each with its own event, this takes a few seconds."""
NAMED = 10
"""Refused articles that are named one by one."""
NEEDS_REASON = "Say why you reject it: whoever meets it again will want to know."


class VerbForm(forms.Form):
    """What comes with a button: the version that the page showed, a reason, a time."""

    version = forms.IntegerField(min_value=1)
    reason = TextField(max_length=500)
    at = MomentField(required=False)


def press(article: Article, verb: Verb, form: VerbForm, by: User) -> Event:
    """Do a button's verb; Stale where the article is no longer what the page showed."""
    article.version = form.cleaned_data["version"]
    reason, at = form.cleaned_data["reason"], form.cleaned_data["at"]
    if verb == Verb.REJECTED and not reason:
        raise NotPossible(NEEDS_REASON)
    if verb != Verb.SCHEDULED:
        return ACTS[verb](article, by=by, reason=reason)
    if not at:
        raise NotPossible("Say when it is to go live.")
    return schedule(article, at=parse_time(at), by=by, reason=reason)


class ReasonForm(ActionForm):
    """The list's actions, with a reason for the history."""

    reason = TextField(
        label="Reason:",
        max_length=500,
        widget=forms.TextInput(attrs={"placeholder": "needed to reject"}),
    )


def bulk_actions() -> list[Any]:
    return [_bulk_action(verb, permission) for verb, permission in IN_BULK.items()]


def _bulk_action(verb: Verb, permission: str) -> Any:
    def act(model_admin: Any, request: HttpRequest, articles: QuerySet[Article]) -> None:
        _act_on_each(model_admin, request, articles, verb)

    act.__name__ = f"do_{verb.value}"
    return admin.action(description=BUTTONS[verb], permissions=[permission])(act)


def _act_on_each(
    model_admin: Any, request: HttpRequest, articles: QuerySet[Article], verb: Verb
) -> None:
    by, reason = person(request), request.POST.get("reason", "").strip()[:500]
    chosen = list(articles[: MOST_AT_ONCE + 1])
    if len(chosen) > MOST_AT_ONCE:
        text = f"Nothing was done: choose at most {MOST_AT_ONCE} articles at once."
        model_admin.message_user(request, text, messages.ERROR)
    elif verb == Verb.REJECTED and not reason:
        model_admin.message_user(request, NEEDS_REASON, messages.ERROR)
    else:
        results = on_each(chosen, lambda article: ACTS[verb](article, by=by, reason=reason))
        _tell(model_admin, request, results, verb)


def _tell(model_admin: Any, request: HttpRequest, results: Sequence[Result], verb: Verb) -> None:
    """Say how many were done, and name those that were not, with the reason."""
    refused = [result for result in results if result.problem]
    done = len(results) - len(refused)
    if done:
        text = f"{done} {'article' if done == 1 else 'articles'} {verb.label}."
        model_admin.message_user(request, text, messages.SUCCESS)
    for result in refused[:NAMED]:
        model_admin.message_user(request, f"Not done: {result.problem}", messages.WARNING)
    if len(refused) > NAMED:
        text = f"Not done for {len(refused) - NAMED} more."
        model_admin.message_user(request, text, messages.WARNING)
