"""Providers: who published a news item first."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.safestring import SafeString

from articles.admin.base.enriched_form import EnrichedForm
from articles.admin.base.fields import DomainField, LinesField, TextField
from articles.admin.base.links import articles_link
from articles.admin.base.modeladmin import Kept
from articles.admin.site import site
from articles.models import Article, Provider
from articles.search.backends import index_provider
from articles.seeds.limits import LIMITS


class ProviderForm(EnrichedForm):
    name = TextField(max_length=LIMITS.name, required=True)
    description = TextField(lines=4, max_length=LIMITS.text)
    other_names = LinesField(lines=3, help_text="One a line.")

    class Meta:
        model = Provider
        fields = ["domain", "name", "description", "other_names"]
        field_classes = {"domain": DomainField}


def count_of(articles: QuerySet[Any], key: str) -> Coalesce:
    """Return the number of rows that point to a noun, counted only for the rows on the page."""
    counted = articles.filter(**{key: OuterRef("pk")}).order_by().values(key)
    count = Subquery(counted.annotate(count=Count("*")).values("count"))
    return Coalesce(count, 0, output_field=IntegerField())


@admin.register(Provider, site=site)
class ProviderAdmin(Kept):
    """What a person writes here, no organisation file replaces: `edited_at` says so."""

    form = ProviderForm
    list_display = ["name", "domain", "in_articles", "edited_at"]
    search_fields = ["name", "domain"]
    ordering = ["name", "domain"]
    readonly_fields = ["edited_at"]
    fields = ["domain", "name", "description", "other_names", "edited_at"]
    when_empty = "No providers yet: they come with the seeds that name them."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Provider]:
        providers: QuerySet[Provider] = super().get_queryset(request)
        return providers.annotate(article_count=count_of(Article.objects.all(), "provider"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Seeds know a provider by its domain: another domain would be another provider."""
        fixed = [*super().get_readonly_fields(request, obj)]
        return ["domain", *fixed] if obj else fixed

    @admin.display(description="articles")
    def in_articles(self, provider: Any) -> SafeString | str:
        return articles_link(provider.article_count, provider=provider.domain)

    def save_model(self, request: HttpRequest, obj: Provider, form: Any, change: Any) -> None:
        form.mark(obj)
        super().save_model(request, obj, form, change)
        if "name" in form.changed_data:
            index_provider(obj.pk)
