"""The list that Django's admin gives for articles, with Django's own templates and addresses.

It is asked for like any page of ours: by a client, through the same middleware. Only the templates
of the project, which take the place of the admin's, are not used.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.test.utils import override_settings
from django.urls import path

from articles.models import Article

LIST = "/admin/articles/article/?status__exact=draft"
"""The drafts, as the first of our pages shows them."""


class StockAdmin(ModelAdmin[Article]):
    """The list as Django's documentation teaches it."""

    list_display = ["title", "provider", "published_at", "type", "quality", "heat", "status"]
    list_filter = ["status", "held", "type", "provider", "topics", "source"]
    search_fields = ["title", "excerpt", "provider__name"]
    date_hierarchy = "published_at"
    ordering = ["-published_at"]


site = AdminSite()
site.register(Article, StockAdmin)
urlpatterns = [path("admin/", site.urls)]


@contextmanager
def stock() -> Iterator[None]:
    """Serve the stock admin inside the block."""
    templates = deepcopy(settings.TEMPLATES)
    for engine in templates:
        engine["DIRS"] = []
    with override_settings(TEMPLATES=templates, ROOT_URLCONF=__name__):
        yield
