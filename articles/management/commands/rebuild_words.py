"""Make the index of words anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from articles.models import Article
from articles.search.ddl import rebuild_words


class Command(BaseCommand):
    requires_system_checks = ()  # it is what they ask for
    help = "Make the index of words and its triggers anew, from the articles as they are."

    def handle(self, *_args: Any, **_options: Any) -> None:
        rebuild_words(connection)
        count = Article.objects.count()
        self.stdout.write(f"The index of words holds {count} articles, and its triggers are there.")
