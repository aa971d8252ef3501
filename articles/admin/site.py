"""The site of the editors: Django's admin with Newsdesk's name, and only Newsdesk's nouns."""

from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from articles.models import User

DAILY = ("Article", "Conflict", "ImportRun", "PublishRun", "PublishingRule", "Provider", "Topic")
"""What is wanted every day stands above the rest."""


class NewsdeskSite(AdminSite):
    """A site of our own: what other packages register for themselves is not shown here."""

    site_header = "Newsdesk"
    site_title = "Newsdesk"
    index_title = "The desk"
    empty_value_display = "-"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=_place)
        return apps


def _place(model: dict[str, Any]) -> tuple[int, str]:
    name = model["object_name"]
    return (DAILY.index(name) if name in DAILY else len(DAILY), str(model["name"]))


def person(request: HttpRequest) -> User:
    """Return who asks. Raises PermissionDenied for nobody, which the site's pages rule out."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


site = NewsdeskSite(name="admin")
