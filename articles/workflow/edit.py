"""Change an article's content by hand, and settle what a source wants changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.content.derive import article_hashes, duplicate_hashes
from articles.content.lookup_cache import LookupCache
from articles.content.seed_limits import limits_in_force
from articles.content.writer import column_values, ensure_names, replace_content
from articles.models import Article, Batch, Conflict, Event, Resolution, Status, Verb
from articles.models.value_fields import ROW_FIELDS, VALUE_FIELDS, article_values
from articles.seeds.values import faults_of
from articles.stories.resolve import resolve_links
from articles.workflow.actors import Actor, user_or_none
from articles.workflow.errors import NotPossible, Stale
from articles.workflow.history import change_row, record
from articles.workflow.permissions import require_permission

KEY_FIELDS = {"title", "published_at", "web_url", "original_url"}
"""What the keys are made of, by which related links and likely duplicates find an article."""


def edit(
    article: Article,
    values: Mapping[str, Any],
    *,
    by: Actor,
    reason: str = "",
    now: datetime | None = None,
    verb: Verb = Verb.EDITED,
    batch: Batch | None = None,
) -> Event | None:
    """Change the value fields that differ from the article's; None when none does.

    Whoever edits what is not a draft needs the right to publish: readers see it at once.
    """
    allow_edit(article, by)
    current = current_values(article, values)
    changes = {
        name: value
        for name, value in values.items()
        if name not in current or value != current[name] or type(value) is not type(current[name])
    }
    if not changes:
        return None
    check_values(current, changes)
    with transaction.atomic():
        write_values(article, changes, now or timezone.now())
        close_moot_conflicts(article, changes)
        return record(
            article,
            verb,
            by=by,
            now=article.updated_at,
            reason=reason,
            before={name: current[name] for name in changes},
            after=changes,
            batch=batch,
        )


def allow_edit(article: Article, by: Actor) -> None:
    """Raise NotAllowed unless the person may edit this article, draft or not."""
    require_permission(
        by, "change_article" if article.status == Status.DRAFT else "publish_article"
    )


def revert(
    article: Article, version: int, *, by: Actor, now: datetime | None = None
) -> Event | None:
    """Give the article the content that it had at an earlier version; its status stays."""
    values = values_at(article, version)
    return edit(article, values, by=by, reason=f"back to version {version}", now=now)


def values_at(article: Article, version: int) -> dict[str, Any]:
    """Return all value fields as they were at a version, by walking the history backwards."""
    values = current_values(article)
    for event in article.events.filter(version__gt=version).order_by("-version"):
        values |= {name: value for name, value in event.before.items() if name in VALUE_FIELDS}
    return values


def chosen(text: str) -> Resolution:
    """Return what a person chose, or raise NotPossible where it is neither mine nor theirs."""
    if text not in {Resolution.MINE, Resolution.THEIRS}:
        raise NotPossible("Choose: keep mine, or take theirs.")
    return Resolution(text)


def settle(
    conflict: Conflict,
    resolution: Resolution,
    *,
    by: Actor,
    now: datetime | None = None,
    version: int | None = None,
) -> Event:
    """End a conflict: keep the editor's value (MINE), or take the source's (THEIRS).

    Raises Stale where the article has another `version` than somebody has seen.
    """
    require_permission(by, "settle_conflict")
    if conflict.settled_at is not None:
        raise NotPossible("This conflict has been settled already.")
    article = Article.objects.filter(pk=conflict.article_id).first()
    if article is None:
        raise NotPossible("The article of this conflict is gone.")
    if version not in {None, article.version}:
        raise Stale(article.title)
    return _settle(article, [conflict], resolution, _Settling(by, now))


def settle_all(
    article: Article,
    resolution: Resolution,
    *,
    by: Actor,
    now: datetime | None = None,
    batch: Batch | None = None,
    among: Q | None = None,
) -> Event:
    """End all open conflicts of an article alike, as one change; in a batch they are unseen, so
    that theirs never replaces what somebody has written since the source said it.

    `among` narrows them down. Raises Stale where `article` is no longer current, NotPossible
    where it has none, or theirs would replace such a thing.
    """
    require_permission(by, "settle_conflict")
    open_ones = Conflict.objects.unsettled().filter(among or Q(), article=article)
    conflicts = list(open_ones.order_by("field"))
    if not conflicts:
        raise NotPossible(f"“{article.title}” has no open conflict.")
    return _settle(article, conflicts, resolution, _Settling(by, now, batch))


@dataclass(frozen=True, slots=True)
class _Settling:
    """Who settles, when (None: now), and in which batch."""

    by: Actor
    now: datetime | None
    batch: Batch | None = None


def _settle(
    article: Article, conflicts: Sequence[Conflict], resolution: Resolution, how: _Settling
) -> Event:
    if resolution == Resolution.MOOT:
        raise NotPossible("Keep mine or take theirs: a conflict becomes moot by itself.")
    now, fields = how.now or timezone.now(), [conflict.field for conflict in conflicts]
    stored = current_values(article, fields)
    current = {field: stored[field] for field in fields}
    theirs = {conflict.field: conflict.theirs for conflict in conflicts}
    wanted = theirs if resolution == Resolution.THEIRS else current
    if how.batch and wanted is theirs:
        _check_unedited(conflicts, current)
    changes = {name: value for name, value in wanted.items() if value != current[name]}
    with transaction.atomic():
        for conflict in conflicts:
            _close(conflict, resolution, how.by, now)
        write_values(article, changes, now)
        return record(
            article,
            Verb.SETTLED,
            by=how.by,
            now=now,
            reason=f"{', '.join(fields)}: {resolution.label.lower()}",
            before=current,
            after=wanted,
            batch=how.batch,
        )


def current_values(article: Article, names: Collection[str] = VALUE_FIELDS) -> dict[str, Any]:
    """Return the stored value fields, or raise Stale where `article` is no longer current.

    Those that are rows of their own, and not among `names`, are left empty: to read them costs
    more than all the rest.
    """
    rows = [name for name in ROW_FIELDS if name in names]
    stored = Article.objects.for_values(rows).filter(pk=article.pk).first()
    if stored is None or stored.version != article.version:
        raise Stale(article.title)
    return article_values(stored, rows)


def _keys(article: Article, values: dict[str, Any]) -> dict[str, Any]:
    """Related links go by what the source says; what looks like a duplicate, by what we say."""
    if hasattr(article, "seed_file"):
        return duplicate_hashes(values, article.url_hash)
    return article_hashes(values, values)


def write_values(article: Article, changes: Mapping[str, Any], now: datetime) -> None:
    """Store changed value fields as the article's next version; call it in a transaction."""
    directory = LookupCache()
    ensure_names(directory, [changes])
    columns = column_values(changes, directory)
    if KEY_FIELDS & changes.keys():
        columns |= _keys(article, {**current_values(article, []), **changes})
    change_row(article, now, **columns)
    if any(name in changes for name in ROW_FIELDS):
        replace_content({article.pk: changes}, directory)
    if "related" in changes:
        resolve_links([article.pk])
        article.refresh_from_db()


def check_values(current: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Raise NotPossible, naming the fields, where values are not such as a seed may have."""
    for name in changes:
        if name not in VALUE_FIELDS:
            raise NotPossible(f"There is no field “{name}”.")
    faults = faults_of({**current, **changes}, limits_in_force())
    told = [f"{name.replace('_', ' ')}: {faults[name]}" for name in changes if name in faults]
    if told:
        raise NotPossible(" ".join(told))


def close_moot_conflicts(article: Article, changes: Mapping[str, Any]) -> None:
    """End the conflicts about fields in which somebody has written what the source says."""
    for conflict in article.conflicts.unsettled().filter(field__in=changes):
        if conflict.theirs == changes[conflict.field]:
            conflict.settled_at, conflict.resolution = article.updated_at, Resolution.MOOT
            conflict.save(update_fields=["settled_at", "resolution"])


def _check_unedited(conflicts: Sequence[Conflict], current: Mapping[str, Any]) -> None:
    if any(current[conflict.field] != conflict.mine for conflict in conflicts):
        raise NotPossible("It was edited since. Settle it on its own page.")


def _close(conflict: Conflict, resolution: Resolution, by: Actor, now: datetime) -> None:
    """A compare-and-set: of two people settling at once, one is told."""
    open_still = Conflict.objects.unsettled().filter(pk=conflict.pk)
    if not open_still.update(settled_at=now, settled_by=user_or_none(by), resolution=resolution):
        raise NotPossible("Somebody else has just settled this conflict.")
    conflict.refresh_from_db()
