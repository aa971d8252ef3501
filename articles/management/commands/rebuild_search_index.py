"""Rebuild the search index."""

from typing import Any

from django.db import connection

from articles.management.base import NewsdeskCommand
from articles.models import Article
from articles.search.ddl import rebuild


class Command(NewsdeskCommand):
    help = "Create the search index and its triggers again, from the articles as they are."

    def handle(self, *_args: Any, **_options: Any) -> None:
        rebuild(connection)
        self.stdout.write(f"The search index holds {Article.objects.count()} articles.")
