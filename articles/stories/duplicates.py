"""Find articles that look like the same item as another one.

Candidates share a hash of the address or of the title with the article, so an index finds them;
only candidates are compared (`similarity`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from articles.models import Article
from articles.stories.hash_keys import url_hash
from articles.stories.similarity import Comparable, Similarity, compare
from articles.stories.title_fingerprints import canonical_url_hash, title_fingerprints_near

MAX_CANDIDATES = 600
"""For each article that is asked about."""
_ORDER = list(Similarity)
_SHOWN = (
    "title", "web_url", "original_url", "published_at", "status", "quality", "provider__name"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An article that looks like another one, and why."""

    article: Article
    similarity: Similarity


def likely_duplicates(articles: Sequence[Article]) -> dict[int, list[Duplicate]]:
    """Return the likely duplicates of each article by its primary key, most certain first.

    One query for all articles.
    """
    candidates = [(each, _comparable(each)) for each in _candidates(articles)]
    found = {article.pk: _duplicates_of(article, candidates) for article in articles}
    return {pk: duplicates for pk, duplicates in found.items() if duplicates}


def _duplicates_of(
    article: Article, candidates: Sequence[tuple[Article, Comparable]]
) -> list[Duplicate]:
    own = _comparable(article)
    duplicates = [
        Duplicate(candidate, similarity)
        for candidate, comparable in candidates
        if candidate.pk != article.pk and (similarity := compare(own, comparable))
    ]
    return sorted(duplicates, key=lambda each: (_ORDER.index(each.similarity), each.article.pk))


def _candidates(articles: Sequence[Article]) -> Sequence[Article]:
    canonical = {canonical_url_hash(article.address) for article in articles}
    hashes: dict[str, set[Any]] = {
        "url_hash": canonical | {url_hash(article.address) for article in articles},
        "canonical_url_hash": canonical,
    }
    near = [title_fingerprints_near(each.title, each.published_at.date()) for each in articles]
    for number, of_bucket in enumerate(zip(*near, strict=True), start=1):
        hashes[f"title_hash_{number}"] = set().union(*of_bucket)
    condition = Q()
    for name, values in hashes.items():
        if known := sorted(values - {None}):
            condition |= Q(**{f"{name}__in": known})
    if not condition:
        return []
    found = Article.objects.filter(condition).select_related("provider").only(*_SHOWN).order_by()
    return list(found[: MAX_CANDIDATES * len(articles)])


def _comparable(article: Article) -> Comparable:
    return Comparable(article.title, article.address, article.published_at)
