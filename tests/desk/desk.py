"""Shared helpers of the tests of the review desk."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article
from tests.factories import person

QUEUE = reverse("desk:queue")


def log_in(client, role="Editor"):
    """Log in a new user of a role and return the user."""
    who = person(role)
    client.force_login(who)
    return who


def shown(response):
    """Return the title of the draft that a page of the desk shows, "" for none."""
    panel = response.context["upcoming"].panel
    return panel.article.title if panel else ""


def press(client, article, key, **data):
    """Post an action of a panel and follow to the next draft."""
    fields = {"version": article.version, "queue": ""} | data
    return client.post(reverse("desk:decide", args=[article.pk, key]), fields, follow=True)


def queries(client, path):
    """Return the number of queries of a page."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def now(article):
    """Return an article as stored."""
    return Article.objects.get(pk=article.pk)
