"""The queue: which drafts, in which order, from where on.

    address -> filter + order + place -> walks -> primary keys, and how many are left

All of it stands in the address, so that a queue can be kept, shared and gone back to.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, F, Value
from django.http import HttpRequest, QueryDict

from articles.db.functions import StoryLeadName
from articles.db.query_batch import moment, rows_of, union_sql, written
from articles.desk.coverage import is_waiting
from articles.desk.queue_orders import Order, Place, is_ranked, walks_of
from articles.desk.thresholds import ask_for_topics, bar_for
from articles.desk.walks import directions
from articles.desk.walks_of_few import NarrowWalks
from articles.desk.walks_with_words import WordedWalks
from articles.listing.filters import YES, ArticleFilter
from articles.models import Article, ArticleQuerySet, Status
from articles.publishing.policy import Facts, Rule
from articles.publishing.rules import rules_in_force
from articles.search.backends import Search

MOST = 10_000
"""Drafts that are counted: to count a million takes a second, and nobody reviews them today."""
LONGEST_NUMBER = 18


class DeskFilter(ArticleFilter):
    """The filters of articles, as far as they are about drafts."""

    status: Any = None
    live_from: Any = None
    expires: Any = None


@dataclass(frozen=True)
class Queue:
    """What a reviewer goes through: the filter, the order, and the rules that it goes by."""

    filter: DeskFilter
    order: Order
    rules: list[Rule]
    shows_set_aside: bool = False
    is_narrow: bool = False
    """Whether the filter asks for what has an index of its own, better than that of the order."""

    @property
    def articles(self) -> ArticleQuerySet:
        """What is to be reviewed, in no order. Nothing where the filter was not understood."""
        found: ArticleQuerySet = self.filter.qs
        return found if self.filter.is_valid() else found.none()

    @property
    def wide(self) -> Search | None:
        """The search for words that many articles have."""
        search = self.filter.search
        return None if search is None or search.is_few else search

    @cached_property  # each row of a page holds it
    def query(self) -> str:
        """The queue as the part of an address behind the question mark, always alike."""
        return urlencode(self._order | self.filter.asked)

    def chips(self) -> Iterator[tuple[str, str, str]]:
        """Yield each filter that is set: its label, its value in words, the query without it."""
        for name, label, value in self.filter.chips():
            rest = {each: text for each, text in self.filter.asked.items() if each != name}
            yield label, value, urlencode(self._order | rest)

    @property
    def _order(self) -> dict[str, str]:
        """The usual order need not be said."""
        return {} if self.order == Order.BORDERLINE else {"order": str(self.order.value)}

    def holds(self, article: Article) -> bool:
        """Whether an article is still such as the queue is for, whatever its filter says."""
        return article.status == Status.DRAFT and (self.shows_set_aside or is_waiting(article))

    def address(self, **more: Any) -> str:
        """Return the query with a place or something else that is to stand in it."""
        return "&".join(part for part in (self.query, urlencode(more)) if part)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a queue: primary keys in order, and how many drafts the whole queue has.

    Above `MOST` nobody has counted: `left` is `MOST` then. Where words are asked for that many
    articles have, fewer are counted already.
    """

    keys: list[int]
    counted: int
    is_capped: bool = False

    @property
    def left(self) -> int:
        return min(self.counted, MOST)


def queue_of(request: HttpRequest) -> Queue:
    """Return the queue that an address, or a form in its field `queue`, asks for."""
    data = QueryDict(request.POST["queue"]) if "queue" in request.POST else request.GET
    wanted = data.get("order", "")
    order = Order(wanted) if wanted in Order.values else Order.BORDERLINE
    set_aside = data.get("held") == YES or data.get("scheduled") in {YES, "overdue"}
    drafts = Article.objects.drafts() if set_aside else Article.objects.to_review()
    is_narrow = bool(data.get("provider") or data.get("assigned"))
    if is_narrow:
        drafts = drafts.drafts()  # said openly: it is the second column of these indexes
    rules = rules_in_force()
    articles = DeskFilter(data, drafts, rules, request=request)
    return Queue(articles, order, rules, set_aside, is_narrow)


def stretch(
    queue: Queue, size: int, place: Place | None = None, *, inclusive: bool = True
) -> Stretch:
    """Return the next drafts from a place on, the place itself first where it is still there."""
    return _look(queue, size, place, inclusive=inclusive, back=False)


def stretch_before(queue: Queue, size: int, place: Place) -> Stretch:
    """Return the drafts before a place, the nearest first."""
    return _look(queue, size, place, inclusive=False, back=True)


def find_place(number: str | None, rules: Sequence[Rule]) -> Place | None:
    """Return the article that an address names as a place, in the queue or not; or None.

    Where a rule asks for its topics they come with it, a row each.
    """
    if not number or not number.isdecimal() or len(number) > LONGEST_NUMBER:
        return None
    rows = rows_of(_place_sql(by_topic=ask_for_topics(rules)), [int(number)])
    if not rows:
        return None
    pk, title, quality, heat, at, story, name, type_, related_count, provider, _ = rows[0]
    topics = tuple(row[-1] for row in rows if row[-1])
    facts = Facts(
        name=name,
        quality=quality,
        related_count=related_count,
        provider=provider or "",
        topics=topics,
        type=type_,
    )
    return Place(pk, title, quality, heat, moment(at), story, bar_for(facts, rules))


@cache
def _place_sql(*, by_topic: bool) -> str:
    """Put together once: it asks for one article by its key."""
    topic = F("article_topics__topic__name") if by_topic else Value(None, CharField())
    places = Article.objects.order_by().filter(pk=0).annotate(story=StoryLeadName(), of_topic=topic)
    return written(places.values_list(*_OF_A_PLACE))


_OF_A_PLACE = (
    "pk", "title", "quality", "heat", "published_at", "story", "name", "type", "related_count",
    "provider__domain", "of_topic",
)  # fmt: skip


def _look(queue: Queue, size: int, place: Place | None, *, inclusive: bool, back: bool) -> Stretch:
    walks = walks_of(queue.order, queue.rules, place, back=back)
    ranked = is_ranked(queue.order)
    if queue.wide and queue.filter.is_valid():
        if queue.is_narrow:
            walks = [replace(walk, is_closed=True) for walk in walks]
        worded = WordedWalks(walks, queue.filter.narrowed(without={"q"}), queue.wide)
        return Stretch(*worded.first(size, inclusive=inclusive, ranked=ranked, most=MOST))
    articles = queue.articles
    if queue.is_narrow:
        narrow = NarrowWalks(walks, articles)
        keys, counted = narrow.first(size, inclusive=inclusive, ranked=ranked, most=MOST)
        return Stretch(keys, counted, counted > MOST)
    parts = [walk.rows(articles, size, inclusive=inclusive) for walk in walks]
    rows_sql, values = union_sql(parts)
    count_sql, count_values = union_sql([articles.order_by().values_list("pk")[: MOST + 1]])
    if not rows_sql or not count_sql:
        return Stretch([], 0)
    order = directions(walks[0].keys, ranked=ranked, first=2)
    sql = _TOGETHER.format(count_sql, rows_sql, order)
    return _read(rows_of(sql, (*count_values, *values, size)))


# The count comes along: it is one row, and stands beside each of the others, or beside none.
_TOGETHER = (
    "SELECT counted.n, found.* FROM (SELECT COUNT(*) AS n FROM ({}) counting) counted"
    " LEFT JOIN ({}) found ON 1 = 1 ORDER BY {} LIMIT %s"
)


def _read(rows: Sequence[tuple[Any, ...]]) -> Stretch:
    counted = rows[0][0]
    return Stretch([row[-1] for row in rows if row[-1] is not None], counted, counted > MOST)
