"""What the desk shows of drafts: rows of the queue, and the panels of the first few drafts.

The number of queries is the same for any number of rows and panels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.db.models.functions import Substr
from django.utils import timezone

from articles.desk.coverage import Coverage, coverage_of
from articles.desk.facts import ProviderRecord, SourceAddress, provider_records, source_address
from articles.images.page_pictures import load_pictures
from articles.listing.results import in_order
from articles.models import Article, ArticleTopic, Conflict, Event, Note, Status, User, Verb
from articles.publishing.explanations import describe
from articles.publishing.policy import Rule
from articles.publishing.rules import judge
from articles.stories.duplicates import Duplicate, likely_duplicates
from articles.workflow.action import Action
from articles.workflow.plan import possible_actions

MAX_BODY = 2_000
"""Characters of an own text that a panel shows."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A draft with everything that a reviewer needs to decide.

    `why` are sentences that explain why it is still a draft, `recommendation` says who recommends
    it and why.
    """

    article: Any
    conflicts: list[Conflict]
    source: SourceAddress | None
    record: ProviderRecord
    coverage: Coverage
    duplicates: list[Duplicate]
    why: list[str]
    recommendation: Event | None
    actions: list[Action]
    holder: str
    """The other reviewer who claims it, "" for none."""

    @property
    def action_keys(self) -> set[str]:
        return {action.key for action in self.actions}

    @property
    def is_recent(self) -> bool:
        """Whether the item is less than a week old: then its age says more than its date."""
        passed: timedelta = timezone.now() - self.article.published_at
        return timedelta(0) <= passed < timedelta(days=7)

    @property
    def topics(self) -> list[str]:
        return [row.topic.name for row in self.article.article_topics.all()]


def load_articles(keys: Sequence[int]) -> list[Article]:
    """Return the articles with these keys in their order, as rows and panels need them."""
    articles = Article.objects.select_related("provider", "assigned_to", "lead_image")
    beginning = Substr("body", 1, MAX_BODY)
    found = articles.defer("body", "featured_content").annotate(beginning=beginning)
    rows = in_order(found, keys)
    load_pictures(rows)
    return rows


def panels_of(
    articles: Sequence[Any], rules: list[Rule], user: User, holders: Mapping[int, str]
) -> list[Panel]:
    """Return the panels of articles from `load_articles`.

    `holders` are the names of the other reviewers by the drafts that they claim.
    """
    prefetch_related_objects(
        articles,
        Prefetch("article_topics", ArticleTopic.objects.select_related("topic")),
        Prefetch("notes", Note.objects.select_related("author")),
        Prefetch("conflicts", Conflict.objects.unresolved(), to_attr="open_conflicts"),
    )
    coverage = coverage_of(articles)
    duplicates = likely_duplicates(articles)
    records = provider_records(articles)
    recommendations = _recommendations(articles)
    return [
        Panel(
            article=article,
            conflicts=article.open_conflicts,
            source=source_address(article.address),
            record=records.get(article.provider_id, ProviderRecord()),
            coverage=coverage[article.pk],
            duplicates=duplicates.get(article.pk, []),
            why=_why(article, rules, coverage[article.pk]),
            recommendation=recommendations.get(article.pk),
            actions=[action for action in possible_actions(article, user) if action.shortcut],
            holder=holders.get(article.pk, ""),
        )
        for article in articles
    ]


def _recommendations(articles: Sequence[Article]) -> dict[int, Event]:
    events = Event.objects.filter(
        article__in=[article.pk for article in articles if article.recommended],
        verb=Verb.RECOMMENDED,
        undone=False,
    )
    return {event.article_id: event for event in events.select_related("actor").order_by("version")}


def _why(article: Article, rules: list[Rule], coverage: Coverage) -> list[str]:
    """Return the sentences of the article's page, from what the panel has loaded."""
    if article.status != Status.DRAFT:
        return [f"It is {article.get_status_display().lower()}: a decision was made."]
    verdict = judge(article, rules)
    sentences = describe(
        int(verdict.reasons), article.quality, verdict.rule, article.incomplete_reason
    )
    if above := coverage.outranking:
        by = f" ({above.provider})" if above.provider else ""
        sentences.append(f"The top item of its story is “{above.title}”{by}, {above.quality}.")
    if verdict.publishable:
        sentences.append("The next publish run publishes it.")
    return sentences
