"""The filters of the review queue."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django_filters import ChoiceFilter

from articles.desk.access import current_user
from articles.desk.claims import claimed_by_others
from articles.listing.filters import YES, YES_NO, ArticleFilter
from articles.models import ArticleQuerySet, PassedDraft, User


class DeskFilter(ArticleFilter):
    """The filters that apply to drafts. None removes an inherited filter."""

    status: Any = None
    live_from: Any = None
    expires: Any = None
    claimed = ChoiceFilter(
        label="With other reviewers", choices=YES_NO, empty_label="Any", method="filter_claimed"
    )
    passed = ChoiceFilter(
        label="Passed by me", choices=[(YES, "Yes")], empty_label="No", method="filter_passed"
    )

    def filter_claimed(self, articles: ArticleQuerySet, _name: str, value: str) -> ArticleQuerySet:
        claimed = Q(pk__in=claimed_by_others(current_user(self.request)))
        return articles.filter(claimed if value == YES else ~claimed)

    def filter_passed(self, articles: ArticleQuerySet, _name: str, _value: str) -> ArticleQuerySet:
        return articles.filter(passed_by(current_user(self.request)))


def passed_by(user: User) -> Exists:
    """Return the condition for a draft that a user passed lately."""
    passed = PassedDraft.objects.in_force(user, timezone.now())
    return Exists(passed.filter(article=OuterRef("pk")))
