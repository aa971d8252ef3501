"""Bulk actions on what the list shows, or on the selected articles: confirm, then start.

list -- action, articles --> this page -- arguments, the number shown --> a bulk action
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from articles.admin.articles.filter_form import suggesting
from articles.admin.base.fields import MomentField, TextField
from articles.admin.publishing.threshold import threshold_url
from articles.bulk_actions.args import bulk_action
from articles.bulk_actions.forecast import forecast
from articles.bulk_actions.runs import start_bulk_action
from articles.desk.access import current_user, parse_id, staff_page
from articles.desk.new_names import NewName, new_names
from articles.jobs.tasks import enqueue
from articles.listing.fields import ME, UNASSIGNED, AssigneeField
from articles.listing.filters import ArticleFilter
from articles.models import Article, ArticleQuerySet, RejectionReason, User
from articles.workflow.actions import ACTIONS, Action
from articles.workflow.errors import NotPossible, WorkflowError

MAX_SELECTED = 400
"""As many as fit into the address of the threshold page."""
MAX_QUERY_LENGTH = 4_000
SHOWN = 5
BY_THRESHOLD = "threshold"
"""Not done here: it opens the threshold page for the articles."""
LIST = "admin:articles_article_changelist"


class SelectionError(Exception):
    """The form names no articles or no action; the message says what to do about it."""


@dataclass(frozen=True, slots=True)
class Selection:
    """An action and the articles to do it to; `ids` are those that were ticked, if any were."""

    action: Action
    articles: ArticleQuerySet
    query: str
    ids: list[int]

    @property
    def fields(self) -> list[tuple[str, Any]]:
        """What the page sends on, to choose the same again."""
        which = [("which", "ticked" if self.ids else "all")]
        ticked = [("chosen", pk) for pk in self.ids]
        return [("act", self.action.key), ("query", self.query), *which, *ticked]


class DetailsForm(forms.Form):
    """The arguments of an action; it has only the fields that the action asks for."""

    person = AssigneeField(label="To whom", max_length=150)
    topic = TextField(label="Topic", max_length=200, required=True)
    at = MomentField(label="When")
    reason = TextField(label="Reason, for the history", max_length=500)

    def __init__(self, action: Action, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.new_names: list[NewName] = []
        self._creates = action.key == "add_topic"
        wanted = {*action.asks, *(["reason"] if action.takes_reason else [])}
        for name in [*self.fields]:
            if name not in wanted:
                del self.fields[name]
            else:
                self.fields[name].widget.attrs |= {"class": "input", "autocomplete": "off"}
        self._configure_widgets(action)

    def _configure_widgets(self, action: Action) -> None:
        if "reason" in self.fields:
            self.fields["reason"].widget.attrs["list"] = "reasons"
            self.fields["reason"].required = action.is_reason_required
        if "topic" in self.fields:
            self.fields["topic"].widget.attrs |= suggesting("topic", "topics")
        if "person" in self.fields:
            self.fields["person"].widget.attrs |= suggesting("person", "people")
            self.fields["person"].help_text = "A username, me, or none."

    def clean_topic(self) -> str:
        topic: str = self.cleaned_data["topic"]
        if self._creates:
            self.new_names = new_names("topic", [topic], self.data)
            if questions := [new.question for new in self.new_names if not new.is_confirmed]:
                raise ValidationError(questions)
        return topic

    def details(self, user: User) -> dict[str, Any]:
        """Return the arguments as a bulk action stores them."""
        data = {name: value for name, value in self.cleaned_data.items() if value}
        if "person" in data:
            who = {ME: user, UNASSIGNED: None}.get(data["person"], data["person"])
            data["person"] = who.pk if isinstance(who, User) else None
        return data


@staff_page("view_article")
@require_POST
def bulk_view(request: HttpRequest) -> HttpResponse:
    """Show what the bulk action will do; start it when it is confirmed."""
    back = f"{reverse(LIST)}?{request.POST.get('query', '')[:MAX_QUERY_LENGTH]}".removesuffix("?")
    try:
        can_publish = current_user(request).has_perm("articles.publish_article")
        if request.POST.get("act") == BY_THRESHOLD and can_publish:
            _, query, ids = _articles(request)
            limits = {"ids": "-".join(map(str, ids))} if ids else {"list": query or "status=draft"}
            return HttpResponseRedirect(threshold_url(**limits))
        selection = read_selection(request)
    except SelectionError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(back)
    is_sent = "start" in request.POST
    form = DetailsForm(selection.action, *([request.POST] if is_sent else []))
    problem = ""
    if is_sent and form.is_valid():
        try:
            return _start(request, selection, form)
        except WorkflowError as error:
            problem = str(error)
    return _ask(request, selection, form, {"problem": problem, "back": back})


def read_selection(request: HttpRequest) -> Selection:
    """Return what the list or this page sent, or raise SelectionError."""
    try:
        action = bulk_action(request.POST.get("act", ""))
    except NotPossible as error:
        raise SelectionError(str(error)) from error
    if not action.is_allowed(current_user(request)):
        raise SelectionError(f"Your role does not allow “{action.label}”.")
    return Selection(action, *_articles(request))


def _articles(request: HttpRequest) -> tuple[ArticleQuerySet, str, list[int]]:
    """Return the articles, the list's query, and the keys that were ticked."""
    query = request.POST.get("query", "")
    if len(query) > MAX_QUERY_LENGTH:  # cut short, it would mean more articles
        raise SelectionError("This filter is too long. Use a shorter one. Nothing was changed.")
    if request.POST.get("which") == "all":
        articles = ArticleFilter(QueryDict(query), request=request)
        if not articles.is_valid():
            raise SelectionError("One of the filters is invalid. Fix it and try again.")
        return articles.qs, query, []
    ids = [pk for pk in map(parse_id, request.POST.getlist("chosen")) if pk is not None]
    if not ids:
        raise SelectionError("Tick some articles, or choose all that the filter shows.")
    if len(ids) > MAX_SELECTED:
        raise SelectionError(f"Tick at most {MAX_SELECTED} articles, or choose all.")
    return Article.objects.filter(pk__in=ids), query, ids


def _start(request: HttpRequest, selection: Selection, form: DetailsForm) -> HttpResponse:
    by = current_user(request)
    job = start_bulk_action(
        selection.articles,
        selection.action.key,
        by=by,
        expected=parse_id(request.POST.get("expected", "")) or 0,
        details=form.details(by),
        query=selection.query,
    )
    enqueue(job)
    return HttpResponseRedirect(reverse("admin:articles_bulkaction_change", args=[job.pk]))


def _ask(
    request: HttpRequest, selection: Selection, form: DetailsForm, more: dict[str, Any]
) -> HttpResponse:
    found = forecast(selection.articles, selection.action, current_user(request))
    of = "ticked" if selection.ids else "shown"
    context = {
        **more,
        "title": f"{selection.action.label}: {found.likely:,} of {found.total:,} {of}?",
        "button": f"{selection.action.label} ({found.likely:,})",
        "send_to": reverse("admin:articles_article_bulk"),
        "list_name": "Articles",
        "crumb": selection.action.label,
        "expected": found.total,
        "action": selection.action,
        "fields": selection.fields,
        "form": form,
        "forecast": found,
        "some": selection.articles.select_related("provider").newest_first()[:SHOWN],
        "others": max(0, found.total - SHOWN),
        "reasons": RejectionReason.objects.filter(is_offered=True)
        if selection.action.is_reason_required
        else [],
    }
    return TemplateResponse(request, "admin/bulk_actions/confirm.html", context)


def allowed_actions(user: User) -> list[Action]:
    """Return the bulk actions that the user's role allows, for the list's menu."""
    return [a for a in ACTIONS if a.in_bulk and a.in_menu and a.is_allowed(user)]
