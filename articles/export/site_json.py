"""Render the sites' own JSON: a page of articles as a text.

The sites wrote it from their seed files. So a text that no editor has changed is written as its
file has it, with HTML entities, and any other as `export_seeds` would write it to the file.
"""

import json
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings

from articles.content.seed_limits import limits_in_force
from articles.export.site_articles import site_path
from articles.models import Article, SeedFile
from articles.seeds.cleaning import without_controls
from articles.seeds.errors import SeedRefused
from articles.seeds.front_matter import load_mapping
from articles.seeds.front_matter_split import decode, split
from articles.seeds.reader import read_article
from articles.seeds.records import SeedArticle, time_value
from articles.seeds.yaml_format import escape_entities

Json = dict[str, Any]


def page_json(
    number: int, articles: Sequence[Article], folder: PurePosixPath, *, has_next: bool
) -> str:
    """Return a page of articles from `with_site_relations`; `folder` is that of `site_folder`."""
    page = {
        "page": number,
        "value": [_item(article, folder) for article in articles],
        "nextPage": number + 1 if has_next else None,
    }
    return json.dumps(page, ensure_ascii=False, indent=2)


def _item(article: Article, folder: PurePosixPath) -> Json:
    seed: SeedFile | None = getattr(article, "seed_file", None)
    record, texts = _as_imported(seed) if seed else (None, {})
    topics = [escape_entities(row.topic.name) for row in article.article_topics.all()]
    return {
        "path": site_path(article, folder),
        "title": _text(article, "title", record, texts),
        "excerpt": _text(article, "excerpt", record, texts),
        "sourceUrl": None,
        "webUrl": article.web_url or None,
        "originalUrl": article.original_url or None,
        "featuredContent": article.featured_content or None,
        "highlight": None,
        "heat": article.heat,
        "tags": None,
        "images": _images(article.images),
        "content": article.body,
        "type": article.type or None,
        "ampWebUrl": article.amp_url or None,
        "cdnAmpWebUrl": article.cdn_amp_url or None,
        "publishedDateTime": time_value(article.published_at),
        "updatedDateTime": None,
        "provider": _provider(article, record),
        "locale": settings.NEWSDESK_LOCALE,
        "categories": [article.category] if article.category else None,
        "topics": topics or None,
    }


def _as_imported(seed: SeedFile) -> tuple[SeedArticle | None, dict[str, str]]:
    """Return the record of a file as last imported, and its texts as they are written there.

    A file that the limits of today refuse counts as none.
    """
    limits = limits_in_force()
    data = seed.data
    try:
        record = read_article(seed.path, data, limits)
    except SeedRefused:
        return None, {}
    front = load_mapping(split(decode(data, limits)).front, limits)
    texts = {name: front.get(name) for name in ("title", "excerpt")}
    return record, {name: text for name, text in texts.items() if isinstance(text, str)}


def _text(article: Article, name: str, record: SeedArticle | None, texts: dict[str, str]) -> str:
    text: str = getattr(article, name)
    if name in texts and getattr(record, name) == text:
        return without_controls(texts[name])
    return escape_entities(text)


def _provider(article: Article, record: SeedArticle | None) -> Json | None:
    """Return the provider with the pictures that the article's file names.

    An editor's pictures replace them; an article without a file has the provider's.
    """
    provider = article.provider
    if provider is None:
        return None
    named = record.provider if record else None
    if named and named.domain == provider.domain and "images" not in provider.edited_fields:
        images = [image.model_dump() for image in named.images]
    else:
        images = provider.images
    return {
        "name": escape_entities(provider.name),
        "domain": provider.domain,
        "images": _images(images),
        "publishers": None,
        "authors": None,
    }


def _images(images: list[Json]) -> list[Json] | None:
    return [
        {
            "url": image["url"],
            "width": image.get("width"),
            "height": image.get("height"),
            "title": image.get("title") or None,
            "attribution": None,
            "isCached": bool(image.get("is_cached")),
        }
        for image in images
    ] or None
