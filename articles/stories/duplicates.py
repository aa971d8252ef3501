"""Find articles that look like the same item as another one.

Nothing is scanned. Candidates share a key of address or title with an article: equal values of an
index, which no planner can look up in another way. Only they are compared (`likeness`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from articles.db.query_batch import moment, rows_of, written
from articles.models import Article, Status
from articles.stories.hash_keys import url_hash
from articles.stories.similarity import Look, Similarity, likeness
from articles.stories.title_fingerprints import canonical_url_hash, title_fingerprints_near

MOST = 150
"""Candidates of one kind of key, for each article that is asked about."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An article that looks like another one, and by what; what a page shows of it."""

    pk: int
    title: str
    address: str
    published_at: datetime
    status: Status
    quality: int | None
    provider: str
    likeness: Similarity


def likely_duplicates(articles: Sequence[Article]) -> dict[int, list[Duplicate]]:
    """Return by primary key what looks like each of these articles, the surest signs first.

    One query for all of them.
    """
    looks = {article.pk: _look(article) for article in articles}
    rows = sorted(set(_candidates(articles)))
    judged = {of: [_judge(of, look, row) for row in rows] for of, look in looks.items()}
    alike = {of: [each for each in found if each] for of, found in judged.items()}
    for found in alike.values():
        found.sort(key=lambda duplicate: _ORDER.index(duplicate.likeness))
    return {of: found for of, found in alike.items() if found}


_ORDER = list(Similarity)
_COLUMNS = (
    "pk", "title", "web_url", "original_url", "published_at", "status", "quality",
    "provider__name",
)  # fmt: skip


def _judge(of: int, look: Look, row: tuple[Any, ...]) -> Duplicate | None:
    pk, title, web_url, original_url, at, status, quality, provider = row
    address, came = web_url or original_url, moment(at)
    sign = likeness(look, Look(title, address, came)) if pk != of else None
    if sign is None:
        return None
    return Duplicate(pk, title, address, came, Status(status), quality, provider or "", sign)


def _candidates(articles: Sequence[Article]) -> list[tuple[Any, ...]]:
    """Return what shares a key with any of these articles, a short list for each kind of key."""
    pages = {canonical_url_hash(article.address) for article in articles}
    addresses = pages | {url_hash(article.address) for article in articles}
    wanted: dict[str, set[Any]] = {"url_hash": addresses, "canonical_url_hash": pages}
    titles = [title_fingerprints_near(each.title, each.published_at.date()) for each in articles]
    for heap, of_heap in enumerate(zip(*titles, strict=True), start=1):
        wanted[f"title_hash_{heap}"] = set().union(*of_heap)
    asked = {name: found for name, keys in wanted.items() if (found := sorted(keys - {None}))}
    parts = [_sharing(name, len(keys), MOST * len(articles)) for name, keys in asked.items()]
    values = [key for keys in asked.values() for key in keys]
    return rows_of(" UNION ALL ".join(parts), values) if parts else []


def _sharing(name: str, keys: int, most: int) -> str:
    """Return the SQL of what has one of so many keys of a kind."""
    marks = ", ".join(["%s"] * keys)
    sql = f"{_articles()} WHERE articles_article.{name} IN ({marks}) LIMIT {most}"
    return f"SELECT * FROM ({sql}) AS of_{name}"  # noqa: S608 names of ours


@cache
def _articles() -> str:
    return written(Article.objects.order_by().values_list(*_COLUMNS))


def _look(article: Article) -> Look:
    return Look(article.title, article.address, article.published_at)
