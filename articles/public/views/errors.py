"""Pages for addresses that show no article, with the newest articles as a way on."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.models import Article

NEWEST = 5
STAFF = ("/admin/", "/desk/")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 its name is fixed
    return _page_with_newest(request, "404.html", HTTPStatus.NOT_FOUND)


def gone(request: HttpRequest) -> HttpResponse:
    return _page_with_newest(request, "errors/410.html", HTTPStatus.GONE)


def _page_with_newest(request: HttpRequest, template: str, status: HTTPStatus) -> HttpResponse:
    newest = Article.objects.listed(timezone.now()).newest_first().only("slug", "title")
    shown = () if request.path.startswith(STAFF) else newest[:NEWEST]
    return render(request, template, {"newest": shown}, status=status)
