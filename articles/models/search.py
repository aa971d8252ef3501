"""Find articles by words."""

from django.db.models import Q, QuerySet

from .provider import Provider

MOST_WORDS = 8
"""Each word is looked for in each article: what is longer than this is no search."""


def words_of(text: str) -> list[str]:
    """Return what is looked for: the words of a search, each once, the first few of them."""
    return list(dict.fromkeys(text.split()))[:MOST_WORDS]


def matches(text: str) -> Q:
    """Return the condition that every word stands in title, excerpt or provider.

    A part of a word will do. Upper and lower case are one, on SQLite for the letters a to z.
    """
    found = Q()
    for word in words_of(text):
        named = Q(title__icontains=word) | Q(excerpt__icontains=word)
        found &= named | Q(provider__in=_providers(word))
    return found


def _providers(word: str) -> QuerySet[Provider]:
    """A query of its own, and no join: it is asked once, not for each article."""
    return Provider.objects.filter(Q(name__icontains=word) | Q(domain__icontains=word)).order_by()
