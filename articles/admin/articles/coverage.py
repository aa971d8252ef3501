"""An article's related coverage in the order of its story."""

from dataclasses import dataclass

from articles.models import Article, RelatedLink
from articles.stories.ranking import link_rank, outranking
from articles.templatetags.text import web_address

BEST = 30
"""So much of a long list is shown at once."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """A related link, its number among the article's rows, where it leads ("" where that is no
    web address), and whether it stands before its article in the order of the story."""

    link: RelatedLink
    number: int
    address: str
    outranks: bool


@dataclass(frozen=True, slots=True)
class Story:
    """The best of an article's related coverage, how much there is, and how much of what the
    page leaves out outranks the article."""

    rows: list[Coverage]
    count: int
    hidden_outranking: int


def coverage(article: Article, *, is_whole: bool = False) -> Story:
    """Return the related coverage of an article from `find_article`, the best first."""
    numbers = {link.pk: number for number, link in enumerate(article.links.all(), 1)}
    links = sorted(article.links.all(), key=link_rank)
    before = {link.pk for link in outranking(article, links)}
    shown = links if is_whole else links[:BEST]
    rows = [
        Coverage(link, numbers[link.pk], web_address(link.web_url), link.pk in before)
        for link in shown
    ]
    hidden = sum(link.pk in before for link in links[len(shown) :])
    return Story(rows, len(links), hidden)
