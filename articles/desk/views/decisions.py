"""Decisions by key or button: decide, undo, and reasons for rejections.

A form is answered with a redirect to the next draft, the script with the fragment of what is next.
"""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from articles.desk.access import current_user, is_fragment, parse_id, parse_ids, staff_page
from articles.desk.queue import Queue, claim_slice, find_start, queue_of
from articles.desk.steps import (
    ASKS_WHY,
    SHORTCUT_ACTIONS,
    Step,
    UndoneStep,
    decide,
    pending_reason,
    step_of,
    take_back_last,
    take_back_step,
)
from articles.desk.views.review import ROWS, Upcoming, address_after, address_at, upcoming
from articles.models import Article, Event, Status
from articles.workflow.errors import NotAllowed, NotPossible, WorkflowError
from articles.workflow.passing import pass_on
from articles.workflow.rejection_notes import add_reason
from articles.workflow.transitions import perform
from articles.workflow.undo_event import can_undo


@require_POST
@staff_page()
def decide_draft(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Decide a draft by one key, and go to the next."""
    if key not in SHORTCUT_ACTIONS:
        raise Http404("There is no such action.")
    user, reason = current_user(request), request.POST.get("reason", "").strip()[:500]
    return attempt(
        request,
        pk,
        lambda: decide(
            pk,
            SHORTCUT_ACTIONS[key].event,
            version_in(request),
            by=user,
            act=lambda article: perform(key, article, by=user, reason=reason),
        ),
    )


@require_POST
@staff_page()
def pass_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a draft out of the user's own queue for a day, and go to the next."""
    article, queue = get_object_or_404(Article, pk=pk), queue_of(request)
    text = f"“{article}” was decided already."
    if article.status == Status.DRAFT:
        pass_on(article, by=current_user(request))
        text = f"“{article}” passed: out of your queue for a day."
    return answer(request, queue, pk, text, address_after(queue, pk))


@require_POST
@staff_page()
def undo(request: HttpRequest) -> HttpResponse:
    """Undo the last step of the user, and show its draft again."""
    queue = queue_of(request)
    try:
        back = take_back_last(current_user(request))
    except NotPossible as error:
        return refuse(request, queue, str(error), back_to(request, queue))
    return _undone(request, queue, back)


@require_POST
@staff_page()
def undo_step(request: HttpRequest, event: int) -> HttpResponse:
    """Undo one step, from the list of decisions."""
    found = get_object_or_404(Event.objects.select_related("article"), pk=event)
    if not can_undo(found, current_user(request)):
        raise NotAllowed("Only the person who decided, or a managing editor, can undo this.")
    queue, step = queue_of(request), step_of(found)
    try:
        if not step.events:
            raise NotPossible(f"This was already undone: “{found.article.title}”.")
        take_back_step(step, by=current_user(request))
    except WorkflowError as error:
        return refuse(request, queue, str(error), back_to(request, queue))
    return _undone(request, queue, UndoneStep(found.article, step.describe(), []))


@require_POST
@staff_page()
def give_reason(request: HttpRequest, event: int) -> HttpResponse:
    """Add the reason of a rejection."""
    found = get_object_or_404(Event, pk=event)
    queue = queue_of(request)
    reason = request.POST.get("typed", "").strip() or request.POST.get("reason", "")
    try:
        add_reason(found, reason, by=current_user(request))
    except NotPossible as error:
        return refuse(request, queue, str(error), back_to(request, queue))
    if is_fragment(request):
        return render(request, "desk/_reason_saved.html", {"reason": found.reason})
    messages.success(request, f"Reason saved: {found.reason}.")
    return HttpResponseRedirect(back_to(request, queue))


def attempt(
    request: HttpRequest,
    pk: int,
    act: Callable[[], Event],
    *,
    story: bool = False,
    stay: bool = False,
) -> HttpResponse:
    """Call `act` and answer with what is next, or with the reason why it failed."""
    queue = queue_of(request)
    try:
        event = act()
    except NotAllowed as error:
        if is_fragment(request):
            return refuse(request, queue, str(error), "", status=HTTPStatus.FORBIDDEN)
        raise
    except WorkflowError as error:
        return refuse(request, queue, str(error), address_at(queue, pk))
    step = step_of(event) if story else Step([event])
    return done(request, queue, step, pk, stay=stay)


def done(
    request: HttpRequest, queue: Queue, step: Step, pk: int, *, stay: bool = False
) -> HttpResponse:
    """Answer that a step succeeded."""
    asks_why = step.event.verb in ASKS_WHY and not step.event.reason
    if is_fragment(request):
        context = {
            "step": step,
            "text": f"{step.describe()}.",
            "upcoming": _next(request, queue, pk),
            "queue": queue,
            "why": pending_reason(step.event.pk, current_user(request)) if asks_why else None,
        }
        return render(request, "desk/_decision_result.html", context)
    messages.success(request, f"{step.describe()}.")
    address = address_at(queue, pk) if stay else address_after(queue, pk)
    return HttpResponseRedirect(f"{address}&why={step.event.pk}" if asks_why else address)


def answer(request: HttpRequest, queue: Queue, pk: int, text: str, address: str) -> HttpResponse:
    """Answer with what was done that is no event: the script gets what is next."""
    if is_fragment(request):
        context = {"text": text, "upcoming": _next(request, queue, pk), "queue": queue}
        return render(request, "desk/_decision_result.html", context)
    messages.success(request, text)
    return HttpResponseRedirect(address)


def refuse(
    request: HttpRequest,
    queue: Queue,
    problem: str,
    address: str,
    status: HTTPStatus = HTTPStatus.CONFLICT,
) -> HttpResponse:
    """Answer that nothing was done, with the reason."""
    if is_fragment(request):
        return render(request, "desk/_error.html", {"problem": problem}, status=status)
    messages.error(request, problem)
    return HttpResponseRedirect(address or address_at(queue, 0))


def version_in(request: HttpRequest) -> int:
    """Return the version that the reviewer saw. Raise BadRequest without one."""
    version = parse_id(request.POST.get("version", ""))
    if version is None:
        raise BadRequest("The form has no version.")
    return version


def _next(request: HttpRequest, queue: Queue, pk: int) -> Upcoming:
    """Return the drafts from the one that the script shows now, or after the decided one."""
    at = request.POST.get("at", "")
    found = claim_slice(queue, ROWS, find_start(queue, at or str(pk)), inclusive=bool(at))
    return upcoming(queue, found, known=parse_ids(request.POST.getlist("have")))


def _undone(request: HttpRequest, queue: Queue, back: UndoneStep) -> HttpResponse:
    article, text = back.article, f"Undone: {back.text}."
    if is_fragment(request):
        found = claim_slice(queue, ROWS, find_start(queue, str(article.pk)))
        keys = [article.pk, *(pk for pk in found.keys if pk != article.pk)]
        known = set(parse_ids(request.POST.getlist("have"))) - {article.pk}
        shown = upcoming(queue, replace(found, keys=keys), known=known)
        context = {"text": text, "skipped": back.skipped, "upcoming": shown, "queue": queue}
        return render(request, "desk/_decision_result.html", context)
    messages.success(request, text)
    for problem in back.skipped:
        messages.warning(request, problem)
    wanted = request.POST.get("next", "")
    return HttpResponseRedirect(
        back_to(request, queue) if wanted else address_at(queue, article.pk)
    )


def back_to(request: HttpRequest, queue: Queue) -> str:
    """Return the page that a form names in `next`, if it is on this site, or the queue."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    at = request.POST.get("at", "")
    return f"{reverse('desk:queue')}?{queue.address(at=at) if at else queue.query}"
