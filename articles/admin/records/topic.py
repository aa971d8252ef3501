"""Topics: what news items are about."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from articles.admin.base.fields import AddressesField, LinesField, NamedChoiceField, TextField
from articles.admin.base.links import articles_link, count_of
from articles.admin.base.merging_form import EnrichedForm
from articles.admin.records.named_admin import NamedModelAdmin
from articles.admin.site import site
from articles.models import ArticleTopic, Topic
from articles.seeds.limits import LIMITS


class TopicForm(EnrichedForm):
    name = TextField(max_length=200, required=True)
    short_name = TextField(max_length=200)
    parent = NamedChoiceField(
        Topic.objects.filter(merged_into=None), "name", help_text="The name of the parent."
    )
    keywords = LinesField(lines=4, max_items=LIMITS.related, help_text="One per line.")
    services = AddressesField(
        lines=4, help_text="One per line, such as news: https://example.org/news/"
    )

    class Meta:
        model = Topic
        fields = ["name", "slug", "short_name", "parent", "keywords", "services"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.parent:
            self.initial["parent"] = self.instance.parent.name

    def clean_parent(self) -> Topic | None:
        """Refuse a parent that would close a cycle."""
        parent: Topic | None = self.cleaned_data["parent"]
        parents = dict(Topic.objects.values_list("pk", "parent_id"))
        above = parent.pk if parent else None
        while above is not None:
            if above == self.instance.pk:
                raise ValidationError("A topic cannot be its own ancestor.")
            above = parents.pop(above, None)
        return parent


@admin.register(Topic, site=site)
class TopicAdmin(NamedModelAdmin):
    """Fields that a person has changed here are not replaced by topic files."""

    form = TopicForm
    list_display = ["name", "merged_into", "short_name", "parent", "article_number", "edited"]
    list_select_related = ["parent", "merged_into"]
    search_fields = ["name", "short_name"]
    ordering = ["name"]
    readonly_fields = ["edited"]
    fields = ["name", "slug", "short_name", "parent", "keywords", "services", "edited"]
    empty_message = "No topics yet. They are created by imports."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        topics: QuerySet[Topic] = super().get_queryset(request)
        return topics.annotate(article_count=count_of(ArticleTopic.objects.all(), "topic"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Fix the name, by which seeds know the topic, and the slug, which is in its address."""
        fixed = [*super().get_readonly_fields(request, obj)]
        return ["name", "slug", *fixed] if obj else fixed

    def get_prepopulated_fields(
        self, _request: HttpRequest, obj: Any = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ["name"]}

    @admin.display(description="articles")
    def article_number(self, topic: Any) -> SafeString | str:
        return articles_link(topic.article_count, topic=topic.name)

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: Any) -> None:
        form.mark_edited(obj)
        super().save_model(request, obj, form, change)
