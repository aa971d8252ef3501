"""Write the desk's files into a folder, and say where they differ from what was imported."""

import subprocess
from pathlib import Path
from typing import Any

from django.core.management import call_command

from articles.models import Article, SeedFile
from articles.models.value_fields import article_values
from articles.seeds.reader import read_article
from tests.seeds.diffs import changed_lines

Lines = list[str]


def export(folder: Path, *options: str) -> Path:
    call_command("export_seeds", folder, *options)
    return folder


def diff(one: Path, other: Path) -> Lines:
    """Return the lines that `diff -r` prints, without its headings; none for equal folders."""
    command = ["diff", "-r", str(one), str(other)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [line for line in done.stdout.splitlines() if not line.startswith("diff ")]


def lines_changed_in(article: Article, folder: Path) -> Lines:
    """Return how the article's file in `folder` differs from its imported seed."""
    seed = SeedFile.objects.get(article=article)
    return changed_lines(seed.data, (folder / seed.path).read_bytes())


def exported_values(article: Article, folder: Path) -> dict[str, Any]:
    path = folder / SeedFile.objects.get(article=article).path
    return read_article(path.name, path.read_bytes()).values()


def desk_values(article: Article) -> dict[str, Any]:
    return article_values(Article.objects.for_values().get(pk=article.pk))
