"""Point related links at the articles that an import has stored."""

from collections.abc import Callable

from django.db import transaction

from articles.models import ImportItem, ImportRun
from articles.stories.resolve import resolve_links

ARTICLES_AT_ONCE = 1_000


def resolve_stored_links(
    run: ImportRun,
    *,
    renew: Callable[[ImportRun], None] | None = None,
) -> None:
    """Resolve the links from and to all articles that a run has stored. Idempotent.

    `renew` is called in the transaction of each slice by a worker that holds the lease.
    """
    items = ImportItem.objects.filter(run=run, version__isnull=False, article__isnull=False)
    pks = items.order_by("article").values_list("article", flat=True)
    last = 0
    while some := list(pks.filter(article__gt=last)[:ARTICLES_AT_ONCE]):
        with transaction.atomic():
            resolve_links(some)
            if renew:
                renew(run)
        last = some[-1]
