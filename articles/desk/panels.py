"""What the desk shows of drafts: a row of the queue, and the whole panel of the next few.

All that the panels of a page show comes in a fixed number of queries, however many they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import (
    BooleanField,
    CharField,
    Field,
    IntegerField,
    Prefetch,
    prefetch_related_objects,
)
from django.db.models.expressions import RawSQL

from articles.desk.coverage import Coverage, coverage_of
from articles.desk.thresholds import ask_for_topics, bar_of
from articles.models import Article, ArticleTopic, Status, User
from articles.publishing.explanations import describe
from articles.publishing.policy import Rule
from articles.publishing.rules import judge
from articles.stories.duplicates import Duplicate, likely_duplicates
from articles.workflow.transitions import possible_verbs

PANELS = 4
"""The draft that is shown and the three behind it: whoever decides four a second waits for none."""


@dataclass(frozen=True, slots=True)
class Row:
    """A draft as the queue shows it, with the bar that it has to pass."""

    article: Any
    bar: int | None


@dataclass(frozen=True, slots=True)
class Panel:
    """A draft as the desk shows it, with all that somebody must know to decide.

    `article` carries `live` and `total` (its provider's record here), `picture` (the file's name),
    `has_picture`, how many `open_conflicts` it has and one's field (`conflict`). `why` are the
    sentences that say why it is a draft still.
    """

    article: Any
    bar: int | None
    picture: str
    coverage: Coverage
    duplicates: list[Duplicate]
    why: list[str]
    verbs: set[str] = field(default_factory=set)

    @property
    def topics(self) -> list[str]:
        return [row.topic.name for row in self.article.article_topics.all()]


def read(keys: Sequence[int], panels: Iterable[int], rules: Sequence[Rule]) -> list[Any]:
    """Return these articles in order, those with panels with what only panels show."""
    shown = set(panels)
    articles = (
        Article.objects.select_related("provider", "assigned_to")
        .defer("body", "featured_content", *_UNSEEN_OF_A_PERSON)
        .annotate(**{name: _only([*shown], *fact) for name, fact in _ON_PANELS.items()})
    )
    found = articles.in_bulk(keys)
    by_topic = ask_for_topics(rules)
    with_topics = [each for pk, each in found.items() if by_topic or pk in shown]
    topics = ArticleTopic.objects.select_related("topic")
    prefetch_related_objects(with_topics, Prefetch("article_topics", queryset=topics))
    return [found[pk] for pk in keys if pk in found]


_UNSEEN_OF_A_PERSON = [
    f"assigned_to__{name}"
    for name in ("password", "email", "last_login", "date_joined", "visited_at", "visited_before")
]


def rows_of(articles: Iterable[Any], rules: Sequence[Rule]) -> list[Row]:
    """Return the articles as rows of the queue."""
    return [Row(article, bar_of(article, rules)) for article in articles]


def panels_of(articles: Sequence[Any], rules: list[Rule], user: User) -> list[Panel]:
    """Return the panels of articles that `read` has read with panels."""
    coverage = coverage_of(articles)
    duplicates = likely_duplicates(articles)
    return [
        Panel(
            article=article,
            bar=bar_of(article, rules),
            picture=default_storage.url(article.picture) if article.picture else "",
            coverage=coverage[article.pk],
            duplicates=duplicates.get(article.pk, []),
            why=_why(article, rules, coverage[article.pk]),
            verbs={str(verb.value) for verb in possible_verbs(article, user)},
        )
        for article in articles
    ]


def _only(shown: Sequence[int], sql: str, output: Field[Any, Any]) -> RawSQL:
    """Ask for the few that have panels; the database leaves out the rest."""
    which = ", ".join(["%s"] * len(shown)) or "NULL"
    sql = f"CASE WHEN articles_article.id IN ({which}) THEN ({sql}) END"
    return RawSQL(sql, shown, output)  # noqa: S611 our own, below


_CONFLICTS = "FROM articles_conflict WHERE article_id = articles_article.id AND settled_at IS NULL"
_IMAGES = "FROM articles_image WHERE article_id = articles_article.id"
_OF_PROVIDER = (
    "FROM articles_article AS other WHERE other.provider_id = articles_article.provider_id"
)
_ON_PANELS: dict[str, tuple[str, Field[Any, Any]]] = {
    "open_conflicts": (f"SELECT COUNT(*) {_CONFLICTS}", IntegerField()),
    "conflict": (f"SELECT field {_CONFLICTS} LIMIT 1", CharField()),
    "has_picture": (f"SELECT EXISTS (SELECT 1 {_IMAGES})", BooleanField()),
    "picture": (f"SELECT file {_IMAGES} AND file <> '' ORDER BY position LIMIT 1", CharField()),
    "total": (f"SELECT COUNT(*) {_OF_PROVIDER}", IntegerField()),
    "live": (f"SELECT COUNT(*) {_OF_PROVIDER} AND other.status = 'published'", IntegerField()),
}
"""What an article carries for its panel. In SQL, because Django takes a tenth of the page to put
these six subqueries together."""


def _why(article: Article, rules: list[Rule], coverage: Coverage) -> list[str]:
    """The same words as the article's page, from what the panel knows already."""
    if article.status != Status.DRAFT:
        return [f"It is {article.get_status_display().lower()}: somebody has decided."]
    verdict = judge(article, rules)
    sentences = describe(int(verdict.reasons), article.quality, verdict.rule, article.lack)
    if above := coverage.outranking:
        by = f" ({above.provider})" if above.provider else ""
        sentences.append(f"The strongest in its story is “{above.title}”{by}, {above.quality}.")
    if verdict.publishable:
        sentences.append("The next publish run makes it live.")
    return sentences
