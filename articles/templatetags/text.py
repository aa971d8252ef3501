"""Template filters that make third-party Markdown, HTML and addresses safe to show."""

import hashlib
from collections.abc import Sequence
from typing import Any

import nh3
from django import template
from django.core.cache import cache
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from articles.search import highlight
from articles.seeds.cleaning import is_web_address

register = template.Library()

MAX_BRACKETS = 1_000
"""More opening brackets than this are shown as plain text: markdown-it takes quadratic time for
brackets that are never closed (executablebooks/markdown-it-py#367)."""
CACHE_SECONDS = 24 * 3600

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "h2", "h3", "h4",
    "h5", "h6", "hr", "i", "ins", "kbd", "li", "ol", "p", "pre", "s", "strong", "sub", "sup",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
# No style, class or id: a text must neither imitate parts of the page nor be a link target.
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener noreferrer",  # written by others: docs/decisions/0046
)


def _picture_as_text(
    _renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any
) -> str:
    """Show the description instead of a picture, which the content security policy blocks."""
    return nh3.clean_text(tokens[index].content)


_MARKDOWN = MarkdownIt("js-default")
_MARKDOWN.add_render_rule("image", _picture_as_text)


@register.filter
def markdown(text: str) -> SafeString:
    """Return Markdown as HTML without scripts, pictures or raw HTML; "#" makes an h2.

    The HTML is cached by a digest of the text.
    """
    if text.count("[") > MAX_BRACKETS:
        return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 escaped
    key = f"markdown:{hashlib.sha256(text.encode()).hexdigest()}"
    html = cache.get_or_set(key, lambda: _render(text), CACHE_SECONDS)
    return mark_safe(str(html))  # noqa: S308 cleaned by `_render`


def _render(text: str) -> str:
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"  # the page's title is its only h1
    return clean_html(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


@register.filter
def clean_html(html: str) -> SafeString:
    """Return the harmless part of third-party HTML: text, lists, tables and links."""
    return mark_safe(_CLEANER.clean(html))  # noqa: S308 just cleaned


@register.filter
def mark_words(text: str, query: str | None) -> SafeString:
    """Return a text with the words marked that a search finds."""
    return highlight.mark_words(text, query or "")


@register.filter
def web_address(address: str) -> str:
    """Return an http or https address unchanged, and "" for anything else.

    Imports drop other addresses too; this protects pages from values stored in another way.
    """
    return address if is_web_address(address) else ""
