"""Conflicts of a draft: compare the editor's version with the source's, and choose."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from articles.desk.access import current_user, is_fragment, parse_ids, staff_page
from articles.desk.display import ConflictDisplay, conflict_display
from articles.desk.queue import queue_of
from articles.desk.steps import Step, decide
from articles.desk.views.decisions import attempt, version_in
from articles.desk.views.dialogs import find_draft, render_dialog
from articles.models import Article, Conflict, Event, Resolution, User, Verb
from articles.workflow.edit import current_values
from articles.workflow.errors import NotAllowed, NotPossible, WorkflowError
from articles.workflow.resolve_conflicts import chosen, resolve_all_conflicts, resolve_conflict

PERMISSION = "articles.resolve_conflict"


@require_http_methods(["GET", "POST"])
@staff_page()
def resolve_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the open conflicts of a draft; resolve one of them, or all."""
    if request.method == "GET":
        return _show(request, pk)
    user, seen, named = current_user(request), version_in(request), _conflict_in(request)
    try:
        resolution = chosen(request.POST.get("choice", ""))
        event = resolve_as_seen(pk, seen, resolution, conflicts=named, by=user)
    except WorkflowError as error:
        return _show(request, pk, HTTPStatus.CONFLICT, str(error))
    except NotAllowed as error:
        return _show(request, pk, HTTPStatus.FORBIDDEN, str(error))
    return _resolved(request, pk, event)


def _conflict_in(request: HttpRequest) -> list[int]:
    """Return the conflict that a form names; none means all."""
    said = request.POST.getlist("conflict")
    named = parse_ids(said, 1)
    if said and not named:
        raise BadRequest("The form has no valid conflict.")
    return named


def resolve_as_seen(
    pk: int, version: int, resolution: Resolution, *, conflicts: list[int], by: User
) -> Event:
    """Resolve one conflict of a draft, or all if none is named, in the version that was seen.

    A repeated request returns the event of the first. Raise NotPossible, Stale, NotAllowed.
    """
    named = Conflict.objects.filter(article=pk, pk__in=conflicts).first()
    if conflicts and named is None:
        raise NotPossible("This conflict was deleted: an import was undone.")

    def act(article: Article) -> Event:
        if named:
            return resolve_conflict(named, resolution, by=by, version=version)
        return resolve_all_conflicts(article, resolution, by=by)

    def is_same(event: Event) -> bool:
        if set(event.before) != {named.field} if named else _open_of(pk).exists():
            return False
        ended = Conflict.objects.filter(article=pk, resolved_at=event.at, field__in=event.before)
        return set(ended.values_list("resolution", flat=True)) == {resolution}

    return decide(pk, Verb.RESOLVED, version, by=by, act=act, is_same=is_same)


def _resolved(request: HttpRequest, pk: int, event: Event) -> HttpResponse:
    """Stay at the draft; without the script, show its other open conflicts."""
    queue = queue_of(request)
    if not is_fragment(request) and _open_of(pk).exists():
        messages.success(request, f"{Step([event]).describe()}.")
        return HttpResponseRedirect(f"{reverse('desk:resolve', args=[pk])}?{queue.query}")
    return attempt(request, pk, lambda: event, stay=True)


def _show(
    request: HttpRequest, pk: int, status: HTTPStatus = HTTPStatus.OK, problem: str = ""
) -> HttpResponse:
    article = find_draft(pk)
    context: dict[str, Any] = {
        "conflicts": _displayed(article),
        "may_resolve": current_user(request).has_perm(PERMISSION),
        "problem": problem,
    }
    return render_dialog(request, "conflicts", article, status=status, **context)


def _displayed(article: Article) -> list[ConflictDisplay]:
    conflicts = list(_open_of(article.pk).order_by("field"))
    values = current_values(article, [conflict.field for conflict in conflicts])
    return [conflict_display(conflict, values) for conflict in conflicts]


def _open_of(pk: int) -> Any:
    return Conflict.objects.unresolved().filter(article=pk)
