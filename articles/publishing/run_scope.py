"""Select the drafts that a publish run judges."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from articles.models import (
    Article,
    ArticleQuerySet,
    ArticleTopic,
    Conflict,
    Event,
    ImportItem,
    ImportOutcome,
    Verb,
)
from articles.publishing.kept_back import keeping_verdicts

STORED = (ImportOutcome.CREATED, ImportOutcome.CHANGED, ImportOutcome.CONFLICT)
"""Outcomes of files that an import has stored."""
DECISIONS = (Verb.EDITED, Verb.RESOLVED, Verb.UNPUBLISHED, Verb.RELEASED, Verb.REOPENED)
"""What a person may have done to a draft that then must not be published without a person."""


def scoped_drafts(scope: dict[str, Any]) -> ArticleQuerySet:
    """Return the drafts in a run's scope; an empty scope means all drafts.

    "ids" is a list of primary keys, "topic" a name, "provider" a domain, "type" a type, and
    "import" the primary key of an import. "import_run" too, for a run that starts automatically:
    it leaves out what a person has decided about. "ready_only" leaves out what a person's run with
    one-off settings kept back. All given limits apply.
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
    if "import" in scope:
        drafts = drafts.filter(pk__in=_stored_by(scope["import"], *STORED))
    if "ready_only" in scope:
        kept = keeping_verdicts().order_by().values("article")
        drafts = drafts.exclude(pk__in=kept)
    return _undecided(drafts, scope["import_run"]) if "import_run" in scope else drafts


def _stored_by(import_run: int, *outcomes: ImportOutcome) -> QuerySet[ImportItem, Any]:
    items = ImportItem.objects.filter(run=import_run, outcome__in=outcomes, undone=False)
    return items.values("article")


def _undecided(drafts: ArticleQuerySet, import_run: int) -> ArticleQuerySet:
    """Select what an import created or changed and no person has decided about.

    A reviewer may release a draft but not publish it; the next import must not do that instead.
    """
    items = _stored_by(import_run, ImportOutcome.CREATED, ImportOutcome.CHANGED)
    decisions = Event.objects.filter(article=OuterRef("pk"), verb__in=DECISIONS, undone=False)
    conflicts = Conflict.objects.unresolved().filter(article=OuterRef("pk"))
    return drafts.filter(~Exists(decisions), ~Exists(conflicts), pk__in=items)
