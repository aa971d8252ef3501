"""Change an article's content by hand."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.content.merged_names import with_names_in_use
from articles.content.seed_limits import limits_in_force
from articles.db.retry import retry_on_deadlock
from articles.models import Article, Event, Provider, Status, Topic, Verb
from articles.models.value_fields import ROW_FIELDS, VALUE_FIELDS, article_values
from articles.seeds.values import faults_of
from articles.workflow.actors import Actor, System
from articles.workflow.apply import Change, apply_change
from articles.workflow.errors import NotAllowed, NotPossible, Stale
from articles.workflow.events import EventContext
from articles.workflow.locking import lock_current
from articles.workflow.permissions import require_permission

SCORES = {"quality", "heat"}
"""What publishing rules judge by: changing it takes the permission to publish."""
Values = Mapping[str, Any]


@retry_on_deadlock
def edit(
    article: Article,
    values: Values,
    *,
    by: Actor,
    reason: str = "",
    now: datetime | None = None,
) -> Event | None:
    """Change the value fields that differ from the article's; return None if none differs.

    Old names of topics and providers mean the ones in use.

    Raises Stale, NotPossible or NotAllowed as `plan_edit` does.
    """
    values = with_names_in_use(values)
    current = current_values(article, values)
    change = plan_edit(article, current, values, by=by, reason=reason)
    if not change.values:
        return None
    with transaction.atomic():
        lock_current(article)
        return apply_change(change, EventContext(Verb.EDITED, by, now or timezone.now()))


def plan_edit(
    article: Article, current: Values, wanted: Values, *, by: Actor, reason: str = ""
) -> Change:
    """Return the change from the current to the wanted value fields.

    Raises NotAllowed if the person may not edit the article, change a score, or create a topic or
    provider that does not exist yet; NotPossible if a value is not acceptable.
    """
    require_permission(by, edit_permission(article))
    changes = {
        name: value
        for name, value in wanted.items()
        if name not in current or value != current[name] or type(value) is not type(current[name])
    }
    check_values(current, changes)
    if SCORES & changes.keys():
        require_permission(by, "publish_article")
    check_new_names(changes, by)
    before = {name: current[name] for name in changes}
    return Change(article, before, changes, values=changes, current=current, reason=reason)


def edit_permission(article: Article) -> str:
    """Return the permission to edit an article: readers see at once what is not a draft."""
    return "change_article" if article.status == Status.DRAFT else "publish_article"


def revert(
    article: Article, version: int, *, by: Actor, now: datetime | None = None
) -> Event | None:
    """Give the article the content that it had at an earlier version; its status stays."""
    values = values_at(article, version)
    return edit(article, values, by=by, reason=f"back to version {version}", now=now)


def values_at(article: Article, version: int) -> dict[str, Any]:
    """Return all value fields as they were at a version, going back through the history.

    Raises Stale if `article` is not current any more.
    """
    values = current_values(article)
    for event in article.events.filter(version__gt=version).order_by("-version"):
        values |= {name: value for name, value in event.before.items() if name in VALUE_FIELDS}
    return values


def current_values(article: Article, names: Collection[str] = VALUE_FIELDS) -> dict[str, Any]:
    """Return the stored value fields, or raise Stale if `article` is not current any more.

    Topics and related links that are not among `names` are left empty, unread.
    """
    rows = [name for name in ROW_FIELDS if name in names]
    stored = Article.objects.for_values(rows).filter(pk=article.pk).first()
    if stored is None or stored.version != article.version:
        raise Stale(article.title)
    return article_values(stored, rows)


def values_of(pks: Collection[int], names: Collection[str]) -> dict[int, dict[str, Any]]:
    """Return the value fields of many articles, as `current_values` does of one."""
    rows = [name for name in ROW_FIELDS if name in names]
    articles = Article.objects.for_values(rows).in_bulk(list(pks))
    return {pk: article_values(article, rows) for pk, article in articles.items()}


def check_values(current: Values, changes: Values) -> None:
    """Raise NotPossible, naming the fields, if values are not such as a seed may have."""
    for name in changes:
        if name not in VALUE_FIELDS:
            raise NotPossible(f"There is no field “{name}”.")
    faults = faults_of({**current, **changes}, limits_in_force())
    problems = [f"{name.replace('_', ' ')}: {faults[name]}" for name in changes if name in faults]
    if problems:
        raise NotPossible(" ".join(problems))


def check_new_names(changes: Values, by: Actor) -> None:
    """Raise NotAllowed for topics and providers that do not exist, unless `by` may add them."""
    if isinstance(by, System):
        return
    domains = [link["provider"] for link in changes.get("related", ())]
    domains.append(changes.get("provider", ""))
    if not by.has_perm("articles.add_topic"):
        known = Topic.objects.filter(name__in=changes.get("topics", ()))
        _refuse_new("topic", changes.get("topics", ()), known.values_list("name", flat=True))
    if not by.has_perm("articles.add_provider"):
        found = Provider.objects.filter(domain__in=domains).values_list("domain", flat=True)
        _refuse_new("provider", domains, found)


def _refuse_new(kind: str, names: Iterable[str], known: Iterable[str]) -> None:
    missing = sorted({name for name in names if name} - set(known))
    if missing:
        raise NotAllowed(
            f"There is no {kind} {', '.join(missing)}, and your role cannot add new ones.",
            f"add_{kind}",
        )
