"""The rows of the list of articles: what each shows, worked out before the template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from articles.desk.pages import in_order
from articles.models import Article, Conflict, Image
from articles.workflow.policy import by_specificity
from articles.workflow.policy_sql import with_verdicts
from articles.workflow.rules import rules_in_force

_SPANS = (
    (timedelta(days=365), "y"),
    (timedelta(days=1), "d"),
    (timedelta(hours=1), "h"),
    (timedelta(minutes=1), "min"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """An article as the list shows it. `picture` is an address of ours, "" without one."""

    article: Article
    picture: str
    age: str
    threshold: int | None
    is_torn: bool


def rows_of(keys: Sequence[int]) -> list[Row]:
    """Return the rows of a page in two queries: the rules, and all that the rows show."""
    rules = by_specificity(rules_in_force())
    first = Image.objects.filter(article=OuterRef("pk"), position=0).values("file")[:1]
    torn = Conflict.objects.unsettled().filter(article=OuterRef("pk"))
    articles = with_verdicts(Article.objects.select_related("provider", "assigned_to"), rules)
    articles = articles.annotate(first_file=Subquery(first), is_torn=Exists(torn))
    now, thresholds = timezone.now(), {place: rule.threshold for place, rule in enumerate(rules)}
    return [_row(each, thresholds, now) for each in in_order(articles, keys)]


def _row(article: Any, thresholds: dict[int, int], now: datetime) -> Row:
    """Only pictures that we hold ourselves can be shown: the page loads nothing from elsewhere."""
    return Row(
        article,
        default_storage.url(article.first_file) if article.first_file else "",
        age(article.published_at, now),
        thresholds.get(article.rule_place),
        article.is_torn,
    )


def age(then: datetime, now: datetime) -> str:
    """Return how long ago something was, roughly: `3 h`; "" for what is yet to come."""
    passed = now - then
    for span, name in _SPANS:
        if passed >= span:
            return f"{passed // span} {name}"
    return "now" if passed >= timedelta(0) else ""
