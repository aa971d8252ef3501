"""Find articles that look like the same item as another one.

Nothing is scanned. Candidates come from three short walks along indexes, and only they are
compared (`likeness`): those with the same address, as it stands or without its tracking
parameters; those whose title began with the same letters on a day of the week before or after
(file names begin with the day and the title); and the provider's own of those two weeks. A title
that another provider begins otherwise is not found.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import IntegerField, Q, QuerySet, Value

from articles.models import Article, Status
from articles.models.keys import address_key
from articles.models.unions import rows_of_all
from articles.seeds.naming import dated_name

from .likeness import WITHIN, Likeness, Look, likeness, plain_address

LETTERS = 12
"""Of a title's beginning as file names have it."""
MOST = 150
"""Candidates of a walk."""


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
    likeness: Likeness


def likely_duplicates(articles: Sequence[Article]) -> dict[int, list[Duplicate]]:
    """Return by primary key what looks like each of these articles, the surest signs first.

    One query for all of them.
    """
    looks = {article.pk: _look(article) for article in articles}
    rows = set(rows_of_all([part for article in articles for part in _candidates(article)]))
    alike = defaultdict(list)
    for of, *row in sorted(rows, key=itemgetter(0, 1)):
        if duplicate := _judge(looks[of], tuple(row)):
            alike[of].append(duplicate)
    for found in alike.values():
        found.sort(key=lambda duplicate: _ORDER.index(duplicate.likeness))
    return dict(alike)


_ORDER = list(Likeness)
_COLUMNS = (
    "pk", "title", "web_url", "original_url", "published_at", "status", "quality",
    "provider__name",
)  # fmt: skip


def _judge(look: Look, row: tuple[Any, ...]) -> Duplicate | None:
    pk, title, web_url, original_url, at, status, quality, provider = row
    address, moment = web_url or original_url, _moment(at)
    sign = likeness(look, Look(title, address, moment))
    if sign is None:
        return None
    return Duplicate(pk, title, address, moment, Status(status), quality, provider or "", sign)


def _moment(value: datetime) -> datetime:
    """SQLite's driver gives times without their zone, which is UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _candidates(article: Article) -> Iterator[QuerySet[Any, Any]]:
    others = Article.objects.exclude(pk=article.pk).order_by()
    near = (article.published_at - WITHIN, article.published_at + WITHIN)
    yield _rows(article, others.filter(address_key__in=_keys(article)))
    yield _rows(article, others.filter(_names(article)))
    if article.provider_id:
        own = others.filter(provider=article.provider_id, status__in=Status.values)
        yield _rows(article, own.filter(published_at__range=near))


def _rows(article: Article, found: QuerySet[Article]) -> QuerySet[Any, Any]:
    of = Value(article.pk, output_field=IntegerField())
    return found.annotate(of=of).values_list("of", *_COLUMNS)[:MOST]


def _keys(article: Article) -> set[int | None]:
    plain = plain_address(article.address)
    return {address_key(article.address), address_key(f"https://{plain}" if plain else "")} - {None}


def _names(article: Article) -> Q:
    days = range(-WITHIN.days, WITHIN.days + 1)
    starts = (_start(article, timedelta(days=day)) for day in days)
    return _any(_begins(start) for start in starts)


def _start(article: Article, distance: timedelta) -> str:
    day = (article.published_at + distance).date().isoformat()
    return dated_name(day, article.title)[: len(day) + 1 + LETTERS]


def _begins(start: str) -> Q:
    """PostgreSQL has an index for LIKE; SQLite has one for what lies between two texts."""
    if connection.vendor == "postgresql":
        return Q(slug__startswith=start)
    return Q(slug__gte=start, slug__lt=f"{start}~")


def _any(conditions: Iterable[Q]) -> Q:
    whole = Q()
    for condition in conditions:
        whole |= condition
    return whole


def _look(article: Article) -> Look:
    return Look(article.title, article.address, article.published_at)
