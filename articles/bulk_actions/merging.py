"""Merge a topic or provider into another one, and rename a topic.

The old name stays as another name of the row in use. Imports, editors and links that use it mean
that row, so the next import of the same files brings nothing back (decision 0035).
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.bulk_actions.merged_rows import KEYS, Row, join
from articles.bulk_actions.runs import start_bulk_action
from articles.content.lookup_cache import free_topic_slug
from articles.db.retry import retry_on_deadlock
from articles.models import Article, ArticleQuerySet, BulkAction, RelatedLink, Topic
from articles.workflow.actors import Actor
from articles.workflow.errors import NotPossible
from articles.workflow.permissions import require_permission


def articles_of(row: Row) -> ArticleQuerySet:
    """Return the articles that name a topic, or a provider itself or in their related links."""
    if isinstance(row, Topic):
        return Article.objects.filter(article_topics__topic=row)
    linking = RelatedLink.objects.filter(provider=row).values("article")
    return Article.objects.filter(Q(provider=row) | Q(pk__in=linking))


@retry_on_deadlock
def merge_into(old: Row, into: Row, *, by: Actor, expected: int) -> BulkAction:
    """Make a topic or provider an old name of another one, and start to move its articles.

    The undo of the bulk action separates them again. Raises NotPossible, NotAllowed, and
    CountChanged if it has not as many articles as the person was shown.
    """
    require_permission(by, "merge_names")
    kind = old._meta.model_name or ""
    with transaction.atomic():
        old, into = _locked(old, into)
        if reason := why_not_merged(old, into):
            raise NotPossible(reason)
        articles = articles_of(old)
        moved = join(old, into)
        key = KEYS[kind]
        details = {"old": getattr(old, key), "into": getattr(into, key), **moved}
        return start_bulk_action(
            articles, f"merge_{kind}", by=by, expected=expected, details=details
        )


def _locked(old: Row, into: Row) -> tuple[Row, Row]:
    """Lock two rows, always in the same order, and return them as they are now."""
    rows: Any = type(old).objects.select_for_update().order_by("pk")
    found = rows.in_bulk([old.pk, into.pk])
    if not found.keys() >= {old.pk, into.pk}:
        raise NotPossible("One of the two was deleted.")
    return found[old.pk], found[into.pk]


def why_not_merged(old: Row, into: Row) -> str:
    """Return why a row cannot be merged into another one, "" if it can."""
    if old.pk == into.pk:
        return "Choose another one: this is the same."
    if into.merged_into_id:
        return f"“{into}” is an old name of “{into.merged_into}”. Choose that one."
    if old.merged_into_id not in {None, into.pk}:
        return f"“{old}” was merged into “{old.merged_into}” already."
    if old.rules.exists():
        return f"A publishing rule is about “{old}”. Change or delete the rule first."
    return ""


def is_unused(row: Row) -> bool:
    """Return whether a row can be deleted: nothing refers to it, and no file can bring it back."""
    uses: list[QuerySet[Any]] = [
        articles_of(row), row.rules.all(), row.seedfile_set.all(),
        type(row).objects.filter(merged_into=row.pk),
    ]  # fmt: skip
    if isinstance(row, Topic):
        uses.append(row.children.all())
    return row.merged_into_id is None and not any(rows.exists() for rows in uses)


@retry_on_deadlock
def rename_topic(topic: Topic, name: str, *, by: Actor) -> None:
    """Give a topic another name; the present one becomes an old name of it, with its address.

    Raises NotPossible if another topic has the name, and NotAllowed.
    """
    require_permission(by, "merge_names")
    try:
        _rename(topic.pk, name)
    except IntegrityError as error:
        raise NotPossible("Another topic was given this name just now. Try again.") from error


@transaction.atomic
def _rename(pk: int, name: str) -> None:
    topic = Topic.objects.select_for_update().get(pk=pk)
    if topic.merged_into_id:
        raise NotPossible(f"“{topic}” is an old name of “{topic.merged_into}”.")
    if topic.name == name:
        raise NotPossible("This is its name already.")
    taken = Topic.objects.filter(name=name).first()
    if taken and taken.merged_into_id != topic.pk:
        raise NotPossible(f"There is a topic “{name}” already. Merge the two instead.")
    if taken and articles_of(taken).exists():
        raise NotPossible(f"“{name}” still has articles: they have not all moved to “{topic}” yet.")
    if taken and taken.rules.exists():
        raise NotPossible(f"A publishing rule is about “{name}”. Change or delete the rule first.")
    if taken and taken.seedfile_set.exists():
        raise NotPossible(
            f"“{name}” has a topic file of its own and was merged into “{topic}”. "
            "Undo that merge, or choose another name."
        )
    if taken:
        taken.delete()
    old = Topic(name=topic.name, slug=topic.slug, edited_at=timezone.now(), merged_into=topic)
    topic.name, topic.slug, topic.edited_at = name, free_topic_slug(name), old.edited_at
    topic.edited_fields = list(dict.fromkeys([*topic.edited_fields, "name"]))
    topic.save()
    old.save()
