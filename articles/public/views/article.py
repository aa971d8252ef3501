"""The page of an article."""

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.listing.http_cache import respond, validators_of
from articles.models import Article, Event, Status
from articles.public.detail import article_versions, detail_context, with_detail_relations
from articles.public.structured_data import structured_data
from articles.public.videos import PLAYER_HOSTS
from articles.public.views.errors import gone


@require_safe
@csp_update({"frame-src": PLAYER_HOSTS})  # type: ignore[arg-type] # views without parameters
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a published article; 410 if it was archived after having been published.

    An earlier address of a published article redirects.
    """
    versions = article_versions(slug)
    if not versions:
        return _gone_or_missing(request, slug)
    return respond(request, validators_of(versions), lambda: _article_page(request, slug))


def _article_page(request: HttpRequest, slug: str) -> HttpResponse:
    article = get_object_or_404(with_detail_relations(Article.objects.published()), slug=slug)
    context = detail_context(article)
    path = reverse("public:article", args=[slug])
    data = structured_data(article, context["topics"], context["video"], path)
    context |= {"path": path, "structured_data": data}
    return render(request, "public/article_detail.html", context)


def _gone_or_missing(request: HttpRequest, slug: str) -> HttpResponse:
    moved = Article.objects.published().filter(old_slugs__slug=slug).only("slug").first()
    if moved:
        return redirect("public:article", moved.slug, permanent=True)
    archived = get_object_or_404(Article, slug=slug, status=Status.ARCHIVED)
    if not Event.objects.filter(article=archived, after__status=Status.PUBLISHED).exists():
        raise Http404
    return gone(request)
