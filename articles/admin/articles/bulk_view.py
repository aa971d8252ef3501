"""One verb on what the filter shows, or on what is ticked: look at it once more, then start.

list -- verb, articles --> this page -- details, the number that was shown --> a batch
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.admin.articles.bulk_actions import ACTS, Act, outlook
from articles.admin.articles.filter_form import suggesting
from articles.admin.base.fields import MomentField, TextField
from articles.admin.publishing.threshold import publish_by_threshold
from articles.bulk_actions.runs import start_batch
from articles.desk.access import current_user, parse_id
from articles.jobs.tasks import enqueue
from articles.listing.fields import ME, UNASSIGNED, AssigneeField
from articles.listing.filters import ArticleFilter
from articles.models import Article, ArticleQuerySet, RejectionReason, User, Verb
from articles.workflow.errors import WorkflowError

MOST_TICKED = 500
MOST_LETTERS = 4_000
SHOWN = 5
BY_THRESHOLD = "threshold"
"""Not done here: it opens the threshold page for the articles."""
LIST = "admin:articles_article_changelist"


class NotChosen(Exception):
    """What was sent names no articles or nothing to do; the words say what to do about it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be done to which articles. `ids` are those that were ticked, if any were."""

    act: Act
    articles: ArticleQuerySet
    query: str
    ids: list[int]

    @property
    def fields(self) -> list[tuple[str, Any]]:
        """What the page sends on, to choose the same again."""
        which = [("which", "ticked" if self.ids else "all")]
        ticked = [("chosen", pk) for pk in self.ids]
        return [("act", self.act.key), ("query", self.query), *which, *ticked]


class DetailsForm(forms.Form):
    """What a verb has to be told; only what the verb asks for is there."""

    person = AssigneeField(label="To whom", max_length=150)
    topic = TextField(label="Topic", max_length=200, required=True)
    at = MomentField(label="When")
    reason = TextField(label="Reason, for the history", max_length=500)

    def __init__(self, act: Act, *arguments: Any) -> None:
        super().__init__(*arguments)
        for name in [*self.fields]:
            if name not in act.asks:
                del self.fields[name]
            else:
                self.fields[name].widget.attrs |= {"class": "input", "autocomplete": "off"}
        self._dress(act)

    def _dress(self, act: Act) -> None:
        if "reason" in self.fields:
            self.fields["reason"].widget.attrs["list"] = "reasons"
            self.fields["reason"].required = act.verb == Verb.REJECTED
        if "topic" in self.fields:
            self.fields["topic"].widget.attrs |= suggesting("topic", "topics")
        if "person" in self.fields:
            self.fields["person"].widget.attrs |= suggesting("person", "people")
            self.fields["person"].help_text = "A username, me, or none."

    def details(self, user: User) -> dict[str, Any]:
        """Return the details as a batch keeps them."""
        data = {name: value for name, value in self.cleaned_data.items() if value}
        if "person" in data:
            who = {ME: user, UNASSIGNED: None}.get(data["person"], data["person"])
            data["person"] = who.pk if isinstance(who, User) else None
        return data


def bulk_page(request: HttpRequest, admin: Any) -> HttpResponse:
    """Ask once more, with the number of articles; start the batch when it is confirmed."""
    back = f"{reverse(LIST)}?{request.POST.get('query', '')[:MOST_LETTERS]}".removesuffix("?")
    try:
        if request.POST.get("act") == BY_THRESHOLD and admin.has_publish_permission(request):
            articles, *_ = _articles(request)
            return publish_by_threshold(request, articles) or HttpResponseRedirect(back)
        choice = read_choice(request)
    except NotChosen as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(back)
    is_sent = "start" in request.POST
    form = DetailsForm(choice.act, *([request.POST] if is_sent else []))
    problem = ""
    if is_sent and form.is_valid():
        try:
            return _start(request, choice, form)
        except WorkflowError as error:
            problem = str(error)
    context = admin.admin_site.each_context(request) | {"problem": problem, "back": back}
    return _ask(request, choice, form, context)


def read_choice(request: HttpRequest) -> Choice:
    """Return what the list or this page sent; NotChosen where it names nothing to do."""
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise NotChosen("Choose what to do with the articles.")
    if not act.is_allowed(current_user(request)):
        raise NotChosen(f"Your role does not let you {act.label.lower()} articles.")
    return Choice(act, *_articles(request))


def _articles(request: HttpRequest) -> tuple[ArticleQuerySet, str, list[int]]:
    """Return the articles that are meant, with the list's query and what was ticked."""
    query = request.POST.get("query", "")
    if len(query) > MOST_LETTERS:  # cut short, it would mean more articles
        raise NotChosen("This filter is too long. Use fewer words: nothing was done.")
    if request.POST.get("which") == "all":
        articles = ArticleFilter(QueryDict(query), request=request)
        if not articles.is_valid():
            raise NotChosen("One of the filters is invalid. Fix it and try again.")
        return articles.qs, query, []
    ids = [pk for pk in map(parse_id, request.POST.getlist("chosen")) if pk is not None]
    if not ids:
        raise NotChosen("Tick some articles, or choose all that the filter shows.")
    if len(ids) > MOST_TICKED:
        raise NotChosen(f"Tick at most {MOST_TICKED} articles, or choose all.")
    return Article.objects.filter(pk__in=ids), query, ids


def _start(request: HttpRequest, choice: Choice, form: DetailsForm) -> HttpResponse:
    by = current_user(request)
    details = form.details(by) | choice.act.details
    batch = start_batch(
        choice.articles,
        choice.act.verb,
        by=by,
        expected=parse_id(request.POST.get("expected", "")) or 0,
        details=details,
        query=choice.query,
    )
    enqueue(batch)
    return HttpResponseRedirect(reverse("admin:articles_batch_change", args=[batch.pk]))


def _ask(
    request: HttpRequest, choice: Choice, form: DetailsForm, more: dict[str, Any]
) -> HttpResponse:
    seen = outlook(choice.articles, choice.act, current_user(request))
    of = "ticked" if choice.ids else "shown"
    context = {
        **more,
        "title": f"{choice.act.label} {seen.likely:,} of {seen.total:,} {of}?",
        "button": f"{choice.act.label} {seen.likely:,}",
        "send_to": reverse("admin:articles_article_bulk"),
        "list_name": "Articles",
        "crumb": choice.act.label.removesuffix(" of"),
        "expected": seen.total,
        "opts": Article._meta,
        "act": choice.act,
        "fields": choice.fields,
        "form": form,
        "outlook": seen,
        "some": choice.articles.select_related("provider").newest_first()[:SHOWN],
        "others": max(0, seen.total - SHOWN),
        "reasons": RejectionReason.objects.filter(is_offered=True)
        if choice.act.verb == Verb.REJECTED
        else [],
    }
    return TemplateResponse(request, "admin/bulk_actions/confirm.html", context)
