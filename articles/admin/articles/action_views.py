"""The actions of an article's page: buttons, undo, revert, resolving all its conflicts."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from articles.admin.articles.queries import change_url
from articles.admin.base.fields import MomentField, TextField
from articles.desk.access import current_user, staff_page
from articles.desk.display import label
from articles.models import Article, Event, User, Verb
from articles.models.value_fields import parse_time
from articles.workflow.actions import BY_EVENT, BY_KEY, Action
from articles.workflow.edit import revert
from articles.workflow.errors import NotPossible, WorkflowError
from articles.workflow.plan import possible_actions
from articles.workflow.resolve_conflicts import chosen, resolve_all_conflicts
from articles.workflow.transitions import perform
from articles.workflow.undo_event import UNDOABLE, can_undo, undo_event

REASON_REQUIRED = "Give a reason: others will want to know why."


class ActionForm(forms.Form):
    """What comes with a button: the version that the page showed, and the arguments."""

    version = forms.IntegerField(min_value=1)
    reason = TextField(max_length=500)
    at = MomentField(required=False)
    to = TextField(max_length=150)


@dataclass(frozen=True, slots=True)
class AvailableActions:
    """What a person can do with an article now: buttons, and the keys of all actions."""

    buttons: list[Action]
    keys: set[str]


def available_actions(article: Article, user: User) -> AvailableActions:
    actions = possible_actions(article, user)
    buttons = [action for action in actions if action.group == "status"]
    return AvailableActions(buttons, {action.key for action in actions})


@staff_page("view_article")
@require_POST
def action_view(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Do an action on an article."""
    article = get_object_or_404(Article, pk=pk)
    form = ActionForm(request.POST)
    action = BY_KEY.get(key)
    if not form.is_valid() or action is None or not action.group:
        text = " ".join(str(error) for errors in form.errors.values() for error in errors)
        messages.error(request, text or "There is no such action.")
        return HttpResponseRedirect(change_url(article))

    def act() -> tuple[str, Event | None]:
        event = _perform(article, action, form, current_user(request))
        return f"“{article}”: {action.past}.", event

    return _answer(request, article, act)


def _perform(article: Article, action: Action, form: ActionForm, by: User) -> Event:
    """Do the action; raise Stale if the article is not what the page showed any more."""
    data = form.cleaned_data
    article.version = data["version"]
    if action.is_reason_required and not data["reason"]:
        raise NotPossible(REASON_REQUIRED)
    return perform(
        action.key,
        article,
        by=by,
        at=parse_time(data["at"]) if data["at"] and "at" in action.asks else None,
        person=_colleague(data["to"]) if "person" in action.asks else None,
        reason=data["reason"],
    )


def _colleague(name: str) -> User | None:
    """Return the active user of a name, None for an empty one."""
    if not name:
        return None
    found = User.objects.filter(username=name, is_active=True).first()
    if found is None:
        raise NotPossible(f"There is no user “{name}”.")
    return found


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
    form = ActionForm(request.POST)
    return int(form.cleaned_data["version"]) if form.is_valid() else 0


def _answer(
    request: HttpRequest,
    article: Article,
    act: Callable[[], tuple[str, Event | None]],
) -> HttpResponse:
    """Do something to an article, and go back to its page with a message about it."""
    try:
        text, event = act()
    except WorkflowError as error:
        messages.error(request, str(error))
    else:
        message = with_undo(request, text, event) if event else text
        messages.success(request, message)
    return HttpResponseRedirect(change_url(article))
