"""The components of `static/newsdesk/css/components.css` that need more than plain HTML."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from articles.models import Article, Status

register = template.Library()

USUAL_TOP = 140
"""Where a quality bar ends: twice the usual threshold, so that its mark stands in the middle.
Higher qualities fill the bar; the number next to it says how high."""

AGES = (
    (timedelta(days=365), "y"),
    (timedelta(days=1), "d"),
    (timedelta(hours=1), "h"),
    (timedelta(minutes=1), "min"),
)


_YES_NO = re.compile(r'<img src="[^"]*icon-[a-z]+\.svg" alt="(True|False|None)">')


@register.simple_tag
def site_name() -> str:
    """Return the name that readers know the site by."""
    return str(settings.NEWSDESK_SITE_NAME)


@register.simple_tag
def absolute(path: str) -> str:
    """Return the full address of a path on this site; a full address stays as it is."""
    return f"{settings.NEWSDESK_SITE_URL}{path}" if path.startswith("/") else path


@register.filter
def thousands(number: int) -> str:
    """Return a number with its thousands set apart."""
    return f"{number:,}"


@register.filter
def field_place(field: str) -> str:
    """Return a field of a seed with its positions counted from 1: `topics[0]` is "topics no. 1"."""
    return re.sub(r"\[(\d+)\]", lambda found: f" no. {int(found[1]) + 1}", field)


@register.filter
def labelled(cells: Sequence[SafeString], headers: Sequence[dict[str, Any]]) -> SafeString:
    """Return the cells of a row of Django's lists, each with the text of its column.

    A narrow page shows a row as a stack of cells, each with that text. Yes and no are words
    instead of Django's pictures.
    """
    html = ""
    for cell, header in zip(cells, headers, strict=False):
        label = escape(capfirst(header["text"]))
        if cell.startswith("<td") and "action-checkbox" not in cell:
            empty = " data-empty" if cell.endswith(">-</td>") else ""
            html += cell.replace("<td", f'<td data-label="{label}"{empty}', 1)
        else:
            html += cell
    words = _YES_NO.sub(lambda found: {"True": "Yes", "False": "No"}.get(found[1], ""), html)
    return mark_safe(words)  # noqa: S308 cells are escaped by Django, the label here


@register.filter
def age(then: datetime) -> str:
    """Return a rough age such as `3 h`; "" for a time in the future."""
    passed = timezone.now() - then
    for unit, name in AGES:
        if passed >= unit:
            return f"{passed // unit} {name}"
    return "now" if passed >= timedelta(0) else ""


@register.simple_tag
@lru_cache(maxsize=200)
def icon(name: str) -> SafeString:
    """Return a symbol of `icons.svg`. It is hidden from screen readers: put words next to it.

    A page has fifty of these and all pages the same ones: each is made once.
    """
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("newsdesk/icons.svg"),
        name,
    )


@register.simple_tag
@lru_cache(maxsize=2_000)
def quality_bar(
    quality: int | None, threshold: int | None = None, status: str = Status.DRAFT
) -> SafeString:
    """Show a quality as a bar with the threshold marked on it, and in words.

    What is published lacks nothing: a person or another threshold decided, so none is shown.
    There are few qualities, and a page has fifty bars: each is rendered once and remembered.
    """
    if status == Status.PUBLISHED and (quality or 0) < (threshold or 0):
        threshold = None
    top = max(USUAL_TOP, threshold or 0)
    context = {
        "quality": quality,
        "threshold": threshold,
        "fill": _percent(quality or 0, top),
        "mark": _percent(threshold or 0, top),
        "passes": quality is not None and threshold is not None and quality >= threshold,
        "missing": (threshold or 0) - (quality or 0),
    }
    return render_to_string("components/quality.html", context)


@register.simple_tag
def status_badge(article: Article) -> SafeString:
    """Show the status of an article, and whether it is held or scheduled."""
    return _badge(
        article.status, article.held, article.scheduled_for, timezone.get_current_timezone_name()
    )


@lru_cache(maxsize=500)
def _badge(status: str, held: bool, scheduled_for: datetime | None, _zone: str) -> SafeString:
    article = Article(status=status, held=held, scheduled_for=scheduled_for)
    return render_to_string("components/status.html", {"article": article})


def _percent(part: int, whole: int) -> int:
    return min(100, round(100 * part / whole))
