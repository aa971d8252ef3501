"""The history of an article as a timeline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles.admin.articles.queries import find_article
from articles.desk.access import current_user
from articles.desk.display import Difference, differences
from articles.models import Article, Event, User, Verb
from articles.models.value_fields import VALUE_FIELDS
from articles.publishing.explanations import decisions_about, describe_event, explains
from articles.workflow.actions import EVENT_ICONS
from articles.workflow.undo_event import UNDOABLE, can_undo

SHORT = 4
"""So many changed fields stay folded."""
NEWEST = 20
"""How much of its history an article's page shows; the rest has a page of its own."""
HISTORY_PAGE = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as the timeline shows it; `can_undo` says whether this person may take it back,
    `can_go_back` whether the content has been another since."""

    event: Event
    text: str
    icon: str
    changes: list[Difference]
    can_undo: bool
    can_go_back: bool

    @property
    def is_short(self) -> bool:
        """Whether all that it changed is shown at once."""
        return len(self.changes) < SHORT


def history_page(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """The whole timeline, in pages."""
    article = find_article(object_id)
    if not model_admin.has_view_or_change_permission(request, article):
        raise PermissionDenied
    page = Paginator(events_of(article), HISTORY_PAGE).get_page(request.GET.get("p"))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "History",
        "subtitle": str(article),
        "original": article,
        "opts": model_admin.opts,
        "page": page,
        "timeline": timeline(page.object_list, current_user(request)),
        "may_change": model_admin.has_change_permission(request, article),
    }
    return TemplateResponse(request, "admin/article/history.html", context)


def events_of(article: Article) -> "QuerySet[Event]":
    """Return an article's events, the newest first, with what a timeline shows of each."""
    return article.events.select_related("actor", "import_run", "publish_run", "bulk_action")


def newest_events(article: Article) -> tuple[list[Event], list[Event]]:
    """Return the newest events of an article, and those of them all that explain where it
    stands; in one query. Versions have no gaps, so they tell which are the newest."""
    deciding = decisions_about(article).values("pk")[:1]
    wanted = Q(version__gt=article.version - NEWEST) | Q(pk__in=deciding)
    events = list(events_of(article).filter(wanted))
    return (
        [event for event in events if event.version > article.version - NEWEST],
        [event for event in events if explains(event, article)][:1],
    )


def timeline(events: Iterable[Event], user: User) -> list[Entry]:
    """Return events, the newest first, as entries of a timeline."""
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
    """Return the decision that this person may take back, of an article's newest events."""
    standing = next((event for event in events if not event.undone), None)
    if standing is None or standing.verb not in UNDOABLE:
        return None
    if standing.publish_run_id or standing.import_run_id:
        return None
    return standing if can_undo(standing, user) else None
