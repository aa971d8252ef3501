from importlib import import_module

from django.apps import AppConfig
from django.core.checks import Tags, register

from articles.content.seed_limits import check_seed_limits
from articles.search.ddl import check_search_index

JOB_KINDS = ("articles.bulk_actions.runs", "articles.ingest.job", "articles.publishing.publish_run")
"""Modules that register a kind of job. They import models, so they are loaded when those are."""


class ArticlesConfig(AppConfig):
    name = "articles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register(check_search_index, Tags.database)
        register(check_seed_limits)
        for name in JOB_KINDS:
            import_module(name)
