"""An article's related coverage in the order of its story."""

from dataclasses import dataclass

from articles.models import Article, RelatedLink
from articles.stories.rivals import outranking, place
from articles.templatetags.text import web_address


@dataclass(frozen=True, slots=True)
class Coverage:
    """A related link, where it leads ("" where that is no web address), and whether it stands
    before its article in the order of the story."""

    link: RelatedLink
    address: str
    outranks: bool


def coverage(article: Article) -> list[Coverage]:
    """Return the related coverage of an article from `find_article`, the best first."""
    links = sorted(article.links.all(), key=place)
    before = {link.pk for link in outranking(article, links)}
    return [Coverage(link, web_address(link.web_url), link.pk in before) for link in links]
