"""Topics: what news items are about."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from articles.admin.base.enriched_form import EnrichedForm
from articles.admin.base.fields import AddressesField, LinesField, NamedChoice, TextField
from articles.admin.base.links import articles_link
from articles.admin.base.modeladmin import Kept
from articles.admin.records.provider import count_of
from articles.admin.site import site
from articles.models import ArticleTopic, Topic
from articles.seeds.limits import LIMITS


class TopicForm(EnrichedForm):
    name = TextField(max_length=200, required=True)
    short_name = TextField(max_length=200)
    parent = NamedChoice(Topic.objects.all(), "name", help_text="The parent's name.")
    keywords = LinesField(lines=4, most=LIMITS.related, help_text="One a line.")
    services = AddressesField(
        lines=4, help_text="A line each, such as news: https://example.org/news/"
    )

    class Meta:
        model = Topic
        fields = ["name", "slug", "short_name", "parent", "keywords", "services"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.parent:
            self.initial["parent"] = self.instance.parent.name

    def clean_parent(self) -> Topic | None:
        """A topic below itself would send whoever walks the tree round in circles."""
        parent: Topic | None = self.cleaned_data["parent"]
        parents = dict(Topic.objects.values_list("pk", "parent_id"))
        above = parent.pk if parent else None
        while above is not None:
            if above == self.instance.pk:
                raise ValidationError("A topic cannot stand below itself.")
            above = parents.pop(above, None)
        return parent


@admin.register(Topic, site=site)
class TopicAdmin(Kept):
    """What a person writes here, no topic file replaces: `edited_at` says so."""

    form = TopicForm
    list_display = ["name", "short_name", "parent", "in_articles", "edited_at"]
    list_select_related = ["parent"]
    search_fields = ["name", "short_name"]
    ordering = ["name"]
    readonly_fields = ["edited_at"]
    fields = ["name", "slug", "short_name", "parent", "keywords", "services", "edited_at"]
    when_empty = "No topics yet: they come with the seeds that name them."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        topics: QuerySet[Topic] = super().get_queryset(request)
        return topics.annotate(article_count=count_of(ArticleTopic.objects.all(), "topic"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Seeds know a topic by its name, readers by the address that its slug makes."""
        fixed = [*super().get_readonly_fields(request, obj)]
        return ["name", "slug", *fixed] if obj else fixed

    def get_prepopulated_fields(
        self, _request: HttpRequest, obj: Any = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ["name"]}

    @admin.display(description="articles")
    def in_articles(self, topic: Any) -> SafeString | str:
        return articles_link(topic.article_count, topic=topic.name)

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: Any) -> None:
        form.mark(obj)
        super().save_model(request, obj, form, change)
