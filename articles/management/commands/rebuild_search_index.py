"""Rebuild the search index."""

from typing import Any

from articles.management.base import NewsdeskCommand
from articles.models import Article
from articles.search.backends import rebuild_index


class Command(NewsdeskCommand):
    help = "Create the search index again, from the articles as they are."

    def handle(self, *_args: Any, **_options: Any) -> None:
        rebuild_index()
        self.stdout.write(f"The search index holds {Article.objects.count()} articles.")
