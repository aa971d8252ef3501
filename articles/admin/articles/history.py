"""The history of an article as a timeline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.admin.articles.queries import can_edit, get_article
from articles.desk.access import current_user, staff_page
from articles.desk.display import Difference, differences
from articles.listing.keyset import InvalidCursor, SortOrder, get_page
from articles.models import Article, Event, User, Verb
from articles.models.value_fields import VALUE_FIELDS
from articles.publishing.explanations import decisions_about, describe_event, explains
from articles.workflow.actions import EVENT_ICONS
from articles.workflow.undo_event import UNDOABLE, can_undo

MANY_CHANGES = 4
"""Events with this many changed fields are folded."""
NEWEST = 20
"""Events on the page of an article; the others are on the history page."""
PAGE_SIZE = 50
NEWEST_FIRST = SortOrder("Newest first", ("-version",))


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in the timeline; `can_undo` says whether the user may undo it, `can_go_back`
    whether the content has changed since."""

    event: Event
    text: str
    icon: str
    changes: list[Difference]
    can_undo: bool
    can_go_back: bool

    @property
    def is_short(self) -> bool:
        """Whether its changes are shown unfolded."""
        return len(self.changes) < MANY_CHANGES


@staff_page("view_article")
@require_safe
def history_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the whole history of an article, in pages."""
    article, user = get_article(pk), current_user(request)
    try:
        page = get_page(events_of(article), NEWEST_FIRST, request.GET, PAGE_SIZE)
    except InvalidCursor:
        return HttpResponseRedirect(request.path)
    context = {
        "title": "History",
        "subtitle": str(article),
        "original": article,
        "page": page,
        "timeline": timeline(page.rows, user),
        "may_change": can_edit(user, article),
    }
    return render(request, "admin/article/history.html", context)


def events_of(article: Article) -> "QuerySet[Event]":
    """Return an article's events, the newest first, with all that a timeline shows."""
    return article.events.select_related("actor", "import_run", "publish_run", "bulk_action")


def newest_events(article: Article) -> tuple[list[Event], list[Event]]:
    """Return the newest events of an article, and the event that explains its status, if any.

    Versions have no gaps, so that the newest events are found by version in one query.
    """
    deciding = decisions_about(article).values("pk")[:1]
    wanted = Q(version__gt=article.version - NEWEST) | Q(pk__in=deciding)
    events = list(events_of(article).filter(wanted))
    return (
        [event for event in events if event.version > article.version - NEWEST],
        [event for event in events if explains(event, article)][:1],
    )


def timeline(events: Iterable[Event], user: User) -> list[Entry]:
    """Return the entries of a timeline for events, the newest first."""
    shown = list(events)
    is_newest = bool(shown) and shown[0].version == shown[0].article.version
    undoable = last_decision(shown, user) if is_newest else None
    entries, is_other = [], not is_newest
    for event in shown:
        entry = Entry(
            event=event,
            text=describe_event(event),
            icon=EVENT_ICONS[Verb(event.verb)],
            changes=[change for change in differences(event) if change.before != change.after],
            can_undo=event is undoable,
            can_go_back=is_other,
        )
        entries.append(entry)
        is_other = is_other or not event.before.keys().isdisjoint(VALUE_FIELDS)
    return entries


def last_decision(events: Sequence[Event], user: User) -> Event | None:
    """Return the decision that the user may undo, of an article's newest events."""
    standing = next((event for event in events if not event.undone), None)
    if standing is None or standing.verb not in UNDOABLE:
        return None
    if standing.publish_run_id or standing.import_run_id:
        return None
    return standing if can_undo(standing, user) else None
