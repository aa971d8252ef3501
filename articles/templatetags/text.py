"""What others wrote, made safe to show: Markdown, embedded HTML and addresses."""

from collections.abc import Sequence
from typing import Any

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from articles.seeds.cleaning import is_web_address

register = template.Library()

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "h2", "h3", "h4",
    "h5", "h6", "hr", "i", "ins", "kbd", "li", "ol", "p", "pre", "s", "strong", "sub", "sup",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
# No style, class or id: a text must not look like a part of the page, nor be a target in it.
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
)


def _picture_as_text(
    _renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any
) -> str:
    """The policy lets no picture in from elsewhere; its description stands for it."""
    return nh3.clean_text(tokens[index].content)


_MARKDOWN = MarkdownIt("js-default")
_MARKDOWN.add_render_rule("image", _picture_as_text)


@register.filter
def markdown(text: str) -> SafeString:
    """Return Markdown as HTML without scripts, pictures or raw HTML; "#" makes an h2."""
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"  # the page's title is its only h1
    return clean_html(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


@register.filter
def clean_html(html: str) -> SafeString:
    """Return the harmless part of somebody's HTML: text, lists, tables and links."""
    return mark_safe(_CLEANER.clean(html))  # noqa: S308 just cleaned


@register.filter
def web_address(address: str) -> str:
    """Return an http or https address as it is, and "" for anything else.

    Ingest drops other addresses. This is the second lock, for what came another way.
    """
    return address if is_web_address(address) else ""
