"""What leads the public home page, for the dashboard."""

from datetime import datetime
from typing import Any

from articles.admin.dashboard.todo import articles_url
from articles.models import Article
from articles.models.article_queryset import DATE_TOLERANCE
from articles.public.views.home import leading_article
from articles.public.views.lists import FRONT_ITEMS


def home_page(now: datetime) -> dict[str, Any]:
    """Return what leads the home page, and how many live articles no list shows yet."""
    live = Article.objects.published()
    return {
        "featured": list(live.featured(now)[: FRONT_ITEMS + 1]),
        "leading": leading_article(now),
        "dated_ahead": live.filter(published_at__gt=now + DATE_TOLERANCE).count(),
        "live_address": articles_url(status="published"),
    }
