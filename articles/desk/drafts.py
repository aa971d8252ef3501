"""What the desk shows of drafts: a row of the queue, and the whole panel of the next few.

All that the panels of a page show comes in a fixed number of queries, however many they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Case, Count, Exists, OuterRef, Prefetch, QuerySet, Subquery, When

from articles.models import Article, ArticleTopic, Conflict, Image, Status, User
from articles.stories.duplicates import Duplicate, likely_duplicates
from articles.workflow.policy import Rule
from articles.workflow.rules import judge
from articles.workflow.transitions import possible_verbs
from articles.workflow.why import describe

from .bars import bar_of
from .coverage import Coverage, coverage_of

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


def read(keys: Sequence[int], panels: Iterable[int]) -> list[Any]:
    """Return these articles in order, those with panels with what only panels show."""
    shown = set(panels)
    topics = ArticleTopic.objects.select_related("topic")
    articles = (
        Article.objects.select_related("provider", "assigned_to")
        .defer("body", "featured_content")
        .annotate(
            open_conflicts=_only(shown, _count(_open_conflicts(), "article")),
            conflict=_only(shown, Subquery(_open_conflicts().values("field")[:1])),
            has_picture=_only(shown, Exists(_images())),
            picture=_only(shown, Subquery(_images().exclude(file="").values("file")[:1])),
            total=_only(shown, _count(_of_provider(), "provider")),
            live=_only(shown, _count(_live_of_provider(), "provider")),
        )
        .prefetch_related(Prefetch("article_topics", queryset=topics))
    )
    found = articles.in_bulk(keys)
    return [found[pk] for pk in keys if pk in found]


def rows_of(articles: Iterable[Any], rules: list[Rule]) -> list[Row]:
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


def _only(shown: set[int], expression: Any) -> Any:
    """Ask for the few that have panels; the database leaves out the rest."""
    return Case(When(pk__in=shown, then=expression)) if shown else Case(When(pk=0, then=expression))


def _open_conflicts() -> QuerySet[Conflict]:
    return Conflict.objects.filter(article=OuterRef("pk"), settled_at__isnull=True).order_by()


def _images() -> QuerySet[Image]:
    return Image.objects.filter(article=OuterRef("pk")).order_by("position")


def _of_provider() -> QuerySet[Article]:
    return Article.objects.filter(provider=OuterRef("provider")).order_by()


def _live_of_provider() -> QuerySet[Article]:
    return _of_provider().filter(status=Status.PUBLISHED)


def _count(rows: QuerySet[Any], by: str) -> Subquery:
    """Count rows that are all of one owner, named `by`; null for none."""
    return Subquery(rows.values(by).annotate(n=Count("*")).values("n"))


def _why(article: Article, rules: list[Rule], coverage: Coverage) -> list[str]:
    """The same words as the article's page, from what the panel knows already."""
    if article.status != Status.DRAFT:
        return [f"It is {article.get_status_display().lower()}: somebody has decided."]
    verdict = judge(article, rules)
    sentences = describe(int(verdict.reasons), article.quality, verdict.rule)
    if above := coverage.outranking:
        by = f" ({above.provider})" if above.provider else ""
        sentences.append(f"The strongest in its story is “{above.title}”{by}, {above.quality}.")
    if verdict.publishable:
        sentences.append("The next publish run makes it live.")
    return sentences
