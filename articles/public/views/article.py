"""The page of an article."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import Article, Event, Status
from articles.public.detail import detail_context, with_detail_relations
from articles.public.http_cache import public_cache


@require_safe
@public_cache
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a published article; 410 if it was archived after having been published."""
    known = Article.objects.filter(status__in=[Status.PUBLISHED, Status.ARCHIVED])
    article = get_object_or_404(with_detail_relations(known), slug=slug)
    if article.status == Status.ARCHIVED:
        if not Event.objects.filter(article=article, after__status=Status.PUBLISHED).exists():
            raise Http404
        return render(request, "errors/410.html", status=410)
    context = {**detail_context(article), "path": reverse("public:article", args=[slug])}
    return render(request, "public/article_detail.html", context)
