"""Write value fields into tables: columns of the article, and the rows that belong to it.

Import, editing, resolving a conflict and undo all store content through here. Values have the
shape of `articles.models.value_fields`. Nothing here checks a permission or records an Event; the
callers do.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from articles.content.derive import (
    LINK_COLUMNS,
    PLAIN,
    LinkRow,
    Values,
    link_rows,
    related_columns,
)
from articles.content.lookup_cache import LookupCache
from articles.content.thresholds import DEPENDS_ON, refresh_thresholds
from articles.db.arrays import id_array
from articles.db.bulk import insert_rows, reserve_ids
from articles.images.declared import connect_images
from articles.models import Article, ArticleTopic, RelatedLink
from articles.models.value_fields import parse_time
from articles.search.backends import index_articles
from articles.stories.resolve import first_by_title

SEARCHED = {"title", "excerpt", "body", "provider"}
"""Value fields whose words are in the search index."""
Targets = Mapping[tuple[int, int | None, int | None], int]


def column_values(values: Values, cache: LookupCache) -> dict[str, Any]:
    """Return the article's columns for these value fields, with those derived from them."""
    columns = {name: value for name, value in values.items() if name in PLAIN}
    if "published_at" in values:
        columns["published_at"] = parse_time(values["published_at"])
    if "provider" in values:
        columns["provider_id"] = cache.provider_id(values["provider"])
    if "related" in values:
        columns |= related_columns(values["related"])
    return columns


def ensure_names(cache: LookupCache, contents: Iterable[Values]) -> None:
    """Find or create all providers and topics that these values mention."""
    domains: dict[str, str] = {}
    topics: list[str] = []
    for values in contents:
        domains[values.get("provider", "")] = ""
        domains |= {link["provider"]: "" for link in values.get("related", ())}
        topics += values.get("topics", ())
    cache.ensure_providers(domains)
    cache.ensure_topics(topics)


def insert_content(contents: Mapping[int, Values], cache: LookupCache) -> None:
    """Insert the topics and related links of articles (by primary key) without any.

    The caller sets the articles' thresholds.
    """
    _insert_topics(contents, cache)
    _insert_links(contents, cache)
    index_articles(contents)


def replace_content(contents: Mapping[int, Values], cache: LookupCache) -> None:
    """Replace the topics and related links that the values contain, and what follows from values.

    A link with the same title, time and address keeps its target.
    """
    changed = {
        field: [pk for pk, values in contents.items() if field in values]
        for field in ("topics", "images", "related")
    }
    if changed["topics"]:
        ArticleTopic.objects.filter(article_id__in=changed["topics"]).delete()
        _insert_topics(contents, cache)
    if changed["related"]:
        targets = _targets_by_key(changed["related"])
        RelatedLink.objects.filter(article_id__in=changed["related"]).delete()
        _insert_links(contents, cache, targets)
    if changed["images"]:
        connect_images(changed["images"])
    refresh_thresholds([pk for pk, values in contents.items() if values.keys() & DEPENDS_ON])
    searched = [pk for pk, values in contents.items() if SEARCHED & values.keys()]
    if searched:
        index_articles(searched)


def _insert_topics(contents: Mapping[int, Values], cache: LookupCache) -> None:
    insert_rows(
        ArticleTopic,
        ("article", "topic", "position"),
        (
            (pk, topic, position)
            for pk, values in contents.items()
            for position, topic in enumerate(
                dict.fromkeys(cache.topic_id(name) for name in values.get("topics", ()))
            )
        ),
    )


def _insert_links(
    contents: Mapping[int, Values],
    cache: LookupCache,
    targets: Targets | None = None,
) -> None:
    links = [
        (pk, link)
        for pk, values in contents.items()
        for link in link_rows(values.get("related", ()))
    ]
    if not links:
        return
    ids = reserve_ids(RelatedLink, len(links))
    found = _targets(links, targets or {})
    insert_rows(
        RelatedLink,
        ("id", "article", "provider", "target", *LINK_COLUMNS),
        [
            (link_id, pk, cache.provider_id(link.provider), target, *link.columns)
            for link_id, (pk, link), target in zip(ids, links, found, strict=True)
        ],
    )


def _targets(links: Sequence[tuple[int, LinkRow]], before: Targets) -> Iterator[int | None]:
    """Yield for each link its previous target, or else the first article of its title and time.

    `stories.resolve` finds the others: articles stored later, in another source, or by address.
    """
    articles = Article.objects.filter(pk__in=id_array({pk for pk, _ in links}))
    sources = dict(articles.values_list("pk", "source_id"))
    first = first_by_title(link.keys.title_time_hash for _, link in links)
    for pk, link in links:
        keys = link.keys
        target = before.get((pk, keys.title_time_hash, keys.url_hash))
        if target is None and keys.title_time_hash is not None:
            target = first.get((sources[pk], keys.title_time_hash))
        yield target if target != pk else None


def _targets_by_key(article_ids: Sequence[int]) -> Targets:
    """Return the targets of the articles' links by (article, title_time_hash, url_hash)."""
    resolved = RelatedLink.objects.filter(article_id__in=article_ids, target__isnull=False)
    rows = resolved.values_list("article_id", "title_time_hash", "url_hash", "target_id")
    return {(pk, story, address): target for pk, story, address, target in rows if target}
