"""An article as readers will see it, before they do: for the desk's eyes only."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control

from articles.models import Article, Status
from articles.public.detail import detail_context, with_detail_relations

_READERS = {
    Status.DRAFT: "This is a draft: readers do not see it.",
    Status.PUBLISHED: "Readers see this page as it is here.",
    Status.REJECTED: "This was rejected: readers do not see it.",
    Status.ARCHIVED: "This was put away: readers are told that it is gone.",
}


def preview_page(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the readers' page of an article in any status; no cache and no index keeps it."""
    article = get_object_or_404(with_detail_relations(Article.objects.all()), pk=pk)
    if not model_admin.has_view_or_change_permission(request, article):
        raise PermissionDenied
    context = {**detail_context(article), "readers": _READERS[Status(article.status)]}
    response = TemplateResponse(request, "admin/article/preview.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    patch_cache_control(response, private=True, no_store=True)
    return response
