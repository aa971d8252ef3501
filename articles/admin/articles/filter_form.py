"""The filters of articles as a form: what the controls look like and suggest."""

from typing import Any

from django.urls import reverse

SUGGESTED = {"provider": "provider", "topic": "topic", "assigned": "person", "type": "type"}
"""Filters that suggest what begins like what is typed."""


def dressed(form: Any) -> Any:
    """Give the controls of the filters their looks, and the lists that they suggest from."""
    for name, field in form.fields.items():
        field.widget.attrs |= {"class": "input", "autocomplete": "off"}
        if name in SUGGESTED:
            field.widget.attrs |= suggesting(SUGGESTED[name], f"suggested-{name}")
    form.fields["run"].widget.attrs["placeholder"] = "import:12"
    form.fields["provider"].widget.attrs["placeholder"] = "example.org"
    form.fields["assigned"].widget.attrs["placeholder"] = "me, nobody or a username"
    return form


def suggesting(kind: str, datalist: str) -> dict[str, str]:
    """Return the attributes of a text input that `suggest.js` fetches suggestions for."""
    address = f"{reverse('admin:articles_article_suggest')}?of={kind}"
    return {"list": datalist, "data-suggest": address}
