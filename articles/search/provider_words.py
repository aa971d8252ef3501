"""Which providers the words of a search name.

A provider is named where each word of a term begins a word of its name or its domain, whatever
parts them there: a hyphen, an apostrophe, a bracket, a point.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

from django.db.models import Q

from articles.db.query_batch import AskedTogether, Named
from articles.models.provider import Provider
from articles.search.query import Term, words_in

MOST_NAMING = 8
"""Terms that may name a provider, the first ones: each choice of them is a way to be found, and
SQLite puts no more than 500 together."""


def ask_who_is_named(
    terms: Sequence[Term], asked: AskedTogether
) -> Callable[[], dict[int, tuple[int, ...]]]:
    """Ask, with what else is asked, for each provider that terms name: the places of these terms.

    A single letter names nobody by itself; beside another word it does ("Channel 4", "AT&T").
    """
    naming = list(enumerate(terms[:MOST_NAMING]))
    holding = Q()
    for _, term in naming:
        holding |= _holds(term)
    if not holding:
        return dict
    rows = asked.add(Provider.objects.filter(holding).order_by(), "name", "domain")
    return lambda: _places(naming, sorted(rows()))


def _places(
    naming: Sequence[tuple[int, Term]], rows: Sequence[Named]
) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for provider, name, domain in rows:
        said = _said(name, domain)
        named = [(place, term) for place, term in naming if _is_in(said, term)]
        if any(_is_telling(term) for _, term in named):
            found[provider] = tuple(place for place, _ in named)
    return found


def _is_telling(term: Term) -> bool:
    return len("".join(term.words)) > 1


def _holds(term: Term) -> Q:
    """What the database can tell: which names may be meant. `_is_in` says which are."""
    held = Q()
    for word in term.words if _is_telling(term) else ():
        held &= Q(name__icontains=word) | Q(domain__icontains=word)
    return held


def _is_in(said: str, term: Term) -> bool:
    end = " " if term.is_whole else ""
    return f" {' '.join(term.words)}{end}" in said


@lru_cache(maxsize=20_000)  # the same providers are asked about by every search
def _said(name: str, domain: str) -> str:
    """Return the words of both between spaces, and two spaces where no phrase goes on."""
    return "  ".join(["", " ".join(words_in(name)), " ".join(words_in(domain)), ""])
