"""The place of an article in the list that its page was opened from.

The parameter `list` of the page's address is the query of that list, with the cursor of its page.
Every address of the page keeps it.
"""

from functools import cached_property

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from articles.listing.filters import ArticleFilter
from articles.listing.ordering import NEWEST, ORDERS
from articles.models import Article

MAX_QUERY = 2_000
LIST = "admin:articles_article_changelist"


class ListPlace:
    """The list of a request, and an article's neighbours in it."""

    def __init__(self, request: HttpRequest, article: Article) -> None:
        query = request.GET.get("list", "")
        self._query = QueryDict(query if len(query) <= MAX_QUERY else "")
        self._request, self._article = request, article
        self.is_known = "list" in request.GET

    @property
    def address(self) -> str:
        """The address of the page of the list, at the article."""
        query = f"?{self._query.urlencode()}" if self._query else ""
        return f"{reverse(LIST)}{query}#article-{self._article.pk}"

    @cached_property
    def previous(self) -> str:
        return self._neighbour(is_before=True)

    @cached_property
    def next(self) -> str:
        return self._neighbour(is_before=False)

    def _neighbour(self, *, is_before: bool) -> str:
        """Return the address of the article before or after this one, "" without one."""
        articles = ArticleFilter(self._query, request=self._request)
        if not self.is_known or not articles.is_valid():
            return ""
        order = ORDERS.get(self._query.get("order", ""), NEWEST)
        beyond = order.from_row(order.values(self._article), backwards=is_before)
        rows = articles.qs.filter(beyond).order_by(*order.terms(backwards=is_before))
        pk = rows.values_list("pk", flat=True).first()
        return change_address(pk, self._query.urlencode()) if pk else ""


def change_address(pk: int, query: str) -> str:
    """Return the address of an article's page that remembers the query of a list."""
    page = reverse("admin:articles_article_change", args=[pk])
    return f"{page}?{urlencode({'list': query})}"
