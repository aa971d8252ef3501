from django.apps import AppConfig
from django.core.checks import Tags, register

from articles.content.seed_limits import check_seed_limits
from articles.search.ddl import check_search_index


class ArticlesConfig(AppConfig):
    name = "articles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register(check_search_index, Tags.database)
        register(check_seed_limits)
