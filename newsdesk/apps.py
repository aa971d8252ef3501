from django.apps import AppConfig


class NewsdeskConfig(AppConfig):
    """An app without tables: through it the worker finds the clock, `newsdesk.tasks`."""

    name = "newsdesk"
    label = "wiring"
