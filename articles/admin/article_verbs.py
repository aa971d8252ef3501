"""Actions of the list that move articles. Each calls `articles.workflow`."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.models import Article, Verb
from articles.workflow.actions import Result, on_each

from .article_buttons import ACTS, BUTTONS, NEEDS_REASON
from .fields import TextField
from .site import person

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
