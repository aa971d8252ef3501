"""Undo decisions: an article becomes what it was before, if nothing has changed it since.

A later event that was itself undone does not count, so that several decisions about one article
can be undone one after the other, the newest first. One decision, the decisions of one step and
those of a bulk action are undone by the same code.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.content.merged_names import MergedNames, merged_names_in
from articles.db.retry import retry_on_deadlock
from articles.models import Article, Conflict, Event, Resolution, Status, User, Verb
from articles.models.value_fields import VALUE_FIELDS
from articles.workflow.actions import BY_EVENT
from articles.workflow.actors import Actor, System
from articles.workflow.apply import Change, apply_change
from articles.workflow.change_address import plan_address_undo
from articles.workflow.choose_image import images_in, plan_image_undo
from articles.workflow.edit import SCORES, Values, check_new_names, edit_permission, values_of
from articles.workflow.errors import NotPossible
from articles.workflow.events import EventContext
from articles.workflow.locking import lock_articles
from articles.workflow.permissions import require_permission
from articles.workflow.states import (
    restorable_columns,
    serialize_state,
    state_of,
    users_by_name,
)

UNDOABLE = (*BY_EVENT,)
"""The events that can be undone, each on its own."""
_OUT_OF_REVIEW = {Status.PUBLISHED, Status.ARCHIVED}
GONE = "The article was deleted."


def recent_decisions(user: User, since: datetime) -> QuerySet[Event]:
    """Return what a person decided and is not undone, newest first.

    It leaves out what runs did in their name. Bulk actions are included, one event an article;
    `filter(bulk_action=None)` leaves them out.
    """
    own = Event.objects.filter(actor=user, at__gte=since, verb__in=UNDOABLE, undone=False)
    return own.filter(publish_run=None, import_run=None).order_by("-at", "-pk")


def undo_event(event: Event, *, by: Actor, now: datetime | None = None) -> Event:
    """Undo one decision and return the event of the undo.

    People undo their own decisions, and those of others with the permission to undo any run;
    either way they need the permission for the reverse. A time to publish or unpublish that has
    passed in the meantime does not come back. Raises NotPossible if the article was changed since.
    """
    return undo_events([event], by=by, now=now)[0]


@retry_on_deadlock
def undo_events(events: Sequence[Event], *, by: Actor, now: datetime | None = None) -> list[Event]:
    """Undo decisions about as many articles, all or none; return the events of the undo."""
    now = now or timezone.now()
    with transaction.atomic():
        articles = lock_articles([event.article_id for event in events])
        plan = undo_planner(events, articles, by=by, now=now)
        changes = [plan(event) for event in events]
        context = EventContext(Verb.UNDONE, by, now, undone=True)
        undos = [apply_change(plan, context) for plan in changes]
    for event in events:
        event.undone = True
    return undos


def undo_planner(
    events: Collection[Event], articles: Mapping[int, Article], *, by: Actor, now: datetime
) -> Callable[[Event], Change]:
    """Return what plans the undo of each of these events, one an article.

    The articles must be locked. The planner raises NotPossible or NotAllowed.
    """
    later = later_events(events)
    names = [name for event in events if (name := event.before.get("assigned_to"))]
    people = users_by_name(names) if names else {}
    fields = {name for event in events for name in event.before if name in VALUE_FIELDS}
    values = values_of(articles, fields) if fields else {}
    in_use = merged_names_in(fields)
    ended = _ended_conflicts(events)
    undone = set(
        Event.objects.filter(pk__in=[event.pk for event in events], undone=True).values_list(
            "pk", flat=True
        )
    )
    torn = _open_conflicts(events)
    images = images_in([*events])

    def plan(event: Event) -> Change:
        article = articles.get(event.article_id)
        if article is None:
            raise NotPossible(GONE)
        _require_permissions(event, article, by)
        _check_undoable(event, article, later.get(article.pk), is_undone=event.pk in undone)
        if event.verb in {Verb.EDITED, Verb.RESOLVED}:
            conflicts = ended.get(event.pk, [])
            if event.verb == Verb.RESOLVED:
                _check_reopenable(event, article, conflicts, torn)
            change = _restore_content(event, article, values[article.pk], conflicts, in_use)
            check_new_names(change.values, by)
            return change
        if event.verb == Verb.PICTURE_CHANGED:
            return plan_image_undo(event, article, images, by=by, reason=_reason(event))
        if event.verb == Verb.ADDRESS_CHANGED:
            return plan_address_undo(event, article, reason=_reason(event))
        columns = restorable_columns(event.before, now, people)
        return Change(
            article,
            state_of(article, columns),
            serialize_state(columns),
            columns=columns,
            reason=_reason(event),
            undoes=event.pk,
        )

    return plan


def later_events(events: Collection[Event]) -> dict[int, Event]:
    """Return by article the first event after these, one an article, that is not undone."""
    versions = {event.article_id: event.version for event in events}
    standing = Event.objects.filter(article__in=list(versions), undone=False)
    oldest = min(versions.values(), default=0)
    newest_first = standing.filter(version__gt=oldest).select_related("actor").order_by("-version")
    return {e.article_id: e for e in newest_first if e.version > versions[e.article_id]}


def can_undo(event: Event, by: User) -> bool:
    """Whether the person's role allows the undo, whatever has happened since."""
    is_own = event.actor_id == by.pk or by.has_perm("articles.undo_any_run")
    return is_own and all(
        by.has_perm(f"articles.{name}") for name in _permissions(event, event.article)
    )


def _restore_content(
    event: Event,
    article: Article,
    current: Values,
    conflicts: Sequence[Conflict],
    names: MergedNames,
) -> Change:
    """Return the change that brings back earlier values; resolved conflicts are open again.

    A topic or provider that was merged since comes back under the name in use.
    """
    before = {name: old for name, old in event.before.items() if name in VALUE_FIELDS}
    changes = before
    if event.verb == Verb.RESOLVED:  # its event names fields that kept their value, too
        changes = {name: old for name, old in before.items() if old != event.after[name]}
    return Change(
        article,
        {name: current[name] for name in before},
        names.replace_in(before),
        values=names.replace_in(changes),
        current=current,
        reason=_reason(event),
        reopens=[conflict.pk for conflict in conflicts],
        undoes=event.pk,
    )


def _ended_conflicts(events: Collection[Event]) -> dict[int, list[Conflict]]:
    """Return by event the conflicts that it ended: by a person, or because both sides agreed."""
    content = {e.article_id: e for e in events if e.verb in {Verb.EDITED, Verb.RESOLVED}}
    found: dict[int, list[Conflict]] = {}
    if not content:
        return found
    for conflict in Conflict.objects.filter(article__in=list(content)).exclude(resolved_at=None):
        event = content[conflict.article_id]
        is_obsolete = conflict.resolution == Resolution.OBSOLETE
        is_its_doing = conflict.resolved_at == event.at and conflict.field in event.before
        if is_its_doing and is_obsolete == (event.verb == Verb.EDITED):
            found.setdefault(event.pk, []).append(conflict)
    return found


def _open_conflicts(events: Collection[Event]) -> set[tuple[int, str]]:
    """Return (article, field) of the open conflicts of what resolutions were about."""
    pks = [event.article_id for event in events if event.verb == Verb.RESOLVED]
    found = Conflict.objects.unresolved().filter(article__in=pks)
    return set(found.values_list("article_id", "field")) if pks else set()


def _check_reopenable(
    event: Event, article: Article, conflicts: Sequence[Conflict], torn: Collection[tuple[int, str]]
) -> None:
    fields = {conflict.field for conflict in conflicts}
    if fields != set(event.before):
        raise NotPossible(f"The conflict about “{article.title}” was deleted.")
    if any((article.pk, name) in torn for name in fields):
        raise NotPossible(f"The source of “{article.title}” has changed since.")


def _reason(event: Event) -> str:
    return f"undo of version {event.version}: {event.get_verb_display()}"


def _require_permissions(event: Event, article: Article, by: Actor) -> None:
    if not isinstance(by, System) and event.actor_id != by.pk:
        require_permission(by, "undo_any_run")
    for permission in _permissions(event, article):
        require_permission(by, permission)


def _permissions(event: Event, article: Article) -> set[str]:
    """Return the permission for the action, and to publish if that is what its undo comes to."""
    if event.verb in {Verb.EDITED, Verb.PICTURE_CHANGED, Verb.ADDRESS_CHANGED}:
        scores = {"publish_article"} if SCORES & event.before.keys() else set[str]()
        return {edit_permission(article)} | scores
    if event.verb == Verb.RESOLVED:
        return {"resolve_conflict"}
    action = BY_EVENT.get(Verb(event.verb))
    own = {action.permission} if action else set[str]()
    statuses = {event.before.get("status"), event.after.get("status")}
    return own | ({"publish_article"} if statuses & _OUT_OF_REVIEW else set())


def _check_undoable(
    event: Event, article: Article, later: Event | None, *, is_undone: bool
) -> None:
    """Raise NotPossible unless the event is a decision whose outcome still stands."""
    run = event.publish_run or event.import_run
    if is_undone:
        raise NotPossible(f"This was undone already: “{article.title}”.")
    if run is not None:
        raise NotPossible(f"{run} did this. Undo the run, or change “{article.title}” yourself.")
    if event.verb not in UNDOABLE:
        raise NotPossible(f"“{event.get_verb_display()}” cannot be undone.")
    if later is not None:
        raise NotPossible(
            f"“{article.title}” was changed since: {later.get_verb_display()} by "
            f"{later.actor_name} (version {later.version})."
        )
