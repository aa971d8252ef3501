"""Bulk actions on what a list or the review desk shows, or on selected articles: confirm, start.

list, desk -- action, articles --> this page -- arguments, the number shown --> a bulk action
"""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from articles.admin.base.fields import MomentField, TextField
from articles.admin.publishing.threshold import threshold_url
from articles.bulk_actions.args import bulk_action
from articles.bulk_actions.forecast import Forecast, forecast, possible_for
from articles.bulk_actions.runs import start_bulk_action
from articles.desk.access import current_user, parse_id, staff_page
from articles.desk.new_names import NewName, new_names
from articles.desk.queue import queue_of
from articles.jobs.background import enqueue
from articles.listing.fields import ME, UNASSIGNED, AssigneeField
from articles.listing.filter_form import suggesting
from articles.listing.filters import ArticleFilter
from articles.models import Article, ArticleQuerySet, RejectionReason, Status, User
from articles.workflow.action import Action
from articles.workflow.actions import ACTIONS
from articles.workflow.errors import NotPossible, WorkflowError

MAX_SELECTED = 400
"""As many as fit into the address of the threshold page."""
MAX_QUERY_LENGTH = 4_000
SHOWN = 20
BY_THRESHOLD = "threshold"
"""Not done here: it opens the threshold page for the articles."""
LIST = "admin:articles_article_changelist"


class SelectionError(Exception):
    """The form names no articles; the message says what to do about it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The articles of a form, and the query of their list; `ids` are the ticked ones, if any.

    `is_of_desk` says that the list is the review desk, `is_unfiltered` that at most the status and
    claims narrow it.
    """

    articles: ArticleQuerySet
    query: str
    ids: list[int] = field(default_factory=list)
    is_of_desk: bool = False
    is_unfiltered: bool = False

    @property
    def fields(self) -> list[tuple[str, Any]]:
        """What the page sends on, to choose the same again."""
        which = [("which", "ticked" if self.ids else "all")]
        ticked = [("chosen", pk) for pk in self.ids]
        return [("queue" if self.is_of_desk else "query", self.query), *which, *ticked]


class DetailsForm(forms.Form):
    """The arguments of an action; it has only the fields that the action asks for.

    With `count` the person types the number of articles, as a second thought.
    """

    to = AssigneeField(label="To whom", max_length=150, help_text="A username, me, or none.")
    topic = TextField(label="Topic", max_length=200, required=True)
    at = MomentField(label="When")
    reason = TextField(label="Reason, for the history", max_length=500)
    count = forms.IntegerField()

    def __init__(self, action: Action, data: Any = None, *, count: int | None = None) -> None:
        super().__init__(data, label_suffix="")
        self._count = count
        self.new_names: list[NewName] = []
        self._creates = action.key == "add_topic"
        wanted = {"to" if name == "person" else name for name in action.asks}
        if action.takes_reason:
            wanted.add("reason")
        if count is not None:
            wanted.add("count")
            self.fields["count"].label = f"There is no filter. Type {count} to confirm"
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
            if action.is_reason_required:
                self.fields["reason"].label = "Reason, for the history (required)"
        if "topic" in self.fields:
            self.fields["topic"].widget.attrs |= suggesting("topic", "topics")
        if "to" in self.fields:
            self.fields["to"].widget.attrs |= suggesting("person", "people")

    def clean_count(self) -> None:
        if self.cleaned_data["count"] != self._count:
            raise forms.ValidationError(f"This is not {self._count}.")

    def clean_topic(self) -> str:
        topic: str = self.cleaned_data["topic"]
        if self._creates:
            self.new_names = new_names("topic", [topic], self.data)
            if questions := [new.question for new in self.new_names if not new.is_confirmed]:
                raise ValidationError(questions)
        return topic

    def details(self, user: User) -> dict[str, Any]:
        """Return the arguments as a bulk action stores them."""
        names = self.cleaned_data.keys() - {"count"}
        data = {name: value for name in names if (value := self.cleaned_data[name])}
        if "to" in data:
            who = data.pop("to")
            who = {ME: user, UNASSIGNED: None}.get(who, who)
            data["person"] = who.pk if isinstance(who, User) else None
        return data


@staff_page("view_article")
@require_POST
def bulk_view(request: HttpRequest) -> HttpResponse:
    """Show what the bulk action will do; start it when it is confirmed."""
    user, key = current_user(request), request.POST.get("act", "")
    try:
        choice = _choice(request)
        if key == BY_THRESHOLD and user.has_perm("articles.publish_article"):
            ids, query = "-".join(map(str, choice.ids)), choice.query or "status=draft"
            return HttpResponseRedirect(threshold_url(**({"ids": ids} if ids else {"list": query})))
        action = _allowed(bulk_action(key), user)
    except (SelectionError, NotPossible) as error:
        messages.error(request, str(error))
        return _back(request)
    found = forecast(choice.articles, action, user)
    data = request.POST if "start" in request.POST else None
    form = DetailsForm(action, data, count=found.likely if choice.is_unfiltered else None)
    problem = ""
    if form.is_valid():
        try:
            return _start(request, choice, action, form)
        except WorkflowError as error:
            problem = str(error)
    return _ask(request, choice, action, found, {"form": form, "problem": problem})


def _allowed(action: Action, user: User) -> Action:
    if not action.in_menu:
        raise NotPossible("Choose an action.")
    if not action.is_allowed(user):
        raise NotPossible(f"Your role does not allow “{action.label}”.")
    return action


def _back(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(_address(request))


def _address(request: HttpRequest) -> str:
    """Return the address of the list that the form came from."""
    sent = request.POST
    page = reverse("desk:queue" if "queue" in sent else LIST)
    query = sent.get("queue", sent.get("query", ""))[:MAX_QUERY_LENGTH]
    return f"{page}?{QueryDict(query).urlencode()}".removesuffix("?")


def _choice(request: HttpRequest) -> Choice:
    """Return the articles that the form names, or raise SelectionError."""
    query = request.POST.get("queue", request.POST.get("query", ""))
    if len(query) > MAX_QUERY_LENGTH:  # cut short, it would mean more articles
        raise SelectionError("This filter is too long. Use a shorter one. Nothing was changed.")
    is_of_desk = "queue" in request.POST
    if is_of_desk or request.POST.get("which") == "all":
        queue = queue_of(request) if is_of_desk else None
        found = queue.filter if queue else ArticleFilter(QueryDict(query), request=request)
        if not found.is_valid():
            raise SelectionError("One of the filters is invalid. Fix it and try again.")
        is_unfiltered = not set(found.params) - {"status", "claimed"}
        articles = queue.articles if queue else found.qs
        return Choice(articles, query, is_of_desk=is_of_desk, is_unfiltered=is_unfiltered)
    ids = [pk for pk in map(parse_id, request.POST.getlist("chosen")) if pk is not None]
    if not ids:
        raise SelectionError("Tick some articles, or choose all that the filter shows.")
    if len(ids) > MAX_SELECTED:
        raise SelectionError(f"Tick at most {MAX_SELECTED} articles, or choose all.")
    return Choice(Article.objects.filter(pk__in=ids), query, ids)


def _start(request: HttpRequest, choice: Choice, action: Action, form: DetailsForm) -> HttpResponse:
    by = current_user(request)
    job = start_bulk_action(
        choice.articles,
        action.key,
        by=by,
        expected=parse_id(request.POST.get("expected", "")) or 0,
        details=form.details(by) | ({"list": "desk"} if choice.is_of_desk else {}),
        query=choice.query,
    )
    enqueue(job)
    return HttpResponseRedirect(reverse("admin:articles_bulkaction_change", args=[job.pk]))


def _ask(
    request: HttpRequest, choice: Choice, action: Action, found: Forecast, more: dict[str, Any]
) -> HttpResponse:
    user, what = current_user(request), described(action, found.likely)
    likely = possible_for(choice.articles, action, user).select_related("provider")
    context = {
        **more,
        "title": f"{what}?",
        "button": what,
        "back": _address(request),
        "send_to": reverse("admin:articles_article_bulk"),
        "list_name": "Review desk" if choice.is_of_desk else "Articles",
        "crumb": action.label,
        "expected": found.total,
        "action": action,
        "fields": [("act", action.key), *choice.fields],
        "forecast": found,
        "some": likely.newest_first()[:SHOWN],
        "others": max(0, found.likely - SHOWN),
        "reasons": RejectionReason.objects.filter(is_offered=True)
        if action.is_reason_required
        else [],
    }
    return TemplateResponse(request, "admin/bulk_actions/confirm.html", context)


def described(action: Action, number: int) -> str:
    """Return what the bulk action does, as its button says it: "Reject 94 drafts"."""
    noun = "draft" if action.sources == {Status.DRAFT} else "article"
    label = f"{action.label}:" if " " in action.label else action.label
    return f"{label} {number:,} {noun}{'' if number == 1 else 's'}"


def allowed_actions(user: User) -> list[Action]:
    """Return the bulk actions that the user's role allows, for the list's menu."""
    return [a for a in ACTIONS if a.in_bulk and a.in_menu and a.is_allowed(user)]
