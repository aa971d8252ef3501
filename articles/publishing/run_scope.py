"""Which drafts a publish run looks at."""

from typing import Any

from django.db.models import Exists, OuterRef

from articles.models import (
    Article,
    ArticleQuerySet,
    ArticleTopic,
    Conflict,
    ImportItem,
    ImportOutcome,
)


def scoped_drafts(scope: dict[str, Any]) -> ArticleQuerySet:
    """Return the drafts that a run's scope names; an empty scope names all.

    "ids" is a list of primary keys, "topic" a name, "provider" a domain, "type" a type;
    "import_run" names what an import created or changed, without the articles with an open
    conflict. Of several, all must hold.
    """
    drafts = Article.objects.drafts()
    if "ids" in scope:
        drafts = drafts.filter(pk__in=scope["ids"])
    if "topic" in scope:
        rows = ArticleTopic.objects.filter(article=OuterRef("pk"), topic__name=scope["topic"])
        drafts = drafts.filter(Exists(rows))
    if "provider" in scope:
        drafts = drafts.filter(provider__domain=scope["provider"])
    if "type" in scope:
        drafts = drafts.filter(type=scope["type"])
    return _brought(drafts, scope["import_run"]) if "import_run" in scope else drafts


def _brought(drafts: ArticleQuerySet, import_run: int) -> ArticleQuerySet:
    items = ImportItem.objects.filter(
        run=import_run, outcome__in=[ImportOutcome.CREATED, ImportOutcome.CHANGED], undone=False
    )
    news = drafts.filter(pk__in=items.values("article"))
    return news.exclude(pk__in=Conflict.objects.unsettled().values("article"))
