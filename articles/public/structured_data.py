"""Structured data of an article's page: what search engines read, as schema.org JSON-LD.

The properties are those that Google's documentation of Article, VideoObject and BreadcrumbList
asks for. The author is the provider, the publisher is this site, and `isBasedOn` names the source.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article, Topic
from articles.public.videos import Video
from articles.templatetags.look import absolute
from articles.templatetags.text import web_address

CROPS = ("wide", "classic", "square")
"""The shapes with the ratios 16:9, 4:3 and 1:1."""
Json = dict[str, Any]


def structured_data(
    article: Article, topics: Sequence[Topic], video: Video | None, path: str
) -> SafeString:
    """Return the JSON-LD of an article read with `with_detail_relations`, as a script element.

    Browsers do not execute it, so the content security policy does not apply. `json_script`
    escapes what could end the element.
    """
    graph = [_news_article(article, topics, path), _breadcrumbs(article, topics, path)]
    thumbnails = crops_of(article)
    if video and video.player and thumbnails:
        graph.append(_video(article, video, thumbnails))
    script = json_script({"@context": "https://schema.org", "@graph": graph})
    html = script.replace("application/json", "application/ld+json", 1)
    return mark_safe(html)  # noqa: S308 escaped by `json_script`


def crops_of(article: Article) -> list[str]:
    """Return the addresses of the leading picture in each of CROPS that exists."""
    renditions = article.lead_image.renditions.all() if article.lead_image else ()
    files = {each.name: each.file for each in renditions if each.format == "jpeg"}
    return [absolute(files[name].url) for name in CROPS if files.get(name)]


def _news_article(article: Article, topics: Sequence[Topic], path: str) -> Json:
    modified = [article.published_at, article.went_live_at, article.content_changed_at]  # type: ignore[attr-defined] # annotated
    site = _organization(settings.NEWSDESK_SITE_NAME, reverse("public:home"))
    provider = article.provider
    return _without_empty({
        "@type": "NewsArticle",
        "mainEntityOfPage": absolute(path),
        "headline": article.title,
        "description": article.public_excerpt,
        "image": crops_of(article),
        "datePublished": article.published_at.isoformat(),
        "dateModified": max(filter(None, modified)).isoformat(),
        "author": _organization(provider.name, reverse("public:provider", args=[provider.domain]))
        if provider
        else site,
        "publisher": site,
        "isBasedOn": web_address(article.address),
        "articleSection": [topic.name for topic in topics],
    })  # fmt: skip


def _video(article: Article, video: Video, thumbnails: list[str]) -> Json:
    return {
        "@type": "VideoObject",
        "name": article.title,
        "description": article.public_excerpt or article.title,
        "thumbnailUrl": thumbnails,
        "uploadDate": article.published_at.isoformat(),
        "embedUrl": video.player,
        "url": video.address,
    }


def _breadcrumbs(article: Article, topics: Sequence[Topic], path: str) -> Json:
    steps = [(settings.NEWSDESK_SITE_NAME, reverse("public:home"))]
    steps += [(topic.name, reverse("public:topic", args=[topic.slug])) for topic in topics[:1]]
    steps.append((article.title, path))
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": absolute(address)}
        for number, (name, address) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _organization(name: str, path: str) -> Json:
    return {"@type": "Organization", "name": name, "url": absolute(path)}


def _without_empty(values: Json) -> Json:
    return {name: value for name, value in values.items() if value}
