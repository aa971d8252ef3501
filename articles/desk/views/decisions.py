"""What the keys send: decisions, their taking back, their reasons.

Each answers a form with the way to the next draft, and the desk's script with what comes next.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from articles.db.query_batch import AskedTogether
from articles.desk.access import current_user, is_fragment, parse_id, parse_ids, staff_page
from articles.desk.queue import Queue, Stretch, find_place, queue_of, stretch
from articles.desk.steps import (
    KEYS,
    Step,
    TakenBack,
    decide,
    settle_story,
    step_of,
    take_back_last,
    take_back_step,
    unexplained,
)
from articles.desk.views.review import ROWS, Ahead, address_after, address_at, ahead_of
from articles.models import Event, Verb
from articles.workflow.errors import NotAllowed, NotPossible, WorkflowError
from articles.workflow.rejection_notes import explain
from articles.workflow.undo_event import can_undo


@require_POST
@staff_page()
def decide_draft(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Do to a draft what one key says, and go on."""
    if key not in KEYS:
        raise Http404("There is no such key.")
    verb, act = KEYS[key]
    user, reason = current_user(request), request.POST.get("reason", "").strip()[:500]
    return attempt(
        request,
        pk,
        lambda: decide(
            pk, verb, version_in(request), by=user, act=lambda a: act(a, by=user, reason=reason)
        ),
    )


@require_POST
@staff_page()
def decide_story(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the lead of a story and set the others aside."""
    lead, *others = [_seen(value) for value in request.POST.getlist("seen")] or [_seen("")]
    return attempt(
        request, pk, lambda: settle_story(lead, others, by=current_user(request)).event, story=True
    )


@require_POST
@staff_page()
def undo(request: HttpRequest) -> HttpResponse:
    """Take back the last step, on whatever page it was made, and show the draft again."""
    queue = queue_of(request)
    try:
        back = take_back_last(current_user(request))
    except NotPossible as error:
        return refuse(request, queue, str(error), _back_to(request, queue))
    return _taken_back(request, queue, back)


@require_POST
@staff_page()
def undo_step(request: HttpRequest, event: int) -> HttpResponse:
    """Take back one step of one's own, from the list of what one decided."""
    found = get_object_or_404(Event.objects.select_related("article"), pk=event)
    if not can_undo(found, current_user(request)):
        raise NotAllowed("Only whoever decided, or a managing editor, takes this back.")
    queue, step = queue_of(request), step_of(found)
    try:
        if not step.events:
            raise NotPossible(f"This was taken back already: “{found.article.title}”.")
        take_back_step(step, by=current_user(request))
    except WorkflowError as error:
        return refuse(request, queue, str(error), _back_to(request, queue))
    return _taken_back(request, queue, TakenBack(step, []))


@require_POST
@staff_page()
def give_reason(request: HttpRequest, event: int) -> HttpResponse:
    """Say why a draft was rejected, after it was."""
    found = get_object_or_404(Event, pk=event)
    queue = queue_of(request)
    reason = request.POST.get("reason") or request.POST.get("typed", "")
    try:
        explain(found, reason, by=current_user(request))
    except NotPossible as error:
        return refuse(request, queue, str(error), _back_to(request, queue))
    if is_fragment(request):
        return render(request, "desk/_reason_saved.html", {"reason": found.reason})
    messages.success(request, f"The history says why: {found.reason}.")
    return HttpResponseRedirect(_back_to(request, queue))


def attempt(
    request: HttpRequest,
    pk: int,
    act: Callable[[], Event],
    *,
    story: bool = False,
    stay: bool = False,
) -> HttpResponse:
    """Do something to a draft and answer with what comes next, or with why it was not done."""
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
    """Answer that a step was done."""
    asks_why = step.event.verb == Verb.REJECTED and not step.event.reason
    if is_fragment(request):
        context = {
            "step": step,
            "text": f"{step.in_words()}.",
            "ahead": _what_follows(request, queue, pk),
            "queue": queue,
            "why": unexplained(step.event.pk, current_user(request), AskedTogether())()
            if asks_why
            else None,
        }
        return render(request, "desk/_decision_result.html", context)
    messages.success(request, f"{step.in_words()}.")
    address = address_at(queue, pk) if stay else address_after(queue, pk)
    return HttpResponseRedirect(f"{address}&why={step.event.pk}" if asks_why else address)


def refuse(
    request: HttpRequest,
    queue: Queue,
    problem: str,
    address: str,
    status: HTTPStatus = HTTPStatus.CONFLICT,
) -> HttpResponse:
    """Answer that nothing was done, and why."""
    if is_fragment(request):
        return render(request, "desk/_error.html", {"problem": problem}, status=status)
    messages.error(request, problem)
    return HttpResponseRedirect(address or address_at(queue, 0))


def version_in(request: HttpRequest) -> int:
    """Return the version that the reviewer saw; whoever sends none saw nothing."""
    version = parse_id(request.POST.get("version", ""))
    if version is None:
        raise BadRequest("The form did not say which version it showed.")
    return version


def _seen(value: str) -> dict[str, int]:
    pk, version = map(parse_id, value.partition(":")[::2])
    if pk is None or version is None:
        raise BadRequest("The form did not say which articles it showed.")
    return {"pk": pk, "version": version}


def _what_follows(request: HttpRequest, queue: Queue, pk: int) -> Ahead:
    """What the script needs next: from what it shows now on, or behind what was decided."""
    at = request.POST.get("at", "")
    place = find_place(at or str(pk), queue.rules)
    found = stretch(queue, ROWS, place, inclusive=bool(at))
    return ahead_of(request, queue, found, known=parse_ids(request.POST.getlist("have")))


def _taken_back(request: HttpRequest, queue: Queue, back: TakenBack) -> HttpResponse:
    article = back.step.event.article
    text = f"Taken back: {back.step.in_words()}."
    if is_fragment(request):
        found = stretch(queue, ROWS, find_place(str(article.pk), queue.rules))
        keys = [article.pk, *(pk for pk in found.keys if pk != article.pk)]
        known = set(parse_ids(request.POST.getlist("have"))) - {article.pk}
        ahead = ahead_of(request, queue, Stretch(keys, found.counted), known=known)
        context = {"text": text, "passed_over": back.passed_over, "ahead": ahead, "queue": queue}
        return render(request, "desk/_decision_result.html", context)
    messages.success(request, text)
    for problem in back.passed_over:
        messages.warning(request, problem)
    wanted = request.POST.get("next", "")
    return HttpResponseRedirect(_back_to(request, queue) if wanted else address_at(queue, article))


def _back_to(request: HttpRequest, queue: Queue) -> str:
    """Where a form wants to go back to, if that is here; or else where the queue is."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    at = request.POST.get("at", "")
    return f"{reverse('desk:queue')}?{queue.address(at=at) if at else queue.query}"
