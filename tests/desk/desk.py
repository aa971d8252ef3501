"""What tests of the review desk share."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article
from tests.factories import person

QUEUE = reverse("desk:queue")


def log_in(client, role="Editor"):
    """Log somebody of a role in and return who it is."""
    who = person(role)
    client.force_login(who)
    return who


def shown(response):
    """Return the title of the draft that a page of the desk shows, "" for none."""
    panel = response.context["upcoming"].panel
    return panel.article.title if panel else ""


def press(client, article, key, **data):
    """Send what a button of an article's panel sends, and follow to the next draft."""
    fields = {"version": article.version, "queue": ""} | data
    return client.post(reverse("desk:decide", args=[article.pk, key]), fields, follow=True)


def queries(client, path):
    """Return how many questions a page asks the database."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def now(article):
    """Return an article as it stands in the database."""
    return Article.objects.get(pk=article.pk)
