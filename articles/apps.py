from django.apps import AppConfig
from django.core.checks import Tags, register

from articles.search.ddl import check_search_index


class ArticlesConfig(AppConfig):
    name = "articles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register(check_search_index, Tags.database)
