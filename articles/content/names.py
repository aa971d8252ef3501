"""Choose names and slugs of articles and topics that are free."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import count
from typing import TypeVar

from django.db import IntegrityError, transaction

from articles.db.arrays import text_array
from articles.models import Article, OldSlug, Source

Result = TypeVar("Result")
ATTEMPTS = 4


def numbered(stem: str) -> Iterator[str]:
    """Yield the stem, stem-2, stem-3 and so on, without end."""
    yield stem
    for number in count(2):
        yield f"{stem}-{number}"


def free_slugs(names: Sequence[str]) -> list[str]:
    """Return a free slug for each name of a new article, the name itself if possible."""
    slugs_of = [
        model.objects.order_by().values_list("slug", flat=True) for model in (Article, OldSlug)
    ]
    current, old = (slugs.filter(slug__in=text_array(names)) for slugs in slugs_of)
    taken = set(current.union(old))
    used = set(names)  # no numbered slug takes the slug of another name
    slugs = []
    for name in names:
        slug = name
        if name in taken:
            slug = next(
                each
                for each in numbered(name)
                if each not in used and not any(slugs.filter(slug=each) for slugs in slugs_of)
            )
            used.add(slug)
        slugs.append(slug)
    return slugs


def free_name(stem: str, source: Source) -> str:
    """Return the stem, or the first numbered one that no article of the source has."""
    articles = Article.objects.filter(source=source)
    return next(name for name in numbered(stem) if not articles.filter(name=name).exists())


def retry_taken_names(insert: Callable[[], Result]) -> Result:
    """Run `insert`, which chooses free names and inserts rows, in a transaction.

    Another transaction can take a chosen name in between. PostgreSQL raises IntegrityError once
    that transaction has committed; then `insert` runs again.
    """
    for _ in range(ATTEMPTS - 1):
        with suppress(IntegrityError), transaction.atomic():
            return insert()
    with transaction.atomic():
        return insert()
