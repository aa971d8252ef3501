"""Fill in the form of a new article from the page at its web address."""

import re

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict

from articles.admin.articles.forms import control_text
from articles.content.page_facts import PageFacts, PageNotRead, fetch_page_facts
from articles.desk.display import label
from articles.seeds.cleaning import is_web_address

_IF_EMPTY = ("title", "excerpt", "provider")


def can_prefill() -> bool:
    """Whether this site fetches anything from other servers."""
    return bool(settings.NEWSDESK_FETCH_IMAGES)


def prefilled(request: HttpRequest) -> QueryDict:
    """Return what was sent, with empty fields filled in; say in a message what was found."""
    if not can_prefill():
        raise BadRequest("This site does not fetch pages.")
    data = request.POST.copy()
    address = data.get("web_url", "").strip()
    if not is_web_address(address):
        messages.error(request, "Enter a web address that begins with http:// or https://.")
        return data
    try:
        facts = fetch_page_facts(address)
    except PageNotRead as error:
        messages.error(request, f"Nothing was filled in from {address}: {error}")
        return data
    filled = ", ".join(_fill(data, facts))
    if filled:
        messages.success(request, f"Filled in from {address}: {filled}. Check it, then save.")
    else:
        messages.info(request, f"{address} says nothing that is missing here.")
    return data


def _fill(data: QueryDict, facts: PageFacts) -> list[str]:
    """Fill in fields, and return their labels."""
    values = {name: getattr(facts, name) for name in _IF_EMPTY if not data.get(name, "").strip()}
    if facts.published_at:  # the form begins with the present time
        values["published_at"] = control_text("published_at", facts.published_at)
    filled = [name for name, value in values.items() if value]
    for name in filled:
        data[name] = values[name]
    has_picture = any(re.fullmatch(r"images-\d+-url", name) and data[name] for name in data)
    if facts.image and not has_picture:
        data["images-0-opened"], data["images-0-url"] = "", facts.image
        filled.append("images")
    return [label(name) for name in filled]
