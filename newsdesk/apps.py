from django.apps import AppConfig


class NewsdeskConfig(AppConfig):
    """An app without tables, so that the worker finds `newsdesk.tasks` and the commands here."""

    name = "newsdesk"
    label = "wiring"
