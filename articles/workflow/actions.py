"""One verb on many articles, with a result for each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from articles.models import Article, Event

from .errors import NotAllowed, WorkflowError


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one article: its event, or the reason why there is none."""

    article: Article
    event: Event | None
    problem: str = ""


def on_each(articles: Iterable[Article], act: Callable[[Article], Event | None]) -> list[Result]:
    """Do a verb on each article by itself; the failure of one never stops the next."""
    return [_attempt(article, act) for article in articles]


def _attempt(article: Article, act: Callable[[Article], Event | None]) -> Result:
    try:
        return Result(article, act(article))
    except (WorkflowError, NotAllowed) as error:
        return Result(article, None, str(error))
