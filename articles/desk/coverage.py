"""Related coverage of a draft, and the decision about its whole story."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Q

from articles.models import Article, RelatedLink, Status
from articles.stories.rank import outranks, rank
from articles.stories.ranking import WITHDRAWN

MAX_LINKS = 1_000
"""Links that are read for a few panels; a seed has at most 200."""
SHOWN = 8
"""Items that a panel shows; the rest is folded."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of related coverage. `article` is the stored article, if there is one.

    `quality` is the score by which rules rank the item: that of the draft's link to it.
    """

    title: str
    address: str
    provider: str
    quality: int | None
    name: str
    published_at: datetime | None
    article: Article | None
    outranks: bool = False

    @property
    def rank(self) -> tuple[bool, int, str]:
        return rank(self.quality, self.name)


@dataclass(slots=True)
class Coverage:
    """The related items of a draft and the articles that link to it, the strongest first."""

    draft: Article
    items: list[Item] = field(default_factory=list)

    @property
    def first(self) -> list[Item]:
        return self.items[:SHOWN]

    @property
    def rest(self) -> list[Item]:
        return self.items[SHOWN:]

    @property
    def outranking(self) -> Item | None:
        """The strongest item that outranks the draft."""
        return next((item for item in self.items if item.outranks), None)

    def summary(self) -> str:
        """Return the state of the story: "2 live, 1 draft, 5 elsewhere"."""
        counts: dict[str, int] = defaultdict(int)
        for item in self.items:
            counts[_state(item.article)] += 1
        return ", ".join(f"{counts[state]} {state}" for state in _STATES if counts[state])

    @property
    def members(self) -> list[Article]:
        """The stored articles of the story that are not withdrawn, the strongest first."""
        stored = [(item.rank, item.article) for item in self.items if item.article]
        stored.append((rank(self.draft.quality, self.draft.name), self.draft))
        ordered = sorted(stored, key=lambda each: each[0])
        return [article for _, article in ordered if article.status not in WITHDRAWN]

    @property
    def lead(self) -> Article:
        """The strongest stored article of the story."""
        return (self.members or [self.draft])[0]

    @property
    def others(self) -> list[Article]:
        """The other drafts of the story that wait for a decision, the strongest first."""
        return [each for each in self.members if each.pk != self.lead.pk and is_waiting(each)]

    @property
    def can_be_decided(self) -> bool:
        """Return whether one decision can publish the lead and reject others."""
        return bool(self.others) and (self.lead.status == Status.PUBLISHED or is_waiting(self.lead))


def coverage_of(drafts: Sequence[Article]) -> dict[int, Coverage]:
    """Return the coverage of each draft, in one query."""
    by_pk = {draft.pk: Coverage(draft) for draft in drafts}
    linked = RelatedLink.objects.filter(Q(article__in=by_pk) | Q(target__in=by_pk))
    rows = linked.select_related("provider", "target", "article__provider").only(*_SEEN)
    links = list(rows.order_by("position", "pk")[:MAX_LINKS])
    for link in links:
        if link.article_id in by_pk:
            _add(by_pk[link.article_id], _there(link))
    for link in links:
        if link.target_id in by_pk:
            _add(by_pk[link.target_id], _back(link))
    for coverage in by_pk.values():
        coverage.items.sort(key=lambda item: item.rank)
    return by_pk


def is_waiting(article: Article) -> bool:
    """Return whether an article is a draft that is neither held nor scheduled."""
    return article.status == Status.DRAFT and not article.held and article.scheduled_for is None


_STATES = ("live", "draft", "held", "scheduled", "rejected", "archived", "elsewhere")
_OF_AN_ARTICLE = (
    "title", "name", "version", "status", "held", "scheduled_for", "quality", "published_at",
    "web_url", "original_url",
)  # fmt: skip
_SEEN = (
    "position", "title", "web_url", "quality", "name", "published_at", "provider__name",
    "article__provider__name",
    *(f"{way}__{name}" for way in ("target", "article") for name in _OF_AN_ARTICLE),
)  # fmt: skip
"""The columns of a link and of the articles at its ends that a panel uses."""


def _state(article: Article | None) -> str:
    if article is None:
        return "elsewhere"
    if article.status == Status.PUBLISHED:
        return "live"
    if article.held or article.scheduled_for:
        return "held" if article.held else "scheduled"
    return str(article.status)


def _add(coverage: Coverage, item: Item) -> None:
    """Add an item unless its article is listed already or is the draft."""
    known = {each.article.pk for each in coverage.items if each.article} | {coverage.draft.pk}
    if item.article is None or item.article.pk not in known:
        coverage.items.append(replace(item, outranks=_outranks(item, coverage.draft)))


def _there(link: RelatedLink) -> Item:
    """Return the item of a link of the draft."""
    return Item(
        link.title,
        link.web_url,
        link.provider.name if link.provider else "",
        link.quality,
        link.name,
        link.published_at,
        link.target,
    )


def _back(link: RelatedLink) -> Item:
    """Return the item of an article that links to the draft."""
    article = link.article
    return Item(
        article.title,
        article.address,
        article.provider.name if article.provider else "",
        article.quality,
        article.name,
        article.published_at,
        article,
    )


def _outranks(item: Item, draft: Article) -> bool:
    if item.article and item.article.status in WITHDRAWN:
        return False
    return outranks(item.quality, item.name, draft.quality, draft.name)
