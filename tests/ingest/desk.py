"""What a desk holds, to be compared before and after."""

from pathlib import Path
from typing import Any

from django.db.models import Model

from articles.ingest.options import Options
from articles.ingest.pipeline import import_seeds
from articles.ingest.report import Report
from articles.models import (
    Article,
    Conflict,
    Event,
    ImageFetch,
    ImportItem,
    ImportRun,
    Provider,
    RelatedLink,
    SeedFile,
    Source,
    Topic,
)
from articles.models.value_fields import article_values
from articles.workflow.actors import SYSTEM, Actor

TABLES: tuple[type[Model], ...] = (
    Article, Conflict, Event, ImageFetch, ImportItem, ImportRun, Provider, RelatedLink, SeedFile,
    Source, Topic,
)  # fmt: skip


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table that an import writes."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in TABLES
    }


def content() -> dict[str, Any]:
    """Return what readers and editors see, without keys, versions and times of the desk."""
    articles = Article.objects.for_values().select_related("seed_file", "source")
    return {
        "articles": {
            (a.source.name, a.name): (a.status, a.held, a.related_count, article_values(a))
            for a in articles
        },
        "links": sorted(RelatedLink.objects.values_list("article__name", "title", "target__name")),
        "files": sorted(SeedFile.objects.values_list("kind", "name", "path", "digest")),
        "providers": sorted(Provider.objects.values_list("domain", "name", "description")),
        "topics": sorted(Topic.objects.values_list("name", "short_name", "parent__name")),
        "conflicts": sorted(Conflict.objects.unresolved().values_list("article__name", "field")),
    }


def imported(*paths: Path, by: Actor = SYSTEM, **options: Any) -> Report:
    """Import with options such as `trust_published=True`, or `dry_run=True`, `source="ai"`."""
    how = {name: options.pop(name, False) for name in ("trust_published", "archive_missing")}
    return import_seeds(paths, by=by, options=Options(**how), **options)


def run_of(report: Report) -> ImportRun:
    """Return the run of an import that had something to write."""
    assert report.run is not None
    return report.run


def only_article() -> Article:
    return Article.objects.get()
