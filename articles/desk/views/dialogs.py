"""Dialogs: edit, schedule and assign a draft.

The script shows a dialog inside the draft's panel; without the script it is a page.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from articles.desk.access import current_user, is_fragment, staff_page
from articles.desk.forms import AssignForm, EditForm, ScheduleForm, colleagues, times_to_offer
from articles.desk.queue import Queue, queue_of
from articles.desk.steps import decide, describe_event, last_change
from articles.desk.views.decisions import attempt, version_in
from articles.models import Article, Event, Status, Verb
from articles.workflow.edit import edit, values_at
from articles.workflow.errors import NotPossible, Stale
from articles.workflow.transitions import assign, schedule

FIELDS = ("title", "excerpt", "topics")


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that two users changed at the same time."""

    name: str
    before: str
    saved: str
    typed: str


@require_http_methods(["GET", "POST"])
@staff_page("review_article")
def schedule_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the publish time of a draft."""
    article = find_draft(pk)
    form = ScheduleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user, at = current_user(request), form.moment()
        return attempt(
            request,
            pk,
            lambda: decide(
                pk,
                Verb.SCHEDULED,
                version_in(request),
                by=user,
                act=lambda found: schedule(found, at=at, by=user),
                is_same=lambda event: event.after.get("scheduled_for") == at.isoformat(),
            ),
        )
    form.fields["typed"].widget.attrs |= {
        "required": True,
        "min": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
    }
    offered = times_to_offer(timezone.now())
    return render_dialog(request, "schedule", article, form=form, offered=offered)


@require_http_methods(["GET", "POST"])
@staff_page("review_article")
def assign_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the assignee of a draft."""
    article = find_draft(pk)
    form = AssignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user, to = current_user(request), form.cleaned_data["to"]
        name = to.get_username() if to else None
        return attempt(
            request,
            pk,
            lambda: decide(
                pk,
                Verb.ASSIGNED,
                version_in(request),
                by=user,
                act=lambda found: assign(found, to=to, by=user),
                is_same=lambda event: event.after.get("assigned_to") == name,
            ),
        )
    return render_dialog(
        request, "assign", article, form=form, colleagues=colleagues(current_user(request))
    )


@require_http_methods(["GET", "POST"])
@staff_page("change_article")
def edit_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit the title, excerpt and topics of a draft."""
    if request.method == "GET":
        article = find_draft(pk)
        form = EditForm(current_user(request), initial=_texts(article))
        return render_dialog(request, "edit", article, form=form, version=article.version)
    version = version_in(request)
    try:
        article, opened = _opened(pk, version)
    except Stale:  # saved by another user between the two queries
        article, opened = _opened(pk, version)
    values = _texts(article)
    form = EditForm(current_user(request), request.POST, initial=opened)
    if not form.is_valid():
        return render_dialog(request, "edit", article, form=form, version=version)
    is_as_seen = opened == values and article.status == Status.DRAFT
    if version != article.version and not is_as_seen:
        return _clash(request, article, form, opened, values)
    return _save(request, article, form, opened)


def _save(
    request: HttpRequest, article: Article, form: EditForm, opened: dict[str, str]
) -> HttpResponse:
    changes, reason = form.changes(), form.cleaned_data["reason"]
    try:
        event = edit(article, changes, by=current_user(request), reason=reason)
    except Stale:
        newest = find_draft(article.pk)
        return _clash(request, newest, form, opened, _texts(newest))
    except NotPossible as error:
        form.add_error(None, str(error))
        return render_dialog(request, "edit", article, form=form, version=article.version)
    if event is None:
        form.add_error(None, "Nothing was changed.")
        return render_dialog(request, "edit", article, form=form, version=article.version)
    event.article = article
    made: Event = event
    return attempt(request, article.pk, lambda: made, stay=True)


def _clash(
    request: HttpRequest,
    article: Article,
    form: EditForm,
    opened: dict[str, str],
    saved: dict[str, str],
) -> HttpResponse:
    """Show both versions after another user saved first, and the input on top of the new one.

    If only the status changed, the dialog says so.
    """
    changes = form.changes()
    typed = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in changes}
    both = [
        FieldConflict(name, opened[name], saved[name], typed[name])
        for name in changes
        if saved[name] != opened[name]
    ]
    moved = [
        FieldConflict(name, opened[name], saved[name], "")
        for name in FIELDS
        if name not in changes and saved[name] != opened[name]
    ]
    again = EditForm(current_user(request), initial=saved | typed)
    return render_dialog(
        request,
        "edit",
        article,
        form=again,
        version=article.version,
        both=both,
        moved=moved,
        meanwhile=describe_event(last_change([article.pk]).get(article.pk)),
        status=HTTPStatus.CONFLICT,
    )


def find_draft(pk: int) -> Article:
    """Return an article with provider and topics. Raise Http404."""
    articles = Article.objects.select_related("provider").prefetch_related("article_topics__topic")
    article = articles.filter(pk=pk).first()
    if article is None:
        raise Http404("This draft was deleted.")
    return article


def _texts(article: Article) -> dict[str, str]:
    topics = [row.topic.name for row in article.article_topics.all()]
    return {
        "title": article.title,
        "excerpt": article.excerpt,
        "topics": "\n".join(topics),
    }


def _opened(pk: int, version: int) -> tuple[Article, dict[str, str]]:
    """Return an article, and its texts in the version that the dialog showed. Raise Stale."""
    article = find_draft(pk)
    if version == article.version:
        return article, _texts(article)
    values = values_at(article, version)
    return article, {
        "title": values["title"],
        "excerpt": values["excerpt"],
        "topics": "\n".join(values["topics"]),
    }


def render_dialog(
    request: HttpRequest, name: str, article: Article, status: HTTPStatus | None = None, **more: Any
) -> HttpResponse:
    """Render a dialog: a fragment for the script, otherwise a page."""
    queue: Queue = queue_of(request)
    is_invalid = request.method == "POST"
    context = {"article": article, "queue": queue, "sheet": f"desk/dialogs/{name}.html", **more}
    context.setdefault("version", article.version)
    return render(
        request,
        context["sheet"] if is_fragment(request) else "desk/dialogs/page.html",
        context,
        status=status or (HTTPStatus.UNPROCESSABLE_ENTITY if is_invalid else HTTPStatus.OK),
    )
