"""The page of a story: an article with all its related coverage."""

from collections.abc import Sequence

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.listing.http_cache import respond, validators_of, with_versions
from articles.models import Article, RelatedLink, Status
from articles.public.folding import RANK_COLUMNS, related_articles
from articles.public.views.lists import FRONT_ITEMS, cards_of, laid_out
from articles.stories.rank import rank

MAX_ARTICLES = 200
"""Articles of a story that its page shows, the newest of them; a seed names at most 200."""


@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the best of an article and those related to it, the others by time, other reports."""
    now = timezone.now()
    article = Article.objects.published().filter(slug=slug).only("title", "version").first()
    if article is None:
        raise Http404
    members = Q(pk=article.pk) | Q(pk__in=related_articles(article).values("pk"))
    listed = Article.objects.listed(now).filter(members).newest_first()
    rows = list(with_versions(listed, *RANK_COLUMNS)[:MAX_ARTICLES])
    links = _links_elsewhere(article, [row.pk for row in rows])
    if len(rows) + len(links) == 1:
        return redirect("public:article", slug)
    lead = min(rows, key=lambda row: rank(row.quality, row.name), default=None)

    def build() -> HttpResponse:
        shown = cards_of([row.pk for row in rows])
        first = shown.pop(lead.pk, None) if lead else None
        context = {
            **laid_out([*filter(None, [first]), *shown.values()], FRONT_ITEMS + 1),
            "links": links,
            "title": first.title if first else article.title,
            "path": reverse("public:story", args=[slug]),
        }
        return render(request, "public/story.html", context)

    elsewhere = [
        (
            link.pk,
            link.provider and link.provider.name,
            (link.target and link.target.status == Status.PUBLISHED and link.target.version)
            or None,
        )
        for link in links
    ]
    return respond(request, validators_of(rows, article.version, elsewhere), build)


def _links_elsewhere(article: Article, listed: Sequence[int]) -> list[RelatedLink]:
    """Return the related coverage that is none of the articles `listed`."""
    links = RelatedLink.objects.filter(article=article).exclude(target__in=listed)
    return list(links.select_related("provider", "target").order_by("position"))
