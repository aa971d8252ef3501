"""Stories as readers see them: a leading article and its coverage, among listed articles only.

Two articles cover the same event if one links to the other. What is not listed is as if it did not
exist: it neither leads nor outranks. An unscored article comes after scored ones. This differs from
`articles.stories.ranking`, which compares an article with the links of its seed, published or not.
"""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q
from django.db.models.lookups import LessThan

from articles.db.functions import CollateC
from articles.models import ArticleQuerySet, RelatedLink

MAX_COVERAGE = 50
"""Articles of a story besides its lead that are shown."""


def leading(listed: ArticleQuerySet, articles: ArticleQuerySet) -> ArticleQuerySet:
    """Return those of `articles` that have coverage among `listed`, none of which outranks them."""
    found = articles
    stronger = Q(sort_quality__gt=OuterRef("sort_quality")) | Q(
        LessThan(CollateC("name"), CollateC(OuterRef("name"))),
        sort_quality=OuterRef("sort_quality"),
    )
    either = []
    for path in ("links_here__article", "links__target"):
        others = listed.order_by().filter(**{path: OuterRef("pk")}).exclude(pk=OuterRef("pk"))
        found = found.exclude(Exists(others.filter(stronger)))
        either.append(Exists(others))
    return found.filter(either[0] | either[1])


def covering(keys: Collection[int]) -> dict[int, set[int]]:
    """Return the keys of the articles that cover the same event as each of `keys`, listed or not.

    One query. An article without coverage is missing.
    """
    links = RelatedLink.objects.filter(Q(article__in=keys) | Q(target__in=keys))
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in links.filter(target__isnull=False).values_list("article_id", "target_id"):
        if one != other:
            for key, neighbour in ((one, other), (other, one)):
                if key in keys:
                    found[key].add(neighbour)
    return found
