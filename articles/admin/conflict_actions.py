"""Settle many conflicts at once, with a word about each that was not settled."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.models import Conflict, Resolution
from articles.workflow.editing import settle
from articles.workflow.errors import WorkflowError

from .site import person
from .words import label

NAMED = 10
"""Conflicts that stayed open are named one by one, up to so many."""


@admin.action(description="Keep mine", permissions=["settle"])
def keep_mine(model_admin: Any, request: HttpRequest, conflicts: "QuerySet[Conflict]") -> None:
    _settle_each(model_admin, request, conflicts, Resolution.MINE)


@admin.action(description="Take theirs", permissions=["settle"])
def take_theirs(model_admin: Any, request: HttpRequest, conflicts: "QuerySet[Conflict]") -> None:
    _settle_each(model_admin, request, conflicts, Resolution.THEIRS)


def _settle_each(
    model_admin: Any, request: HttpRequest, conflicts: Iterable[Conflict], how: Resolution
) -> None:
    problems, count = [], 0
    for conflict in conflicts:
        try:
            settle(conflict, how, by=person(request), is_unseen=True)
        except WorkflowError as error:
            problems.append(f"“{conflict.article}”, {label(conflict.field)}: {error}")
        else:
            count += 1
    if count:
        text = f"{count} {'conflict' if count == 1 else 'conflicts'} settled."
        model_admin.message_user(request, text, messages.SUCCESS)
    for problem in problems[:NAMED]:
        model_admin.message_user(request, f"Not settled: {problem}", messages.WARNING)
    if len(problems) > NAMED:
        text = f"Not settled: {len(problems) - NAMED} more."
        model_admin.message_user(request, text, messages.WARNING)
