"""Fold stories: of articles that are related, the best leads and the others are listed with it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from articles.models import Article, ArticleQuerySet, RelatedLink
from articles.stories.rank import rank

RANK_COLUMNS = ("name", "quality")
"""The columns by which `rank` orders the articles of a story."""
Pair = tuple[int, int]
"""The primary keys of two articles, of which one names the other as related coverage."""


@dataclass(slots=True)
class Story:
    """The primary keys of a leading article and of its coverage, in the order of the story."""

    lead: int
    coverage: list[int] = field(default_factory=list)


def related_pairs(pks: Collection[int]) -> list[Pair]:
    """Return which of these articles are related, in a fixed order."""
    links = RelatedLink.objects.filter(article__in=pks, target__in=pks)
    return list(links.order_by("article", "target").values_list("article", "target").distinct())


def related_articles(article: Article) -> ArticleQuerySet:
    """Return the articles that this one names as related coverage, or that name it."""
    named = article.links.values("target")
    naming = RelatedLink.objects.filter(target=article).values("article")
    return Article.objects.filter(Q(pk__in=named) | Q(pk__in=naming))


def fold(rows: Sequence[Any], pairs: Iterable[Pair], featured: Collection[int] = ()) -> list[Story]:
    """Return the stories of these rows (with `pk` and RANK_COLUMNS), the best first.

    The best article leads, then the best of those that are not yet coverage of another. Featured
    ones lead in their own order. Only direct relations count: chains of them would join stories
    that have nothing in common.
    """
    related = defaultdict(set)
    for one, other in pairs:
        related[one].add(other)
        related[other].add(one)
    order = {pk: number for number, pk in enumerate(featured)}
    best_first = sorted(
        rows, key=lambda row: (order.get(row.pk, len(order)), rank(row.quality, row.name))
    )
    stories = []
    taken = {*featured}
    for row in best_first:
        if row.pk not in taken or row.pk in order:
            taken.add(row.pk)
            near = related[row.pk] - taken
            stories.append(Story(row.pk, [each.pk for each in best_first if each.pk in near]))
            taken |= near
    return stories
