"""Write value fields into tables: columns of the article, and the rows that belong to it.

Import, editing, settling a conflict and undo all store content through here. Values have the
shape of `articles.models.values`. Nothing here checks a permission or records an Event; the
callers do.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from articles.models import Article, ArticleTopic, Image, RelatedLink
from articles.models.bulk import insert_rows, reserve_ids, stored_time
from articles.models.lookups import these
from articles.models.values import LINK_TEXT_FIELDS, TEXT_FIELDS, parse_time
from articles.stories.resolve import first_of_stories

from .directory import Directory
from .following import Follows, LinkKeys, Values, link_keys, related_columns
from .pictures import (
    FILE_COLUMNS,
    NO_FILE,
    File,
    Files,
    addresses_of,
    files_kept,
    files_shown,
    keep_files,
    newly_lost,
)

Targets = Mapping[tuple[int, int | None, int | None], int]
_PLAIN = frozenset((*TEXT_FIELDS, "quality", "heat"))
_LINK_COLUMNS = (
    "id",
    "article",
    "position",
    *LINK_TEXT_FIELDS,
    "published_at",
    "quality",
    "provider",
    "name",
    "story_key",
    "address_key",
    "target",
)
_link_texts = itemgetter(*LINK_TEXT_FIELDS)
_IMAGE_COLUMNS = ("position", "url", "width", "height", "title", "is_cached", *FILE_COLUMNS)


def column_values(values: Values, directory: Directory) -> dict[str, Any]:
    """Return the article's columns for these value fields, those that follow included.

    Relates `provider` to `provider_id`, `related` to the count and the rival.
    """
    columns = {name: value for name, value in values.items() if name in _PLAIN}
    if "published_at" in values:
        columns["published_at"] = parse_time(values["published_at"])
    if "provider" in values:
        columns["provider_id"] = directory.provider_id(values["provider"])
    if "related" in values:
        columns |= related_columns(values["related"])
    return columns


def learn_names(directory: Directory, contents: Iterable[Values]) -> None:
    """Find or make all providers and topics that these values mention."""
    domains: dict[str, str] = {}
    topics: list[str] = []
    for values in contents:
        domains[values.get("provider", "")] = ""
        domains |= {link["provider"]: "" for link in values.get("related", ())}
        topics += values.get("topics", ())
    directory.learn_providers(domains)
    directory.learn_topics(topics)


def insert_content(
    contents: Mapping[int, Values],
    directory: Directory,
    follows: Mapping[int, Follows] | None = None,
) -> None:
    """Insert the topics, images and related links of articles (by primary key) without any.

    `follows` holds what follows from the contents, where that is known already.
    """
    _insert_links(contents, directory, follows=follows)  # asks; the others need not wait for it
    _insert_topics(contents, directory)
    _insert_article_images(contents)


def insert_provider_images(pictures: Mapping[int, Sequence[Values]]) -> None:
    """Give providers, by primary key, without images these, shaped as the value field `images`."""
    insert_rows(
        Image,
        ("provider", *_IMAGE_COLUMNS),
        (
            (pk, *_image_row(position, image))
            for pk, images in pictures.items()
            for position, image in enumerate(images)
        ),
    )


def replace_content(contents: Mapping[int, Values], directory: Directory) -> None:
    """Put new topics, images and related links in place of the old, where values hold them.

    Targets of links are carried over where title and time stay the same, files of pictures
    where the address does or was there before.
    """
    changed = {
        field: [pk for pk, values in contents.items() if field in values]
        for field in ("topics", "images", "related")
    }
    if changed["topics"]:
        ArticleTopic.objects.filter(article_id__in=changed["topics"]).delete()
        _insert_topics(contents, directory)
    if changed["images"] or changed["related"]:
        _replace_illustrated(contents, changed["images"], changed["related"], directory)


def _replace_illustrated(
    contents: Mapping[int, Values],
    with_images: Sequence[int],
    with_related: Sequence[int],
    directory: Directory,
) -> None:
    own = Image.objects.filter(article__in=with_images)
    coverage = Image.objects.filter(link__isnull=False, link__article__in=with_related)
    kept = files_kept("article", [*{*with_images, *with_related}])
    shown = files_shown(own, "article") if with_images else {}
    shown |= files_shown(coverage, "link__article") if with_related else {}
    files = kept | shown
    if with_images:
        own.delete()
        _insert_article_images(contents, files)
    if with_related:
        targets = _targets_by_key(with_related)
        RelatedLink.objects.filter(article_id__in=with_related).delete()
        _insert_links(contents, directory, targets, files)
    if shown:
        keep_files("article", newly_lost(shown, kept, addresses_of(contents)))


def _insert_topics(contents: Mapping[int, Values], directory: Directory) -> None:
    insert_rows(
        ArticleTopic,
        ("article", "topic", "position"),
        (
            (pk, directory.topic_id(name), position)
            for pk, values in contents.items()
            for position, name in enumerate(values.get("topics", ()))
        ),
    )


def _insert_article_images(contents: Mapping[int, Values], files: Files | None = None) -> None:
    files = files or {}
    insert_rows(
        Image,
        ("article", *_IMAGE_COLUMNS),
        (
            (pk, *_image_row(position, image, files.get((pk, image["url"]), NO_FILE)))
            for pk, values in contents.items()
            for position, image in enumerate(values.get("images", ()))
        ),
    )


def _image_row(position: int, image: Values, file: File = NO_FILE) -> tuple[Any, ...]:
    return (
        position,
        image["url"],
        image["width"],
        image["height"],
        image["title"],
        image["is_cached"],
        *file,
    )


def _insert_links(
    contents: Mapping[int, Values],
    directory: Directory,
    targets: Targets | None = None,
    files: Files | None = None,
    follows: Mapping[int, Follows] | None = None,
) -> None:
    files = files or {}
    links = [
        (pk, position, link)
        for pk, values in contents.items()
        for position, link in enumerate(values.get("related", ()))
    ]
    if not links:
        return
    ids = reserve_ids(RelatedLink, len(links))
    derived = [keys for pk, values in contents.items() for keys in _link_keys(pk, values, follows)]
    found = list(_targets(links, derived, targets or {}))
    rows = (
        (link_id, pk, position, *_link_columns(link, directory), *follows, target)
        for link_id, (pk, position, link), follows, target in zip(
            ids, links, derived, found, strict=True
        )
    )
    insert_rows(RelatedLink, _LINK_COLUMNS, rows)
    insert_rows(
        Image,
        ("link", *_IMAGE_COLUMNS),
        (
            (link_id, *_image_row(position, image, files.get((pk, image["url"]), NO_FILE)))
            for link_id, (pk, _, link) in zip(ids, links, strict=True)
            for position, image in enumerate(link["images"])
        ),
    )


def _link_keys(
    pk: int, values: Values, follows: Mapping[int, Follows] | None
) -> Sequence[LinkKeys]:
    return follows[pk].links if follows else link_keys(values.get("related", ()))


def _link_columns(link: Values, directory: Directory) -> tuple[Any, ...]:
    moment = link["published_at"]
    return (
        *_link_texts(link),
        moment and stored_time(moment),
        link["quality"],
        directory.provider_id(link["provider"]),
    )


def _targets(
    links: Sequence[tuple[int, int, Values]], derived: Sequence[LinkKeys], before: Targets
) -> Iterator[int | None]:
    """Yield for each link what it pointed to before, or else the first of its story.

    `stories.resolve` finds the rest: what comes later, what lies in another source, and what
    only the address tells.
    """
    pks = {pk for pk, _, _ in links}
    sources = dict(Article.objects.filter(pk__in=these(pks)).values_list("pk", "source_id"))
    first = first_of_stories(each.story_key for each in derived)
    for (pk, _, _), (_, story, address) in zip(links, derived, strict=True):
        target = before.get((pk, story, address))
        if target is None and story is not None:
            target = first.get((sources[pk], story))
        yield target if target != pk else None


def _targets_by_key(article_ids: Sequence[int]) -> Targets:
    """Return what (article, story key, address key) of a link was resolved to."""
    resolved = RelatedLink.objects.filter(article_id__in=article_ids, target__isnull=False)
    rows = resolved.values_list("article_id", "story_key", "address_key", "target_id")
    return {(pk, story, address): target for pk, story, address, target in rows if target}
