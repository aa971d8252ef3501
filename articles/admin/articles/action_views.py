"""Views of the article page other than its form: undo, revert, resolve all conflicts."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from articles.admin.articles.queries import change_url
from articles.desk.access import current_user, staff_page
from articles.desk.display import label
from articles.models import Article, Event, Verb
from articles.workflow.actions import BY_EVENT
from articles.workflow.edit import revert
from articles.workflow.errors import WorkflowError
from articles.workflow.resolve_conflicts import chosen, resolve_all_conflicts
from articles.workflow.undo_event import UNDOABLE, can_undo, undo_event


class VersionForm(forms.Form):
    """The version of the article that the page showed."""

    version = forms.IntegerField(min_value=1)


@staff_page("view_article")
@require_POST
def resolve_all_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Resolve all open conflicts of an article alike."""
    article = get_object_or_404(Article, pk=pk)

    def act() -> tuple[str, Event | None]:
        article.version = _version(request)
        resolution = chosen(request.POST.get("choice", ""))
        event = resolve_all_conflicts(article, resolution, by=current_user(request))
        fields = ", ".join(map(label, event.before))
        return f"Conflicts resolved: {fields} ({resolution.label.lower()}).", event

    return _answer(request, article, act)


@staff_page("view_article")
@require_POST
def revert_view(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Give an article the content that it had at a version."""
    article = get_object_or_404(Article, pk=pk)

    def act() -> tuple[str, Event | None]:
        article.version = _version(request)
        event = revert(article, version, by=current_user(request))
        if event is None:
            return f"Version {version} had the same content. Nothing was changed.", None
        return f"Reverted to the content of version {version}.", event

    return _answer(request, article, act)


@staff_page("view_article")
@require_POST
def undo_view(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Undo the decision that made a version of an article."""
    events = Event.objects.select_related("article", "publish_run", "import_run")
    event = get_object_or_404(events, article=pk, version=version)

    def act() -> tuple[str, Event | None]:
        undo_event(event, by=current_user(request))
        done = BY_EVENT[Verb(event.verb)].label
        return f"“{done}” undone for “{event.article}”.", None

    return _answer(request, event.article, act)


def with_undo(request: HttpRequest, text: str, event: Event) -> SafeString | str:
    """Return a message about what was just done, with a button that undoes it."""
    if event.verb not in UNDOABLE or not can_undo(event, current_user(request)):
        return text
    context = {"text": text, "event": event}
    return render_to_string("admin/article/_undo_message.html", context, request=request)


def _version(request: HttpRequest) -> int:
    """Return the version that the page showed; 0, which is always stale, without one."""
    form = VersionForm(request.POST)
    return int(form.cleaned_data["version"]) if form.is_valid() else 0


def _answer(
    request: HttpRequest,
    article: Article,
    act: Callable[[], tuple[str, Event | None]],
) -> HttpResponse:
    """Do something to an article, and go back to its page with a message about it.

    The page keeps its query, which names the list that it was opened from.
    """
    try:
        text, event = act()
    except WorkflowError as error:
        messages.error(request, str(error))
    else:
        message = with_undo(request, text, event) if event else text
        messages.success(request, message)
    return HttpResponseRedirect(change_url(article, request.GET))
