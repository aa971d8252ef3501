"""The articles: the list, and the ways to their pages."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from articles.models import Article, Image, Status, Verb
from articles.workflow.editing import revert
from articles.workflow.errors import WorkflowError

from .article_filters import (
    ConflictFilter,
    DomainFilter,
    OutrankedFilter,
    QualityFilter,
    TopicFilter,
    TypeFilter,
)
from .article_page import add_page, address, change_page, events_of, find_article, timeline
from .article_verbs import ACTS, ReasonForm, VerbForm, bulk_actions, press
from .nouns import Kept
from .site import person, site
from .threshold import publish_by_threshold

HISTORY_PAGE = 50


@admin.register(Article, site=site)
class ArticleAdmin(Kept):
    """Content is saved by `workflow.editing`, states by `workflow.transitions`: no model form."""

    list_display = [
        "picture",
        "title",
        "provider",
        "published",
        "quality",
        "related",
        "status",
        "held",
        "outranked",
    ]
    list_display_links = ["title"]
    list_filter = [
        "status",
        "held",
        QualityFilter,
        TypeFilter,
        ConflictFilter,
        OutrankedFilter,
        DomainFilter,
        TopicFilter,
        "source",
    ]
    list_select_related = ["provider"]
    search_fields = ["title", "excerpt", "provider__name", "provider__domain"]
    search_help_text = "Searches titles, excerpts and providers."
    ordering = ["-published_at", "-pk"]
    sortable_by = ["published"]
    actions = [*bulk_actions(), publish_by_threshold]
    action_form = ReasonForm
    when_empty = "No articles here. Upload seeds, write one, or take a filter away."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        first = Image.objects.filter(position=0)
        articles: QuerySet[Article] = super().get_queryset(request)
        return articles.prefetch_related(Prefetch("images", first, to_attr="first_images"))

    @admin.display(description="picture")
    def picture(self, article: Any) -> str:
        """Only what we hold ourselves can be shown: the page loads nothing from elsewhere."""
        image = next(iter(article.first_images), None)
        if image is None:
            return "none"
        if not image.file:
            return "linked"
        return format_html('<img class="thumbnail" src="{}" alt="">', image.file.url)

    @admin.display(description="published (UTC)", ordering="published_at")
    def published(self, article: Article) -> str:
        return f"{article.published_at:%Y-%m-%d %H:%M}"

    @admin.display(description="related")
    def related(self, article: Article) -> int:
        return article.related_count

    @admin.display(description="outranked", boolean=True)
    def outranked(self, article: Article) -> bool:
        return article.is_outranked

    def view_on_site(self, article: Article) -> str | None:
        """Readers see what is live."""
        is_live = article.status == Status.PUBLISHED
        return reverse("public:article", args=[article.slug]) if is_live else None

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Readers see at once what is changed of a live article: that takes more than a draft."""
        if obj is not None and obj.status != Status.DRAFT:
            return request.user.has_perm("articles.publish_article")
        return super().has_change_permission(request, obj)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.publish_article")

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.review_article")

    def get_urls(self) -> list[URLPattern]:
        def view(function: Any) -> Any:
            return self.admin_site.admin_view(require_POST(function))

        return [
            path("<int:pk>/do/<slug:verb>/", view(self.do), name="articles_article_do"),
            path("<int:pk>/back/<int:version>/", view(self.back), name="articles_article_back"),
            *super().get_urls(),
        ]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        _form_url: str = "",
        _extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if object_id is None:
            return add_page(self, request)
        return change_page(self, request, object_id)

    def history_view(
        self, request: HttpRequest, object_id: str, _extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The whole timeline, in pages."""
        article = find_article(object_id)
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        page = Paginator(events_of(article), HISTORY_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": "History",
            "subtitle": str(article),
            "original": article,
            "opts": self.opts,
            "page": page,
            "timeline": timeline(page.object_list),
            "may_change": self.has_change_permission(request, article),
        }
        return TemplateResponse(request, "admin/articles/article/history.html", context)

    def do(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """What a button of the article's page does."""
        article = get_object_or_404(Article, pk=pk)
        form = VerbForm(request.POST)
        if not form.is_valid() or verb not in ACTS:
            text = " ".join(str(error) for errors in form.errors.values() for error in errors)
            self.message_user(request, text or "There is no such verb.", messages.ERROR)
            return HttpResponseRedirect(address(article))
        try:
            event = press(article, Verb(verb), form, person(request))
        except WorkflowError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            text = f"“{article}” was {event.get_verb_display()}."
            self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(address(article))

    def back(self, request: HttpRequest, pk: int, version: int) -> HttpResponse:
        """Give an article the content that it had at a version."""
        article = get_object_or_404(Article, pk=pk)
        form = VerbForm(request.POST)
        try:
            article.version = form.cleaned_data["version"] if form.is_valid() else 0
            event = revert(article, version, by=person(request))
        except WorkflowError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            done = f"Back to the content of version {version}."
            text = done if event else f"Version {version} had the same content: nothing to do."
            self.message_user(request, text, messages.SUCCESS if event else messages.INFO)
        return HttpResponseRedirect(address(article))
