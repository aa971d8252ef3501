"""The related coverage of an article, in the order of its story."""

from dataclasses import dataclass

from articles.models import Article, RelatedLink
from articles.stories.ranking import link_rank, outranking
from articles.templatetags.text import web_address

MAX_SHOWN = 30
"""Links of a long list that are shown at first."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """A related link, its number in the list, its web address ("" for none), and whether it
    outranks the article."""

    link: RelatedLink
    number: int
    address: str
    outranks: bool


@dataclass(frozen=True, slots=True)
class Story:
    """The best related links, the number of all, and how many of the others outrank the article."""

    rows: list[Coverage]
    count: int
    hidden_outranking: int


def coverage(article: Article, *, is_whole: bool = False) -> Story:
    """Return the related coverage of an article from `get_article`, the best first."""
    numbers = {link.pk: number for number, link in enumerate(article.links.all(), 1)}
    links = sorted(article.links.all(), key=link_rank)
    before = {link.pk for link in outranking(article, links)}
    shown = links if is_whole else links[:MAX_SHOWN]
    rows = [
        Coverage(link, numbers[link.pk], web_address(link.web_url), link.pk in before)
        for link in shown
    ]
    hidden = sum(link.pk in before for link in links[len(shown) :])
    return Story(rows, len(links), hidden)
