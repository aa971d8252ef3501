"""The review page: the queue, and the draft to decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from articles.desk.access import current_user, parse_ids, staff_page
from articles.desk.panels import Panel, load_articles, panels_of
from articles.desk.queue import (
    CLAIMED,
    Queue,
    QueueSlice,
    claim_slice,
    find_start,
    queue_of,
    slice_before,
    story_sizes,
)
from articles.desk.steps import (
    PendingReason,
    describe_event,
    last_change,
    offered_reasons,
    pending_reason,
)
from articles.listing.fields import ME
from articles.listing.ordering import REVIEW_ORDERS
from articles.listing.results import Count
from articles.models import Article, SavedView

ROWS = 16
"""Drafts in the list of the queue."""


@dataclass(frozen=True, slots=True)
class Row:
    """A draft in the list of the queue.

    `holder` is the other reviewer who claims it, or "". By story, the first row of a story has the
    number of its drafts and live articles.
    """

    article: Article
    holder: str
    story_size: int = 0


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The next rows of the queue, and the panels of the first of them."""

    queue: Queue
    found: QueueSlice
    rows: list[Row]
    panels: list[Panel]

    @property
    def count(self) -> Count:
        return self.found.count

    @property
    def panel(self) -> Panel | None:
        return self.panels[0] if self.panels else None


def upcoming(
    queue: Queue,
    found: QueueSlice,
    *,
    known: Iterable[int] = (),
    panels: int = CLAIMED,
) -> Upcoming:
    """Return the rows and panels of a slice, without the panels that the page has (`known`).

    Drafts that were decided since the slice was read are left out.
    """
    wanted = set(found.keys[:panels]) - set(known)
    articles = [each for each in load_articles(found.keys) if queue.accepts(each)]
    with_panels = [article for article in articles if article.pk in wanted]
    return Upcoming(
        queue,
        found,
        _rows(queue, found, articles),
        panels_of(with_panels, queue.rules, queue.user, found.holders),
    )


def _rows(queue: Queue, found: QueueSlice, articles: list[Article]) -> list[Row]:
    firsts = {article.sort_story: article.pk for article in reversed(articles)}
    sizes: dict[str, int] = {}
    if queue.is_by_story:
        stories = story_sizes().filter(sort_story__in=firsts)
        sizes = {row["sort_story"]: row["size"] for row in stories}
    return [
        Row(
            article,
            found.holders.get(article.pk, ""),
            sizes.get(article.sort_story, 0) if firsts[article.sort_story] == article.pk else 0,
        )
        for article in articles
    ]


@staff_page()
def queue_page(request: HttpRequest) -> HttpResponse:
    """Show the queue from a draft on (`at` or `after` it), and the first draft there.

    The script asks for the panels of the next drafts when it starts.
    """
    if "" in request.GET.values():
        given = {name: value for name, value in request.GET.items() if value}
        return HttpResponseRedirect(f"{reverse('desk:queue')}?{urlencode(given)}".removesuffix("?"))
    queue = queue_of(request)
    if "before" in request.GET:
        return _previous(request, queue)
    is_at = "at" in request.GET
    start = find_start(queue, request.GET.get("at") or request.GET.get("after"))
    found = claim_slice(queue, ROWS, start, inclusive=is_at)
    if start and is_at and start.pk not in found.keys[:1]:
        change = describe_event(last_change([start.pk]).get(start.pk))
        messages.info(request, f"“{start.title}” is not in this queue. {change}.")
        return _redirect(request, queue, after=start.pk)
    if start and not found.keys and found.has_free:
        messages.info(request, "End of the queue. These are the drafts you skipped.")
        return _redirect(request, queue)
    return _show(request, upcoming(queue, found, panels=1))


@staff_page()
def ahead(request: HttpRequest) -> HttpResponse:
    """Return the fragment with the next drafts, for the script."""
    queue, at = queue_of(request), request.GET.get("at")
    if "before" in request.GET:
        at = _key_before(queue, request.GET["before"])
    start = find_start(queue, at or request.GET.get("after"))
    found = claim_slice(queue, ROWS, start, inclusive=bool(at))
    known = parse_ids(request.GET.getlist("have"))
    context = {"upcoming": upcoming(queue, found, known=known)}
    return render(request, "desk/_upcoming.html", context)


def address_after(queue: Queue, pk: int) -> str:
    """Return the address of the queue after a draft."""
    return f"{reverse('desk:queue')}?{queue.address(after=pk)}"


def address_at(queue: Queue, pk: int) -> str:
    """Return the address of the queue at a draft."""
    return f"{reverse('desk:queue')}?{queue.address(at=pk)}"


def _redirect(request: HttpRequest, queue: Queue, **place: int) -> HttpResponse:
    """Redirect to another draft of the queue; keep the question for a reason."""
    why = {"why": request.GET["why"]} if "why" in request.GET else {}
    address = f"{reverse('desk:queue')}?{queue.address(**place, **why)}"
    return HttpResponseRedirect(address.removesuffix("?"))


def _previous(request: HttpRequest, queue: Queue) -> HttpResponse:
    before = request.GET["before"]
    at = _key_before(queue, before)
    if at == before:
        messages.info(request, "This is the start of the queue.")
    return HttpResponseRedirect(f"{reverse('desk:queue')}?{queue.address(at=at)}")


def _key_before(queue: Queue, number: str) -> str:
    """Return the primary key of the draft before one, or its own at the start of the queue."""
    start = find_start(queue, number)
    keys = slice_before(queue, 1, start).keys if start else []
    return str(keys[0]) if keys else number


def _show(request: HttpRequest, shown: Upcoming) -> HttpResponse:
    queue = shown.queue
    rest = {name: value for name, value in queue.filter.params.items() if name != "q"}
    not_for_me = {name: text for name, text in rest.items() if name != "assigned"}
    orders = list(REVIEW_ORDERS)
    context = {
        "upcoming": shown,
        "queue": queue,
        "orders": [(name, order.label) for name, order in REVIEW_ORDERS.items()],
        "next_order": orders[(orders.index(queue.order_name) + 1) % len(orders)],
        "filtered": queue.filter.query,
        "for_me": queue.filter.params.get("assigned") == ME,
        "not_for_me": urlencode(queue.order_params | not_for_me),
        "others": list((queue.order_params | rest).items()),
        "chips": list(queue.chips()),
        "why": _pending_reason(request),
        "views": saved_views(queue),
        "unread": queue.user.notifications.unread().count(),
        "questions": {
            "reject": {"event": 0, "done": "rejected", "reasons": offered_reasons()},
            "recommend": {"event": 0, "done": "recommended"},
        },
    }
    return render(request, "desk/queue.html", context)


def saved_views(queue: Queue) -> list[tuple[SavedView, bool]]:
    """Return the saved views of the desk, each with whether it shows this queue."""
    views = SavedView.objects.visible_to(queue.user).filter(place=SavedView.Place.DESK)
    return [
        (view, sorted(parse_qsl(view.query)) == sorted(parse_qsl(queue.query)))
        for view in views.select_related("owner")
    ]


def _pending_reason(request: HttpRequest) -> PendingReason | None:
    """Return the question for the reason of the rejection in the parameter `why`."""
    events = parse_ids(request.GET.getlist("why"), 1)
    return pending_reason(events[0], current_user(request)) if events else None
