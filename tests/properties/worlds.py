"""A fresh desk for each example of a property, and sources to fill it from."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction

from articles.models import Article
from articles.models.value_fields import article_values
from articles.seeds.writer import compose_article
from tests.conformance.made import only


@contextmanager
def fresh_desk() -> Iterator[Path]:
    """Yield an empty folder; what happens to the tables inside is forgotten afterwards."""
    with tempfile.TemporaryDirectory(prefix="newsdesk-") as folder, transaction.atomic():
        try:
            yield Path(folder)
        finally:
            transaction.set_rollback(True)


def write_files(folder: Path, contents: Mapping[str, Mapping[str, Any]]) -> Path:
    """Make a folder hold one seed for each content (value fields, and `published`), by name."""
    return only(folder, {f"_posts/{name}.md": seed_of(each) for name, each in contents.items()})


def seed_of(content: Mapping[str, Any]) -> bytes:
    values = {name: value for name, value in content.items() if name != "published"}
    return compose_article(values, published=content.get("published", False), provider_names={})


def contents(source: str = "default") -> dict[str, dict[str, Any]]:
    """Return the values of all articles of a source, with status and hold, by name."""
    return {
        article.name: article_values(article) | {"status": article.status, "held": article.held}
        for article in Article.objects.for_values().filter(source__name=source)
    }
