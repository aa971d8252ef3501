"""The search of readers: its filter, its results in order, and the hits of a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django_filters import ChoiceFilter

from articles.listing.ordering import RELEVANCE
from articles.listing.public_filters import PublicArticleFilter
from articles.models import Article, ArticleQuerySet, Provider
from articles.search.backends import with_rank
from articles.search.corrections import correct
from articles.search.highlight import mark_words, snippet
from articles.templatetags.text import markdown
from articles.workflow.times import format_time

MAX_RESULTS = 2_000
"""Results that can be paged through; more are counted as "2,000+"."""
NEWEST = "newest"
PLACEHOLDERS = {"topic": "name", "provider": "name or domain", "type": "such as video"}


class SearchFilter(PublicArticleFilter):
    """The filters of readers, and the order of the results."""

    order = ChoiceFilter(
        label="Order",
        choices=[(NEWEST, "Newest first")],
        empty_label=RELEVANCE.label,
        method="keep",
    )

    def keep(self, articles: ArticleQuerySet, _name: str, _value: str) -> ArticleQuerySet:
        """Return all articles: an order excludes none."""
        return articles

    @property
    def is_used(self) -> bool:
        return bool(self.params.keys() - {"order"})

    @property
    def has_filters(self) -> bool:
        """Whether more than words is searched for."""
        return bool(self.params.keys() - {"order", "q"})

    @property
    def feed_query(self) -> str:
        """The query string of this search's feeds, which have an order of their own."""
        return urlencode({name: value for name, value in self.params.items() if name != "order"})

    def styled_form(self) -> Any:
        for name, field in self.form.fields.items():
            field.widget.attrs |= {"class": "input", "autocomplete": "off"}
            if name in PLACEHOLDERS:
                field.widget.attrs["placeholder"] = PLACEHOLDERS[name]
        self.form.fields["q"].widget.input_type = "search"
        return self.form

    def result_keys(self) -> list[int]:
        """Return the keys of the results in order, at most one more than MAX_RESULTS."""
        text = self.params.get("q", "")
        articles = self.qs
        if text and self.params.get("order") != NEWEST:
            articles = with_rank(articles, text).order_by(*RELEVANCE.terms())
        else:
            articles = articles.newest_first()
        return list(articles.values_list("pk", flat=True)[: MAX_RESULTS + 1])

    def correction(self) -> str:
        """Return a similar search that has results by the same filters, or ""."""
        others = self.without("q")
        text = correct(self.params.get("q", ""), others)
        found = SearchFilter({"q": text}, others)
        return text if text and found.is_valid() and found.qs.exists() else ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found; its title and a part of its text have the found words marked."""

    slug: str
    title: SafeString
    snippet: SafeString
    provider: Provider | None
    type: str
    published_at: datetime

    @property
    def when(self) -> str:
        return format_time(self.published_at)


def hits(keys: Sequence[int], text: str) -> list[Hit]:
    """Return the hits of a page in order, without articles withdrawn since, in one query."""
    listed = Article.objects.listed(timezone.now()).select_related("provider")
    found = listed.only(
        "slug", "title", "excerpt", "body", "type", "published_at", "provider__name",
        "provider__domain",
    ).in_bulk(keys)  # fmt: skip
    return [
        Hit(
            slug=article.slug,
            title=mark_words(article.title, text),
            snippet=snippet(article.public_excerpt, _plain(article.body), text),
            provider=article.provider,
            type=article.type,
            published_at=article.published_at,
        )
        for pk in keys
        if (article := found.get(pk))
    ]


def _plain(body: str) -> str:
    """Return the text of a body without its Markdown."""
    return unescape(strip_tags(markdown(body))) if body else ""
