"""What the buttons of an article's page do."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from articles.admin.articles.buttons import ACTS, VerbForm, press
from articles.admin.articles.queries import address
from articles.admin.articles.undo import with_undo
from articles.desk.access import current_user
from articles.desk.display import label
from articles.models import Article, Verb
from articles.workflow.edit import revert
from articles.workflow.errors import WorkflowError
from articles.workflow.resolve_conflicts import chosen, resolve_all_conflicts


def do(model_admin: Any, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do a verb on an article."""
    article = get_object_or_404(Article, pk=pk)
    form = VerbForm(request.POST)
    if not form.is_valid() or verb not in ACTS:
        text = " ".join(str(error) for errors in form.errors.values() for error in errors)
        model_admin.message_user(request, text or "There is no such verb.", messages.ERROR)
        return HttpResponseRedirect(address(article))
    try:
        event = press(article, Verb(verb), form, current_user(request))
    except WorkflowError as error:
        model_admin.message_user(request, str(error), messages.ERROR)
    else:
        text = with_undo(request, f"“{article}” was {event.get_verb_display()}.", event)
        model_admin.message_user(request, text, messages.SUCCESS)
    return HttpResponseRedirect(address(article))


def settle_each(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """End all open conflicts of an article alike: keep mine, or take theirs."""
    article = get_object_or_404(Article, pk=pk)
    form = VerbForm(request.POST)
    try:
        article.version = form.cleaned_data["version"] if form.is_valid() else 0
        resolution = chosen(request.POST.get("choice", ""))
        event = resolve_all_conflicts(article, resolution, by=current_user(request))
    except WorkflowError as error:
        model_admin.message_user(request, str(error), messages.ERROR)
    else:
        text = f"Settled, {resolution.label.lower()}: {', '.join(map(label, event.before))}."
        model_admin.message_user(request, with_undo(request, text, event), messages.SUCCESS)
    return HttpResponseRedirect(address(article))


def back(model_admin: Any, request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Give an article the content that it had at a version."""
    article = get_object_or_404(Article, pk=pk)
    form = VerbForm(request.POST)
    try:
        article.version = form.cleaned_data["version"] if form.is_valid() else 0
        event = revert(article, version, by=current_user(request))
    except WorkflowError as error:
        model_admin.message_user(request, str(error), messages.ERROR)
    else:
        done = f"Back to the content of version {version}."
        text = done if event else f"Version {version} had the same content: nothing to do."
        told = with_undo(request, text, event) if event else text
        model_admin.message_user(request, told, messages.SUCCESS if event else messages.INFO)
    return HttpResponseRedirect(address(article))
