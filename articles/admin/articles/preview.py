"""An article as readers will see it, in any status, for staff only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from articles.desk.access import staff_page
from articles.models import Article, Status
from articles.public.detail import detail_context, with_detail_relations

_VISIBILITY = {
    Status.DRAFT: "This is a draft. Readers cannot see it.",
    Status.PUBLISHED: "Readers see this page as it is here.",
    Status.REJECTED: "This article was rejected. Readers cannot see it.",
    Status.ARCHIVED: "This article is archived. Readers see that it was removed.",
}


@staff_page("view_article")
@require_safe
def preview_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the readers' page of an article, neither cached nor indexed."""
    article = get_object_or_404(with_detail_relations(Article.objects.all()), pk=pk)
    context = {**detail_context(article), "readers": _VISIBILITY[Status(article.status)]}
    response = render(request, "admin/article/preview.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    patch_cache_control(response, private=True, no_store=True)
    return response
