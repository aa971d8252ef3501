"""The review queue: drafts that match a filter, in a sort order, starting at one draft.

Filter, order and start are query parameters, so that a queue can be bookmarked and shared.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count as CountRows
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, QueryDict

from articles.desk.access import current_user, parse_id
from articles.desk.claims import claim, claimed_by_others
from articles.desk.coverage import is_waiting
from articles.desk.draft_filter import DeskFilter, passed_by
from articles.listing.filters import YES
from articles.listing.keyset import SortOrder
from articles.listing.ordering import REVIEW_ORDERS
from articles.listing.results import Count, find_matches
from articles.models import Article, ArticleQuerySet, Status, User
from articles.publishing.policy import Rule
from articles.publishing.rules import rules_in_force

COUNT_LIMIT = 10_000
"""Drafts without a filter are counted up to this number."""
DEFAULT_ORDER = next(iter(REVIEW_ORDERS))
CLAIMED = 4
"""A reviewer claims the draft that is shown and the next three, which the script loads ahead."""
TRIES = 10
OTHER_PARAMETERS = {"order", "at", "after", "before", "why", "have"}
"""Parameters of addresses that are no filters."""


@dataclass(frozen=True)
class Queue:
    """The drafts that a reviewer goes through."""

    filter: DeskFilter
    order_name: str
    rules: list[Rule]
    user: User
    includes_held: bool = False
    problems: tuple[str, ...] = ()
    """What of the address was not understood, apart from errors of the filter."""

    @property
    def is_shared_out(self) -> bool:
        """Whether drafts of other reviewers are left out: not in a search, nor if asked for."""
        return not {"q", "claimed"} & self.filter.params.keys()

    @property
    def search(self) -> str:
        return self.filter.params.get("q", "")

    @property
    def order(self) -> SortOrder:
        return REVIEW_ORDERS[self.order_name]

    @property
    def articles(self) -> ArticleQuerySet:
        """The drafts in no order; none if the filter is invalid.

        By story, these are only the drafts of stories with several articles.
        """
        found: ArticleQuerySet = self.filter.qs
        if not self.filter.is_valid():
            return found.none()
        if self.is_by_story:
            # One look into the index for each draft: sizes of all stories would take seconds.
            others = in_stories().filter(sort_story=OuterRef("sort_story"))
            return found.filter(Exists(others.exclude(pk=OuterRef("pk"))))
        return found

    @property
    def is_by_story(self) -> bool:
        return self.order_name == "story"

    @property
    def order_params(self) -> dict[str, str]:
        return {} if self.order_name == DEFAULT_ORDER else {"order": self.order_name}

    @property
    def passed_count(self) -> int:
        """The drafts that the user passed and that stay out of their queue for now."""
        return Article.objects.to_review().filter(passed_by(self.user)).count()

    @cached_property
    def query(self) -> str:
        """The queue as a normalized query string."""
        return urlencode(self.order_params | self.filter.params)

    def chips(self) -> Iterator[tuple[str, str, str]]:
        """Yield the label and value of each filter that is set, and the query without it."""
        for name, label, value in self.filter.chips():
            rest = {each: text for each, text in self.filter.params.items() if each != name}
            yield label, value, urlencode(self.order_params | rest)

    def accepts(self, article: Article) -> bool:
        """Return whether an article still needs a review. The filter is not applied."""
        return article.status == Status.DRAFT and (self.includes_held or is_waiting(article))

    def address(self, **more: Any) -> str:
        """Return the query string with further parameters."""
        return "&".join(part for part in (self.query, urlencode(more)) if part)


@dataclass(frozen=True, slots=True)
class QueueSlice:
    """Primary keys of consecutive drafts, and the number of drafts in the whole queue.

    `holders` are the names of other reviewers by the drafts that they claim, `left_out` those of
    the drafts of this queue that are therefore not shown.
    """

    keys: list[int]
    count: Count
    holders: dict[int, str] = field(default_factory=dict)
    left_out: dict[int, str] = field(default_factory=dict)

    @property
    def with_others(self) -> int:
        return len(self.left_out)

    @property
    def colleagues(self) -> list[str]:
        return sorted(set(self.left_out.values()))

    @property
    def has_free(self) -> bool:
        return self.count.number > self.with_others


def queue_of(request: HttpRequest) -> Queue:
    """Return the queue of an address, or of the form field `queue`."""
    data = QueryDict(request.POST["queue"]) if "queue" in request.POST else request.GET
    order = data.get("order") or DEFAULT_ORDER
    includes_held = data.get("held") == YES or data.get("scheduled") in {YES, "overdue"}
    drafts = Article.objects.drafts() if includes_held else Article.objects.to_review()
    user = current_user(request)
    if leaves_recommended(user) and not data.get("recommended"):
        drafts = drafts.filter(recommended=False)
    if not data.get("passed"):
        drafts = drafts.exclude(passed_by(user))
    rules = rules_in_force()
    return Queue(
        DeskFilter(data, drafts, rules, request=request),
        order if order in REVIEW_ORDERS else DEFAULT_ORDER,
        rules,
        user,
        includes_held,
        tuple(_problems(data)),
    )


def to_review_by(user: User) -> ArticleQuerySet:
    """Return the drafts that wait for the user: their queue without a filter."""
    drafts = Article.objects.to_review().exclude(passed_by(user))
    return drafts.filter(recommended=False) if leaves_recommended(user) else drafts


def leaves_recommended(user: User) -> bool:
    """Return whether the user leaves recommended drafts to those who may publish."""
    return not user.has_perm("articles.publish_article")


def _problems(data: QueryDict) -> Iterator[str]:
    if (order := data.get("order")) and order not in REVIEW_ORDERS:
        yield f"There is no order “{order}”."
    for name in data.keys() - DeskFilter.base_filters.keys() - OTHER_PARAMETERS:
        yield f"There is no filter “{name}”."


def in_stories() -> ArticleQuerySet:
    """Return the articles that count as members of a story: drafts and live ones.

    So a story stays in the queue when its strongest draft is published.
    """
    return Article.objects.filter(status__in=[Status.DRAFT, Status.PUBLISHED]).order_by()


def story_sizes() -> QuerySet[Any, Any]:
    """Return the rows {"sort_story", "size"}: the number of members of each story."""
    sizes: QuerySet[Any, Any] = in_stories().values("sort_story").annotate(size=CountRows("pk"))
    return sizes


def find_start(queue: Queue, number: str | None) -> Article | None:
    """Return the article that an address starts at, in the queue or not, with its sort keys."""
    pk = parse_id(number or "")
    if pk is None:
        return None
    return Article.objects.filter(pk=pk).only("title", *queue.order.columns).first()


def claim_slice(
    queue: Queue, size: int, start: Article | None = None, *, inclusive: bool = True
) -> QueueSlice:
    """Return the next drafts as `slice_from`, and claim the first of them for the reviewer.

    Another reviewer may claim one of them first; then read again.
    """
    lost: set[int] = set()
    for _ in range(TRIES):
        found = slice_from(queue, size, start, inclusive=inclusive)
        lost = claim(found.keys[:CLAIMED], queue.user)
        if start and inclusive:
            lost.discard(start.pk)
        if not lost or not queue.is_shared_out:
            return found
    return replace(found, keys=[pk for pk in found.keys[:CLAIMED] if pk not in lost])


def slice_from(
    queue: Queue, size: int, start: Article | None = None, *, inclusive: bool = True
) -> QueueSlice:
    """Return the next drafts, starting at an article or, if not `inclusive`, after it.

    Drafts that other reviewers claim are left out, except the start itself.
    """
    return _slice(queue, size, start, inclusive=inclusive)


def slice_before(queue: Queue, size: int, start: Article) -> QueueSlice:
    """Return the drafts before an article, the nearest first."""
    return _slice(queue, size, start, backwards=True)


def count_drafts(articles: ArticleQuerySet) -> Count:
    """Count drafts up to COUNT_LIMIT, in their order, which may decide on the index."""
    number = articles[: COUNT_LIMIT + 1].count()
    return Count(min(number, COUNT_LIMIT), number > COUNT_LIMIT)


def _slice(
    queue: Queue,
    size: int,
    start: Article | None,
    *,
    inclusive: bool = False,
    backwards: bool = False,
) -> QueueSlice:
    articles, order = queue.articles, queue.order
    if queue.filter.params:
        matches = find_matches(articles)
        articles, count = matches.articles, matches.count
    else:
        count = count_drafts(articles.order_by(*order.terms()) if queue.is_by_story else articles)
    holders, left_out = claimed_by_others(queue.user), {}
    if holders and queue.is_shared_out:
        claimed = articles.filter(pk__in=holders).order_by().values_list("pk", flat=True)
        left_out = {pk: holders[pk] for pk in claimed}
        own_start = Q(pk=start.pk if start and inclusive else None)
        articles = articles.filter(~Q(pk__in=left_out) | own_start)
    if start:
        values = order.values(start)
        articles = articles.filter(order.from_row(values, backwards=backwards, inclusive=inclusive))
    rows = articles.order_by(*order.terms(backwards=backwards)).values_list("pk", flat=True)
    return QueueSlice(list(rows[:size]), count, holders, left_out)
