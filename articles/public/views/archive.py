"""The archives: the articles of a day or a month, in the time zone of the site."""

from datetime import date, datetime, time, timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.views.decorators.http import require_safe

from articles.listing.http_cache import respond, validators_of
from articles.models import Article, ArticleQuerySet
from articles.public.views.lists import cards_of, cursor_of, list_page, page_path

DAY_FORMAT, MONTH_FORMAT = "j F Y", "F Y"


def day_url(day: date) -> str:
    return reverse("public:day", args=[day.year, day.month, day.day])


def month_url(day: date) -> str:
    return reverse("public:month", args=[day.year, day.month])


@require_safe
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    first = _date(year, month, day)
    return _archive(request, first, first + timedelta(days=1), is_day=True)


@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    first = _date(year, month, 1)
    return _archive(request, first, (first + timedelta(days=31)).replace(day=1), is_day=False)


def _archive(request: HttpRequest, first: date, after: date, *, is_day: bool) -> HttpResponse:
    """Show the articles from the day `first` until before `after`. Raise Http404 without any."""
    url, style = (day_url, DAY_FORMAT) if is_day else (month_url, MONTH_FORMAT)
    start, end = _midnight(first), _midnight(after)
    found = Article.objects.filter(published_at__gte=start, published_at__lt=end)
    page = list_page(request, found)
    if page.is_first and cursor_of(request):
        return HttpResponseRedirect(url(first))
    if not page.rows:
        raise Http404
    listed = Article.objects.listed(timezone.now())
    older = listed.filter(published_at__lt=start).newest_first()
    newer = listed.filter(published_at__gte=end).order_by("published_at", "pk")
    before, later = _first_day(older), _first_day(newer)

    def build() -> HttpResponse:
        shown = [*cards_of([row.pk for row in page.rows]).values()]
        context = {
            "heading": format_date(first, f"l, {style}" if is_day else style),
            "month": is_day and (month_url(first), format_date(first, MONTH_FORMAT)),
            "older": before and (url(before), format_date(before, style)),
            "newer": later and (url(later), format_date(later, style)),
            "rows": shown,
            "page": page,
            "path": page_path(request, url(first)),
        }
        return render(request, "public/archive.html", context)

    validators = validators_of(page.rows, page.before, page.after, str(before), str(later))
    return respond(request, validators, build)


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404 from error


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _first_day(articles: ArticleQuerySet) -> date | None:
    moment = articles.values_list("published_at", flat=True).first()
    return moment and timezone.localdate(moment)
