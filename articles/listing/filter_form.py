"""The form of the filters of articles: styles, placeholders and autocomplete."""

from typing import Any

from django.urls import reverse

AUTOCOMPLETE = {"provider": "provider", "topic": "topic", "assigned": "person", "type": "type"}
"""Filters with autocomplete, and what each suggests."""
PLACEHOLDERS = {
    "q": "Words in title, excerpt or provider",
    "run": "import:12",
    "provider": "name or domain",
    "assigned": "me, none or a username",
}


def style_filter_form(form: Any) -> Any:
    """Add style, autocomplete and placeholder attributes to the widgets of the filters."""
    for name, field in form.fields.items():
        field.widget.attrs |= {"class": "input", "autocomplete": "off"}
        if name in AUTOCOMPLETE:
            field.widget.attrs |= suggesting(AUTOCOMPLETE[name], f"suggested-{name}")
        if name in PLACEHOLDERS:
            field.widget.attrs["placeholder"] = PLACEHOLDERS[name]
    return form


def suggesting(kind: str, datalist: str) -> dict[str, str]:
    """Return the attributes of a text input that `lib/suggest.js` fetches suggestions for."""
    address = f"{reverse('admin:articles_article_suggest')}?of={kind}"
    return {"list": datalist, "data-suggest": address}
