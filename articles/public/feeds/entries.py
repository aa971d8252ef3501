"""Articles as entries of feeds: the same values for all formats."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.feedgenerator import Enclosure
from django.utils.html import escape, linebreaks

from articles.db.functions import JoinTexts
from articles.images.page_pictures import load_pictures
from articles.listing.http_cache import with_versions
from articles.models import Article, ArticleQuerySet, ArticleTopic, RelatedLink
from articles.public.feeds.formats import AtomFeed, JsonFeed, RssFeed
from articles.templatetags.look import absolute
from articles.templatetags.text import web_address

FEED_SIZE = 50
PICTURE = ("wide", "jpeg")
"""The shape and format of the rendition that is an entry's enclosure."""
MAX_BODY = 20_000
"""Characters. The entry of an article with a longer text has its excerpt only."""
NAMESPACE = UUID("43b47627-189c-4f9f-be0e-f2b9e7887992")
"""Made for Newsdesk. It must never change, or readers get every article again."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is no character of XML 1.0 (https://www.w3.org/TR/xml/#charsets)."""


@dataclass(frozen=True, slots=True)
class FeedInfo:
    """A feed: its title, the `page` that shows the same articles, and its address on this site.

    `key` is the identity, from which the id follows. `hub` is the address of the WebSub hub that
    gets notice of changes, or "".
    """

    title: str
    description: str
    page: str
    address: str
    key: str
    hub: str = ""


def newest_rows(articles: ArticleQuerySet) -> list[Any]:
    """Return the newest rows of a feed with all that changes when an entry changes."""
    links = RelatedLink.objects.filter(article=OuterRef("pk")).order_by().values("article")
    names = links.annotate(names=JoinTexts("provider__name")).values("names")
    annotated = articles.latest_first().annotate(link_names=Subquery(names))
    return list(with_versions(annotated, "link_names")[:FEED_SIZE])


def fill_feed(
    generator: type[AtomFeed | RssFeed | JsonFeed], info: FeedInfo, keys: Sequence[int]
) -> AtomFeed | RssFeed | JsonFeed:
    """Return a feed of the live articles with these primary keys, in their order."""
    feed = generator(
        title=clean_text(info.title),
        link=absolute(info.page),
        description=clean_text(info.description),
        subtitle=clean_text(info.description),
        language=settings.LANGUAGE_CODE,
        feed_url=absolute(info.address),
        feed_guid=permanent_id(f"feed:{info.key}"),
        author_name=clean_text(settings.NEWSDESK_SITE_NAME),
        hub=info.hub,
    )
    found = {article.pk: article for article in _with_relations(Article.objects.published(), keys)}
    articles = [found[key] for key in keys if key in found]
    load_pictures(articles, shapes=[PICTURE[0]])
    for article in articles:
        feed.add_item(**_entry(article))
    return feed


def permanent_id(key: str) -> str:
    """Return the id of an article or a feed. It does not depend on any address of the site."""
    return f"urn:uuid:{uuid5(NAMESPACE, key)}"


def clean_text(text: str) -> str:
    """Return a text without characters that XML forbids, such as control characters."""
    return _NOT_XML.sub("", text)


def _with_relations(articles: ArticleQuerySet, keys: Sequence[int]) -> QuerySet[Article]:
    topics = ArticleTopic.objects.select_related("topic").order_by("position")
    links = RelatedLink.objects.select_related("provider").order_by("position")
    links = links.only("article", "title", "web_url", "provider__name")
    return (
        articles.filter(pk__in=keys)
        .select_related("source", "provider__icon", "lead_image")
        .prefetch_related(Prefetch("article_topics", topics), Prefetch("links", links))
    )


def _entry(article: Article) -> dict[str, Any]:
    """Return the arguments of `SyndicationFeed.add_item`, and what our formats add."""
    excerpt = clean_text(article.public_excerpt)
    source_address = iri_to_uri(web_address(article.address))
    content = render_to_string(
        "public/feeds/content.html",
        {
            "article": article,
            "body": article.body if len(article.body) <= MAX_BODY else "",
            "links": [link for link in article.links.all() if web_address(link.web_url)],
            "address": source_address,
        },
    )
    return {
        "title": clean_text(article.title),
        "link": absolute(reverse("public:article", args=[article.slug])),
        "description": linebreaks(escape(excerpt)) if excerpt else None,
        "summary": excerpt,
        "content": clean_text(content).strip(),
        "source_address": source_address,
        "unique_id": permanent_id(f"article:{article.source.name}/{article.name}"),
        "unique_id_is_permalink": False,
        "author_name": clean_text(article.provider.name) or None if article.provider else None,
        "pubdate": article.published_at,
        "updateddate": article.updated_at,
        "categories": [clean_text(row.topic.name) for row in article.article_topics.all()],
        "enclosures": _enclosures(article),
    }


def _enclosures(article: Article) -> list[Enclosure]:
    """Return the leading picture as an enclosure, if we have its rendition: at most one."""
    renditions = article.lead_image.renditions.all() if article.lead_image else ()
    return [
        Enclosure(absolute(each.file.url), str(each.byte_count), "image/jpeg")
        for each in renditions
        if (each.name, each.format) == PICTURE and each.byte_count
    ]
