"""Lock articles in the order of their primary keys, so that concurrent writers cannot deadlock.

Rejecting, archiving and reopening an article also changes the articles that link to it (their
strongest rival). Whatever writes articles therefore locks them together with these neighbours,
at the beginning of its transaction, through this module.
"""

from collections.abc import Collection

from django.db.models import Q

from articles.db.arrays import id_array
from articles.models import Article, RelatedLink
from articles.workflow.errors import Stale


def lock_articles(pks: Collection[int]) -> dict[int, Article]:
    """Lock these articles and those that link to them; return the former, with `assigned_to`.

    The locks last until the transaction ends. They do not block inserts of rows that reference
    the articles (FOR NO KEY UPDATE). On SQLite the transaction is the lock.
    """
    linking = RelatedLink.objects.filter(target__in=id_array(pks)).values("article_id")
    wanted = Article.objects.filter(Q(pk__in=id_array(pks)) | Q(pk__in=linking)).order_by("pk")
    list(wanted.select_for_update(no_key=True).values_list("pk", flat=True))
    return Article.objects.select_related("assigned_to").in_bulk(list(pks))


def lock_rows(pks: Collection[int]) -> None:
    """Lock these articles only, for changes that do not reach the articles that link to them."""
    wanted = Article.objects.filter(pk__in=id_array(pks)).order_by("pk")
    list(wanted.select_for_update(no_key=True).values_list("pk", flat=True))


def lock_current(article: Article) -> None:
    """Lock an article and its neighbours, or raise Stale if it is not at this version any more."""
    stored = lock_articles([article.pk]).get(article.pk)
    if stored is None or stored.version != article.version:
        raise Stale(article.title)
