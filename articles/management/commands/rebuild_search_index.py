"""Rebuild the search index."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from articles.models import Article
from articles.search.ddl import rebuild


class Command(BaseCommand):
    requires_system_checks = ()  # they report the index that this command repairs
    help = "Create the search index and its triggers again, from the articles as they are."

    def handle(self, *_args: Any, **_options: Any) -> None:
        rebuild(connection)
        self.stdout.write(f"The search index holds {Article.objects.count()} articles.")
