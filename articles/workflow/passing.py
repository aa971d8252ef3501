"""Pass on a draft: it leaves the person's own queue for a day, and nothing else changes."""

from datetime import datetime

from django.utils import timezone

from articles.models import Article, PassedDraft, User


def pass_on(article: Article, *, by: User, now: datetime | None = None) -> PassedDraft:
    """Leave a draft to others; passing it again starts another day."""
    columns = {"at": now or timezone.now()}
    return PassedDraft.objects.update_or_create(article=article, person=by, defaults=columns)[0]


def last_passed(by: User, now: datetime) -> PassedDraft | None:
    """Return what the person passed last, if it still counts."""
    return PassedDraft.objects.in_force(by, now).select_related("article").first()
