"""The home page: the leading stories of the day, then the others, newest first."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.listing.http_cache import respond, validators_of, with_versions
from articles.models import Article
from articles.public.cards import Card
from articles.public.folding import RANK_COLUMNS, Story, fold, related_pairs
from articles.public.views.lists import (
    FRONT_ITEMS,
    VersionPage,
    cards_of,
    cursor_of,
    laid_out,
    list_page,
    page_path,
)

HOME_SIZE = 60
"""Articles of a page, before related ones are folded into one story."""
_DAY = timedelta(days=1)
"""How much older than the newest article a story may be to be one of the day."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show stories: what editors feature, then the best of the day, then the rest by time."""
    path = reverse("public:home")
    now = timezone.now()
    featured = featured_rows(now)
    keys = [row.pk for row in featured]
    others = Article.objects.exclude(pk__in=keys)
    page = list_page(request, others, *RANK_COLUMNS, size=HOME_SIZE)
    if page.is_first and cursor_of(request):
        return HttpResponseRedirect(path)
    rows = [*featured, *page.rows] if page.is_first else page.rows
    pairs = related_pairs([row.pk for row in rows])
    newest = newest_time(rows, now)

    def build() -> HttpResponse:
        stories = fold(rows, pairs, keys)
        if page.is_first:
            stories = in_page_order(stories, rows, keys, newest)
        else:
            places = {row.pk: number for number, row in enumerate(rows)}
            stories.sort(key=lambda story: places[story.lead])
        return render(request, "public/home.html", _context(request, page, rows, stories))

    validators = validators_of(rows, keys, pairs, newest, page.before, page.after)
    return respond(request, validators, build)


def leading_article(now: datetime) -> Article | None:
    """Return the article that leads the home page at `now`."""
    featured = featured_rows(now)
    keys = [row.pk for row in featured]
    others = Article.objects.listed(now).exclude(pk__in=keys).newest_first()
    rows = [*featured, *with_versions(others, *RANK_COLUMNS)[:HOME_SIZE]]
    stories = fold(rows, related_pairs([row.pk for row in rows]), keys)
    first = in_page_order(stories, rows, keys, newest_time(rows, now))[:1]
    return Article.objects.filter(pk__in=[story.lead for story in first]).first()


def featured_rows(now: datetime) -> list[Any]:
    """Return the articles that editors feature, as rows of `with_versions`."""
    rows = with_versions(Article.objects.featured(now), *RANK_COLUMNS)
    return list(rows[: FRONT_ITEMS + 1])


def newest_time(rows: Sequence[Any], now: datetime) -> datetime | None:
    """Return the time of the newest of these rows that is not dated ahead."""
    return max((row.published_at for row in rows if row.published_at <= now), default=None)


def in_page_order(
    stories: Sequence[Story],
    rows: Sequence[Any],
    featured: Sequence[int],
    newest: datetime | None,
) -> list[Story]:
    """Return stories with the leading ones of the day before `newest` first, others by time."""
    times = {row.pk: (row.published_at, row.pk) for row in rows}
    leading = [
        story
        for story in stories
        if story.lead in featured or newest is None or times[story.lead][0] > newest - _DAY
    ][: FRONT_ITEMS + 1]
    leads = {story.lead for story in leading}
    others = [story for story in stories if story.lead not in leads]
    return [*leading, *sorted(others, key=lambda story: times[story.lead], reverse=True)]


def _context(
    request: HttpRequest,
    page: VersionPage,
    rows: Sequence[Any],
    stories: Sequence[Story],
) -> dict[str, Any]:
    shown = cards_of([row.pk for row in rows])
    entries = [card for story in stories if (card := _with_coverage(story, shown))]
    number = FRONT_ITEMS + 1 if page.is_first else 0
    return {
        "page": page,
        "path": page_path(request, reverse("public:home")),
        **laid_out(entries, number),
    }


def _with_coverage(story: Story, shown: dict[int, Card]) -> Card | None:
    """Return the card of a story, without articles that were withdrawn since."""
    found = [shown[pk] for pk in (story.lead, *story.coverage) if pk in shown]
    return found[0].with_coverage(found[1:]) if found else None
