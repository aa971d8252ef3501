"""Create an article by hand: a draft that did not come from a file."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.content.derive import article_hashes
from articles.content.lookup_cache import LookupCache
from articles.content.merged_names import with_names_in_use
from articles.content.names import free_name, free_slugs, retry_taken_names
from articles.content.thresholds import current_rules, threshold_of
from articles.content.writer import column_values, ensure_names, insert_content
from articles.images.background import enqueue_fetches
from articles.images.declared import connect_images
from articles.models import Article, Source, Status, Verb
from articles.models.value_fields import empty_values, parse_time
from articles.seeds.naming import seed_name
from articles.stories.resolve import resolve_links
from articles.workflow.actors import Actor
from articles.workflow.edit import check_new_names, check_values
from articles.workflow.events import EventContext, NewEvent, write_events
from articles.workflow.permissions import require_permission


def create_article(
    values: Mapping[str, Any],
    *,
    by: Actor,
    source: str = "default",
    now: datetime | None = None,
) -> Article:
    """Create a draft of these value fields; the absent ones are empty.

    Its name is what a seed of its day and title would be called, with a number if its source has
    that name already. Raises NotPossible, naming the field, if a value is not acceptable (title
    and time are required), NotAllowed if the person may not.
    """
    require_permission(by, "add_article")
    content = empty_values() | with_names_in_use(values)
    check_values(empty_values(), content)
    check_new_names(content, by)
    context = EventContext(Verb.WRITTEN, by, now or timezone.now())
    return retry_taken_names(lambda: _create(content, source, context))


def _create(content: Mapping[str, Any], source: str, context: EventContext) -> Article:
    owner = Source.objects.get_or_create(name=source)[0]
    cache = LookupCache()
    ensure_names(cache, [content])
    stem = seed_name(parse_time(content["published_at"]), content["title"])
    article = Article.objects.create(
        source=owner,
        name=free_name(stem, owner),
        slug=free_slugs([stem])[0],
        status=Status.DRAFT,
        created_at=context.now,
        updated_at=context.now,
        **column_values(content, cache),
        **article_hashes(content, content),
        threshold=threshold_of(content, current_rules()),
    )
    insert_content({article.pk: content}, cache)
    connect_images([article.pk])
    enqueue_fetches()
    resolve_links([article.pk])
    article.refresh_from_db()
    write_events(context, [NewEvent(article.pk, 1, {}, {"status": article.status})])
    return article
