"""The form of the filters of articles: styles, placeholders and autocomplete."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.forms import Select
from django.urls import reverse
from django.utils.choices import CallableChoiceIterator

from articles.listing.fields import run_in_words
from articles.models import BulkAction, ImportRun, PublishRun
from articles.workflow.times import format_time

MAX_RUNS = 15
"""Newest runs of each kind that a filter offers."""

AUTOCOMPLETE = {"provider": "provider", "topic": "topic", "assigned": "person", "type": "type"}
"""Filters with autocomplete, and what each suggests."""
PLACEHOLDERS = {
    "q": "Words in title, excerpt, text or provider",
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
    offer_runs(form)
    return form


def offer_runs(form: Any) -> None:
    """Let people choose one of the newest runs in the field `run`, or keep the present one."""
    chosen = form["run"].data or ""
    attributes = form.fields["run"].widget.attrs
    form.fields["run"].widget = Select(
        attributes, CallableChoiceIterator(partial(_runs_to_choose, chosen))
    )


def _runs_to_choose(chosen: str) -> Iterator[tuple[str, Any]]:
    yield "", "Any"
    kinds: list[tuple[str, str, Any]] = [
        ("import", "Imports", ImportRun.imports),
        ("publish", "Publish runs", PublishRun.objects),
        ("bulk", "Bulk actions", BulkAction.objects),
    ]
    offered = {""}
    for kind, label, runs in kinds:
        newest = runs.order_by("-pk")[:MAX_RUNS]
        choices = [(f"{kind}:{run.pk}", f"{run}, {format_time(run.created_at)}") for run in newest]
        offered.update(value for value, _ in choices)
        if choices:
            yield label, choices
    if chosen not in offered:
        yield chosen, run_in_words(chosen)


def suggesting(kind: str, datalist: str) -> dict[str, str]:
    """Return the attributes of a text input that `lib/suggest.js` fetches suggestions for."""
    address = f"{reverse('admin:articles_article_suggest')}?of={kind}"
    return {"list": datalist, "data-suggest": address}
