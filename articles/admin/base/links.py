"""Links from other nouns into the list of articles."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


def articles_link(number: int, **filters: str) -> SafeString | str:
    """Return a number of articles as a link to the list that shows them; 0 leads nowhere."""
    if not number:
        return "0"
    address = f"{reverse('admin:articles_article_changelist')}?{urlencode(filters)}"
    return format_html('<a href="{}">{}</a>', address, number)
