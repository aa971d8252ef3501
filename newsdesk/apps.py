from django.apps import AppConfig


class NewsdeskConfig(AppConfig):
    """An app without tables: the worker finds `newsdesk.tasks`, the clock of the desk, through it."""

    name = "newsdesk"
    label = "wiring"
