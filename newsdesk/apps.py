import mimetypes

from django.apps import AppConfig
from django.core.checks import register

from newsdesk.media import CONTENT_TYPES, check_media_origin


class NewsdeskConfig(AppConfig):
    """An app without tables, so that the worker finds `newsdesk.tasks` and the commands here."""

    name = "newsdesk"
    label = "wiring"

    def ready(self) -> None:
        register(check_media_origin)
        for (
            suffix,
            content_type,
        ) in CONTENT_TYPES.items():  # storages ask for it; Python may not know
            mimetypes.add_type(content_type, suffix)
