"""Write an article by hand: a draft that no machine has proposed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.content.derive import article_hashes
from articles.content.lookup_cache import LookupCache
from articles.content.writer import column_values, ensure_names, insert_content
from articles.models import Article, Source, Status, Verb
from articles.models.value_fields import empty_values, parse_time
from articles.seeds.naming import seed_name
from articles.stories.resolve import resolve_links
from articles.workflow.actors import Actor
from articles.workflow.edit import check_values
from articles.workflow.history import record
from articles.workflow.permissions import require_permission


def write_article(
    values: Mapping[str, Any],
    *,
    by: Actor,
    source: str = "default",
    now: datetime | None = None,
) -> Article:
    """Make a draft of these value fields; the absent ones are empty.

    Its name is what a seed of its day and title would be called, with a number where its
    source has that name already. Raises NotPossible, naming the field, where a value is not
    acceptable (a title and a time there must be), NotAllowed where the person may not.
    """
    require_permission(by, "add_article")
    content = empty_values() | dict(values)
    check_values(empty_values(), content)
    now = now or timezone.now()
    with transaction.atomic():
        article = _insert(content, Source.objects.get_or_create(name=source)[0], now)
        resolve_links([article.pk])
        article.refresh_from_db()
        record(article, Verb.WRITTEN, by=by, now=now, after={"status": article.status})
    return article


def _insert(content: Mapping[str, Any], source: Source, now: datetime) -> Article:
    directory = LookupCache()
    ensure_names(directory, [content])
    stem = seed_name(parse_time(content["published_at"]), content["title"])
    article = Article.objects.create(
        source=source,
        name=_free("name", stem, source=source),
        slug=_free("slug", stem),
        status=Status.DRAFT,
        created_at=now,
        updated_at=now,
        **column_values(content, directory),
        **article_hashes(content, content),
    )
    insert_content({article.pk: content}, directory)
    return article


def _free(column: str, stem: str, **scope: Any) -> str:
    """Return the stem, or the stem with the first number that no other article has."""
    number, text = 1, stem
    while Article.objects.filter(**{column: text}, **scope).exists():
        number += 1
        text = f"{stem}-{number}"
    return text
