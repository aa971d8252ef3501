"""The search page."""

from http import HTTPStatus

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.listing.http_cache import respond, validators_of, with_versions
from articles.listing.results import Count
from articles.models import Article
from articles.public.search import MAX_RESULTS, SearchFilter, hits
from articles.search.corrections import can_correct

PAGE_SIZE = 20


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the form, and the articles that it finds, a page at a time."""
    found = SearchFilter(request.GET)
    context = {"filter": found, "form": found.styled_form(), "q": found.params.get("q", "")}
    if not found.is_valid():
        return render(request, "public/search.html", context, status=HTTPStatus.BAD_REQUEST)
    keys = found.result_keys() if found.is_used else []
    count = Count(min(len(keys), MAX_RESULTS), len(keys) > MAX_RESULTS)
    page = Paginator(keys[:MAX_RESULTS], PAGE_SIZE).get_page(request.GET.get("p"))
    listed = with_versions(Article.objects.listed(timezone.now()))
    versions = {row.pk: row for row in listed.filter(pk__in=list(page))}
    rows = [versions[key] for key in page if key in versions]
    correction = found.correction() if found.is_used and not keys else ""

    def build() -> HttpResponse:
        context.update(
            page=page,
            count=count,
            hits=hits([row.pk for row in rows], context["q"]),
            correction=correction,
            can_correct=can_correct(),
            feed_query=f"?{found.feed_query}" if found.is_used else "",
        )
        return render(request, "public/search.html", context)

    return respond(request, validators_of(rows, str(count), page.number, correction), build)
