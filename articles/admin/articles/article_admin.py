"""The articles: their list is in `article_list`, the pages of one article begin here."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from articles.admin.articles.action_views import (
    resolve_all,
    revert_to_version,
    run_action,
    undo,
)
from articles.admin.articles.edit_view import add_page, change_page
from articles.admin.articles.history import history_page
from articles.admin.articles.item_rows_view import rows_of
from articles.admin.articles.list_view import ArticleList
from articles.admin.articles.presence import presence
from articles.admin.articles.preview import preview_page
from articles.admin.articles.schedule import schedule_urls
from articles.admin.site import site
from articles.models import Article, Status


@admin.register(Article, site=site)
class ArticleAdmin(ArticleList):
    """The pages of articles. Everything is written through `workflow`, not by model forms."""

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
        """Pages of one article; `partial` gives each function this class as the first argument."""
        site = self.admin_site

        def button(function: Any) -> Any:
            return site.admin_view(require_POST(partial(function, self)))

        preview = site.admin_view(require_safe(partial(preview_page, self)))
        rows = site.admin_view(require_safe(partial(rows_of, self)))
        return [
            path("<int:pk>/rows/<slug:of>/", rows, name="articles_article_rows"),
            path("<int:pk>/do/<slug:key>/", button(run_action), name="articles_article_do"),
            path(
                "<int:pk>/back/<int:version>/",
                button(revert_to_version),
                name="articles_article_back",
            ),
            path("<int:pk>/settle/", button(resolve_all), name="articles_article_settle"),
            path("<int:pk>/undo/<int:version>/", button(undo), name="articles_article_undo"),
            path("<int:pk>/presence/", button(presence), name="articles_article_presence"),
            path("<int:pk>/preview/", preview, name="articles_article_preview"),
            *schedule_urls(self),
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
        return history_page(self, request, object_id)
