"""The components of `static/newsdesk/components.css` that need more than plain HTML."""

from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Article

register = template.Library()

USUAL_TOP = 140
"""Where a quality bar ends: twice the usual threshold, so that its mark stands in the middle.
Higher qualities fill the bar; the number beside it says how high."""


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


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a symbol of `icons.svg`. It says nothing by itself: put words beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("newsdesk/icons.svg"),
        name,
    )


@register.inclusion_tag("_quality.html")
def quality_bar(quality: int | None, threshold: int | None = None) -> dict[str, Any]:
    """Show a quality as a bar with the threshold marked on it, and in words."""
    top = max(USUAL_TOP, threshold or 0)
    return {
        "quality": quality,
        "threshold": threshold,
        "fill": _percent(quality or 0, top),
        "mark": _percent(threshold or 0, top),
        "passes": quality is not None and threshold is not None and quality >= threshold,
        "missing": (threshold or 0) - (quality or 0),
    }


@register.inclusion_tag("_status.html")
def status_badge(article: Article) -> dict[str, Any]:
    """Show where an article stands, with held and scheduled beside it."""
    return {"article": article}


def _percent(part: int, whole: int) -> int:
    return min(100, round(100 * part / whole))
