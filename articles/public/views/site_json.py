"""The sites' own JSON and news sitemap: the same bytes as `manage.py export_site` writes."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.export.news_sitemap import newest_own_pages, news_sitemap
from articles.export.site_articles import (
    PAGE_SIZE,
    find_window,
    in_window,
    page_rows,
    site_articles,
    site_folder,
    site_topics,
    with_site_relations,
)
from articles.export.site_json import page_json
from articles.listing.http_cache import respond, validators_of, with_versions
from articles.models import Article

_VERSIONS = ("name", "provider__images", "seed_file__path", "seed_file__digest")


@require_safe
def site_page(request: HttpRequest, slug: str = "", number: int = 1) -> HttpResponse:
    """Show a page of all articles or of a topic's, which scripts of other sites may read."""
    now = timezone.now()
    topic = get_object_or_404(site_topics(), slug=slug) if slug else None
    articles = site_articles(now, topic)
    window = find_window(articles, number)
    if window is None and (topic or number > 1):
        raise Http404
    folder = site_folder(now)
    rows = with_versions(in_window(articles, window), *_VERSIONS) if window else []
    found = page_rows(rows, window, folder) if window else []
    shown, has_next = found[:PAGE_SIZE], len(found) > PAGE_SIZE

    def build() -> HttpResponse:
        rows = with_site_relations(Article.objects.filter(pk__in=[row.pk for row in shown]))
        by_key = {article.pk: article for article in rows}
        page = [by_key[row.pk] for row in shown if row.pk in by_key]
        text = page_json(number, page, folder, has_next=has_next)
        return HttpResponse(text, content_type="application/json")

    versions = [row._replace(seed_file__digest=_hex(row.seed_file__digest)) for row in shown]
    validators = validators_of(versions, has_next, str(folder), settings.NEWSDESK_LOCALE)
    response = respond(request, validators, build)
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def site_sitemap(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    rows = newest_own_pages(now)

    def build() -> HttpResponse:
        return HttpResponse(news_sitemap(rows), content_type="application/xml")

    return respond(request, validators_of([list(row) for row in rows]), build)


def _hex(digest: bytes | None) -> str:
    return bytes(digest).hex() if digest else ""
