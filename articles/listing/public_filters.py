"""The filters of readers: shared by the search page, the feeds of searches and the API."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django_filters import CharFilter

from articles.listing.fields import LookupField, ProviderField
from articles.listing.shared_filter import DayFilter, FieldFilter, SharedFilter
from articles.models import Article, ArticleQuerySet, Provider, Topic
from articles.seeds.limits import LIMITS


def _of_published(model: Any, lookup: str) -> Any:
    """Return the rows of published articles, and the old names that were merged into such rows.

    The rest is unknown to readers: a name that only drafts have is refused like any other.
    """
    live = Article.objects.published()
    has_own = Exists(live.filter(**{lookup: OuterRef("pk")}))
    has_new_name = Exists(live.filter(**{lookup: OuterRef("merged_into")}))
    return model.objects.select_related("merged_into").filter(has_own | has_new_name)


class PublicArticleFilter(SharedFilter):
    """The filters of readers, over published articles that are not dated ahead."""

    topic = FieldFilter(
        LookupField,
        label="Topic",
        queryset=_of_published(Topic, "article_topics__topic"),
        lookups=["slug", "name__iexact"],
        method="filter_topic",
        max_length=LIMITS.name,
    )
    provider = FieldFilter(
        ProviderField,
        label="Provider",
        queryset=_of_published(Provider, "provider"),
        lookups=["domain", "name__iexact"],
        max_length=LIMITS.domain,
    )
    type = CharFilter(label="Type", max_length=LIMITS.type)
    day_from = DayFilter(field_name="published_at", lookup_expr="gte", label="From day")
    day_to = DayFilter(field_name="published_at", lookup_expr="lt", label="To day")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        queryset: ArticleQuerySet | None = None,
        **options: Any,
    ) -> None:
        if queryset is None:
            queryset = Article.objects.listed(timezone.now())
        super().__init__(data, queryset, **options)
