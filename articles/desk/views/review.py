"""The desk's one screen: the queue beside the draft that is to be decided."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from articles.desk.access import current_user, parse_ids, staff_page
from articles.desk.panels import PANELS, Panel, Row, panels_of, read, rows_of
from articles.desk.queue import Queue, Stretch, find_place, queue_of, stretch, stretch_before
from articles.desk.queue_orders import Order, Place
from articles.desk.steps import Unexplained, last_change, told, unexplained
from articles.listing.fields import ME
from articles.models import Article

ROWS = 16
"""Drafts that the queue shows at once."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What lies before a reviewer: the rows of the queue, the panels of the first few."""

    queue: Queue
    stretch: Stretch
    rows: list[Row]
    panels: list[Panel]

    @property
    def panel(self) -> Panel | None:
        return self.panels[0] if self.panels else None


def ahead_of(
    request: HttpRequest,
    queue: Queue,
    found: Stretch,
    *,
    known: Iterable[int] = (),
    panels: int = PANELS,
) -> Ahead:
    """Return what a stretch of the queue shows, without the panels that are `known` already.

    What somebody decided since the stretch was looked up is left out.
    """
    wanted = [pk for pk in found.keys[:panels] if pk not in set(known)]
    articles = [each for each in read(found.keys, wanted, queue.rules) if queue.holds(each)]
    with_panels = [article for article in articles if article.pk in wanted]
    return Ahead(
        queue,
        found,
        rows_of(articles, queue.rules),
        panels_of(with_panels, queue.rules, current_user(request)),
    )


@staff_page()
def queue_page(request: HttpRequest) -> HttpResponse:
    """Show the queue from a place on (`at` it, or `after` it), and the first draft there.

    The desk's script asks for the drafts behind it as soon as it runs.
    """
    queue = queue_of(request)
    if "before" in request.GET:
        return _one_back(request, queue)
    why = _why_asked(request, queue)
    is_at = "at" in request.GET
    place = find_place(request.GET.get("at") or request.GET.get("after"), queue.rules)
    found = stretch(queue, ROWS, place, inclusive=is_at)
    if place and is_at and place.pk not in found.keys[:1]:
        _say_where(request, place)
        return _elsewhere(request, queue, after=place.pk)
    if place and not found.keys and found.left:
        messages.info(request, "That was the end of the queue. These you had passed over.")
        return _elsewhere(request, queue)
    return _show(request, ahead_of(request, queue, found, panels=1), why())


@staff_page()
def ahead(request: HttpRequest) -> HttpResponse:
    """The part of the page that follows a place, for the desk's script."""
    queue = queue_of(request)
    place = find_place(request.GET.get("at"), queue.rules)
    found = stretch(queue, ROWS, place)
    known = parse_ids(request.GET.getlist("have"))
    return render(
        request, "desk/_upcoming.html", {"ahead": ahead_of(request, queue, found, known=known)}
    )


@staff_page()
def draft_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One article at the desk, wherever it stands: shared, or come back to."""
    queue = queue_of(request)
    return HttpResponseRedirect(f"{reverse('desk:queue')}?{queue.address(at=pk)}")


def _elsewhere(request: HttpRequest, queue: Queue, **place: int) -> HttpResponse:
    """Lead to another place of the queue, and keep the question that is asked on the way."""
    asked = {"why": request.GET["why"]} if "why" in request.GET else {}
    address = f"{reverse('desk:queue')}?{queue.address(**place, **asked)}"
    return HttpResponseRedirect(address.removesuffix("?"))


def _say_where(request: HttpRequest, place: Place) -> None:
    """A draft that somebody decided meanwhile says so."""
    what = told(last_change([place.pk]).get(place.pk))
    messages.info(request, f"“{place.title}” is not in this queue. {what}.")


def _one_back(request: HttpRequest, queue: Queue) -> HttpResponse:
    place = find_place(request.GET["before"], queue.rules)
    found = stretch_before(queue, 1, place) if place else None
    at = found.keys[0] if found and found.keys else request.GET["before"]
    if found and not found.keys:
        messages.info(request, "This is the beginning of the queue.")
    return HttpResponseRedirect(f"{reverse('desk:queue')}?{queue.address(at=at)}")


def _show(request: HttpRequest, ahead: Ahead, why: Unexplained | None) -> HttpResponse:
    queue = ahead.queue
    rest = {name: value for name, value in queue.filter.asked.items() if name != "q"}
    order = {} if queue.order == Order.BORDERLINE else {"order": queue.order.value}
    not_for_me = {name: text for name, text in rest.items() if name != "assigned"}
    context = {
        "ahead": ahead,
        "queue": queue,
        "orders": Order.choices,
        "filtered": queue.filter.query,
        "for_me": queue.filter.asked.get("assigned") == ME,
        "not_for_me": urlencode(order | not_for_me),
        "others": list((order | rest).items()),
        "chips": list(queue.chips()),
        "why": why,
    }
    return render(request, "desk/queue.html", context)


def _why_asked(request: HttpRequest, queue: Queue) -> Callable[[], Unexplained | None]:
    """Ask, along with what the queue asks, about the rejection that a form has just made."""
    pks = parse_ids(request.GET.getlist("why"), 1)
    if not pks:
        return lambda: None
    return unexplained(pks[0], current_user(request), queue.filter.form.asked)


def address_after(queue: Queue, article: Article | int) -> str:
    """Return the address of the queue behind a draft that was decided or passed over."""
    pk = article if isinstance(article, int) else article.pk
    return f"{reverse('desk:queue')}?{queue.address(after=pk)}"


def address_at(queue: Queue, article: Article | int) -> str:
    """Return the address of the queue at a draft."""
    pk = article if isinstance(article, int) else article.pk
    return f"{reverse('desk:queue')}?{queue.address(at=pk)}"
