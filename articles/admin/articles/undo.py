"""Take the last decision about an article back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.admin.articles.queries import address
from articles.desk.access import current_user
from articles.models import Event
from articles.workflow.errors import WorkflowError
from articles.workflow.undo_event import UNDOABLE, can_undo, undo_event


def with_undo(request: HttpRequest, text: str, event: Event) -> SafeString | str:
    """Return a message about what was just done, with a button that takes it back."""
    if event.verb not in UNDOABLE or not can_undo(event, current_user(request)):
        return text
    context = {"text": text, "event": event}
    return render_to_string("admin/article/_undo_message.html", context, request=request)


def undo(model_admin: Any, request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Take the decision that made a version of an article back."""
    events = Event.objects.select_related("article", "publish_run", "import_run")
    event = get_object_or_404(events, article=pk, version=version)
    try:
        undo_event(event, by=current_user(request))
    except WorkflowError as error:
        model_admin.message_user(request, str(error), messages.ERROR)
    else:
        text = f"Taken back: “{event.article}” is no longer {event.get_verb_display()}."
        model_admin.message_user(request, text, messages.SUCCESS)
    return HttpResponseRedirect(address(event.article))
