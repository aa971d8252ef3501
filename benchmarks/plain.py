"""A list as Django's documentation teaches it, with our templates: what public pages are held to.

A paginated ListView that fetches each relation in one query. It is asked through the same
middleware, and its templates are kept in memory like ours.
"""

from typing import Any

from django.urls import include, path
from django.utils import timezone
from django.views.generic import ListView

from articles.listing.keyset import Page
from articles.models import Article, Status, StoredImage
from articles.public.views.lists import FRONT_ITEMS, LIST_SIZE, laid_out
from articles.workflow.times import format_time

LIST = "/plain/"


class PlainArticle(Article):
    """An article with the names that the templates use."""

    class Meta:
        app_label = "articles"
        proxy = True

    coverage = ()

    @property
    def picture(self) -> StoredImage | None:
        return self.lead_image

    @property
    def topic(self) -> str:
        names = [row.topic.name for row in self.article_topics.all()]
        return (names[1:] or names or [""])[0]

    @property
    def day(self) -> object:
        return timezone.localdate(self.published_at)

    @property
    def clock(self) -> str:
        return f"{timezone.localtime(self.published_at):%H:%M}"

    @property
    def when(self) -> str:
        return format_time(self.published_at)


class PlainList(ListView[PlainArticle]):
    """The published articles, newest first, with the number of pages."""

    template_name = "public/home.html"
    paginate_by = LIST_SIZE

    def get_queryset(self) -> Any:
        published = PlainArticle.objects.filter(status=Status.PUBLISHED)
        return (
            published.order_by("-published_at", "-pk")
            .select_related("provider__icon", "lead_image")
            .prefetch_related(
                "article_topics__topic", "lead_image__renditions", "provider__icon__renditions"
            )
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = list(context["object_list"])
        page = Page(rows, "", "next" if context["page_obj"].has_next() else "", is_first=True)
        return context | {"page": page, "path": LIST, **laid_out(rows, FRONT_ITEMS + 1)}


urlpatterns = [
    path(LIST.removeprefix("/"), PlainList.as_view()),
    path("", include("newsdesk.urls")),
]
