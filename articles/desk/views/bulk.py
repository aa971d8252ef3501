"""Bulk actions: choose one action for all drafts of the queue's filter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.desk.access import current_user, staff_page
from articles.desk.queue import count_drafts, queue_of
from articles.models import User
from articles.workflow.action import Action
from articles.workflow.actions import ACTIONS


def actions_for(user: User) -> list[Action]:
    """Return the actions that a user may apply to many drafts."""
    shown = (action for action in ACTIONS if action.shortcut and action.in_bulk)
    return [action for action in shown if action.is_allowed(user)]


@require_safe
@staff_page("review_article")
def bulk_page(request: HttpRequest) -> HttpResponse:
    """Show the number of drafts and the actions. The page that the form is sent to confirms it."""
    queue, user = queue_of(request), current_user(request)
    context = {
        "queue": queue,
        "chips": list(queue.chips()),
        "count": count_drafts(queue.articles),
        "actions": actions_for(user),
    }
    return render(request, "desk/bulk_action.html", context)
