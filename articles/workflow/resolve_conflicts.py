"""Resolve conflicts: keep the editor's value, or use the source's."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.content.merged_names import with_names_in_use
from articles.db.retry import retry_on_deadlock
from articles.models import Article, Conflict, Event, Resolution, Verb
from articles.workflow.actors import Actor
from articles.workflow.apply import Change, apply_change
from articles.workflow.edit import Values, current_values
from articles.workflow.errors import NotPossible, Stale
from articles.workflow.events import EventContext
from articles.workflow.locking import lock_current
from articles.workflow.permissions import require_permission


def chosen(text: str) -> Resolution:
    """Return what a person chose; NotPossible if it is neither of the two."""
    if text not in {Resolution.OURS, Resolution.SOURCE}:
        raise NotPossible("Choose: keep ours, or use source.")
    return Resolution(text)


def resolve_conflict(
    conflict: Conflict,
    resolution: Resolution,
    *,
    by: Actor,
    now: datetime | None = None,
    version: int | None = None,
) -> Event:
    """End one conflict.

    Raises Stale if the article is not at the `version` that the person has seen, and NotPossible
    if the conflict has been resolved or its article was deleted.
    """
    require_permission(by, "resolve_conflict")
    if not Conflict.objects.unresolved().filter(pk=conflict.pk).exists():
        raise NotPossible("This conflict has already been resolved.")
    article = Article.objects.filter(pk=conflict.article_id).first()
    if article is None:
        raise NotPossible("The article of this conflict was deleted.")
    if version not in {None, article.version}:
        raise Stale(article.title)
    event = _resolve(article, [conflict], resolution, by, now)
    conflict.refresh_from_db()
    return event


def resolve_all_conflicts(
    article: Article, resolution: Resolution, *, by: Actor, now: datetime | None = None
) -> Event:
    """End all open conflicts of an article alike, as one change.

    Raises Stale if `article` is not current any more, NotPossible if it has none.
    """
    require_permission(by, "resolve_conflict")
    conflicts = open_conflicts_of([article.pk])
    return _resolve(article, conflicts.get(article.pk, []), resolution, by, now)


def open_conflicts_of(
    article_pks: Collection[int], which: Q | None = None
) -> dict[int, list[Conflict]]:
    """Return the open conflicts by article; `which` narrows them down."""
    found: dict[int, list[Conflict]] = {}
    conflicts = Conflict.objects.unresolved().filter(which or Q(), article__in=list(article_pks))
    for conflict in conflicts.order_by("field"):
        found.setdefault(conflict.article_id, []).append(conflict)
    return found


def plan_resolution(
    article: Article,
    current: Values,
    conflicts: Sequence[Conflict],
    resolution: Resolution,
    *,
    is_unseen: bool = False,
) -> Change:
    """Return the change that ends these conflicts of an article, whose `current` values are known.

    `is_unseen` is for bulk actions, whose values no person has looked at: then an editor's
    value that is newer than the conflict is not replaced. Raises NotPossible.
    """
    if resolution == Resolution.OBSOLETE:
        raise NotPossible("Choose: keep ours, or use source.")
    if not conflicts:
        raise NotPossible(f"“{article.title}” has no open conflict.")
    ours = {conflict.field: current[conflict.field] for conflict in conflicts}
    wanted = ours
    if resolution == Resolution.SOURCE:
        wanted = with_names_in_use({conflict.field: conflict.source for conflict in conflicts})
        if is_unseen and any(ours[conflict.field] != conflict.ours for conflict in conflicts):
            raise NotPossible("It was edited since. Resolve the conflict on the article's page.")
    return Change(
        article,
        ours,
        wanted,
        values={name: value for name, value in wanted.items() if value != ours[name]},
        current=current,
        reason=f"{', '.join(ours)}: {resolution.label.lower()}",
        resolves=[conflict.pk for conflict in conflicts],
        resolution=resolution,
    )


@retry_on_deadlock
def _resolve(
    article: Article,
    conflicts: Sequence[Conflict],
    resolution: Resolution,
    by: Actor,
    now: datetime | None,
) -> Event:
    current = current_values(article, [conflict.field for conflict in conflicts])
    change = plan_resolution(article, current, conflicts, resolution)
    with transaction.atomic():
        lock_current(article)
        return apply_change(change, EventContext(Verb.RESOLVED, by, now or timezone.now()))
