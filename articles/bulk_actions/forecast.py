"""Forecast a bulk action: how many articles it will skip, and why."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef

from articles.models import ArticleQuerySet, Conflict, User
from articles.workflow.action import Action


@dataclass(frozen=True, slots=True)
class Forecast:
    """The number of articles, how many of them will be skipped, and the reasons as texts."""

    total: int
    skipped: int
    reasons: list[str]

    @property
    def likely(self) -> int:
        return self.total - self.skipped


def forecast(articles: ArticleQuerySet, action: Action, user: User) -> Forecast:
    """Count, in one query, the articles and those for which the action is not possible now."""
    obstacles = list(action.obstacles(user))
    articles = _with_conflicts(articles, action)
    counts: dict[str, Any] = {
        f"obstacle_{number}": Count("pk", filter=condition)
        for number, (_, condition) in enumerate(obstacles)
    }
    found = articles.order_by().aggregate(total=Count("pk"), **counts)
    numbers = [(found[f"obstacle_{number}"], text) for number, (text, _) in enumerate(obstacles)]
    reasons = [f"{n:,} {'is' if n == 1 else 'are'} {text}" for n, text in numbers if n]
    return Forecast(found["total"], sum(n for n, _ in numbers), reasons)


def possible_for(articles: ArticleQuerySet, action: Action, user: User) -> ArticleQuerySet:
    """Return those of the articles for which the action is possible now."""
    articles = _with_conflicts(articles, action)
    for _, condition in action.obstacles(user):
        articles = articles.exclude(condition)
    return articles


def _with_conflicts(articles: ArticleQuerySet, action: Action) -> ArticleQuerySet:
    """Annotate `has_open_conflict` if the action requires it."""
    if "has_open_conflict" not in action.required:
        return articles
    still_open = Conflict.objects.unresolved().filter(article=OuterRef("pk"))
    return articles.annotate(has_open_conflict=Exists(still_open))
