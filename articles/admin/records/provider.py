"""Providers: who published a news item first."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from articles.admin.base.fields import DomainField, LinesField, TextField
from articles.admin.base.links import articles_link, count_of
from articles.admin.base.merging_form import EnrichedForm
from articles.admin.records.named_admin import NamedModelAdmin
from articles.admin.site import site
from articles.models import Article, Provider
from articles.search.backends import index_provider
from articles.seeds.limits import LIMITS


class ProviderForm(EnrichedForm):
    name = TextField(max_length=LIMITS.name, required=True)
    description = TextField(lines=4, max_length=LIMITS.text)
    other_names = LinesField(lines=3, help_text="One per line.")

    class Meta:
        model = Provider
        fields = ["domain", "name", "description", "other_names"]
        field_classes = {"domain": DomainField}


@admin.register(Provider, site=site)
class ProviderAdmin(NamedModelAdmin):
    """Fields that a person has changed here are not replaced by organisation files."""

    form = ProviderForm
    list_display = ["name", "domain", "merged_into", "article_number", "edited"]
    list_select_related = ["merged_into"]
    search_fields = ["name", "domain"]
    ordering = ["name", "domain"]
    readonly_fields = ["edited"]
    fields = ["domain", "name", "description", "other_names", "edited"]
    empty_message = "No providers yet. They are created by imports."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Provider]:
        providers: QuerySet[Provider] = super().get_queryset(request)
        return providers.annotate(article_count=count_of(Article.objects.all(), "provider"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Fix the domain, by which seeds know the provider."""
        fixed = [*super().get_readonly_fields(request, obj)]
        return ["domain", *fixed] if obj else fixed

    @admin.display(description="articles")
    def article_number(self, provider: Any) -> SafeString | str:
        return articles_link(provider.article_count, provider=provider.domain)

    def save_model(self, request: HttpRequest, obj: Provider, form: Any, change: Any) -> None:
        form.mark_edited(obj)
        super().save_model(request, obj, form, change)
        if "name" in form.changed_data:
            index_provider(obj.pk)
