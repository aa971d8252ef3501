"""A verb on what a filter shows touches exactly that: 598 articles of three real sites' 1,786."""

import pytest
from django.test import Client, TestCase

from articles.models import Article, BulkAction, Event, RunState, Verb
from tests.factories import person

pytestmark = pytest.mark.django_db
QUERY = "status=draft&quality_from=26&quality_to=57"
BULK = "/admin/articles/article/bulk/"


@pytest.fixture
def held(ai, ai_earlier, powerapps):
    """The browser of an editor who holds what the filter shows."""
    client, choice = Client(), {"act": "hold", "which": "all", "query": QUERY}
    client.force_login(person("Editor"))
    asked = client.post(BULK, choice)
    assert asked.context["title"] == "Hold 598 drafts?"
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(BULK, choice | {"start": "1", "expected": "598", "reason": "too many at once"})
    return client


def test_bulk_hold_changes_exactly_598_articles(held):
    shown = Article.objects.filter(quality__gte=26, quality__lte=57)
    events = Event.objects.filter(verb=Verb.HELD)

    assert Article.objects.count() == 1_786
    assert shown.count() == 598
    assert set(Article.objects.filter(held=True)) == set(shown)
    assert set(events.values_list("article", flat=True)) == {each.pk for each in shown}
    assert Article.objects.exclude(version=1).count() == events.count() == 598
    assert BulkAction.objects.get().totals == {"done": 598, "skipped": 0}


def test_bulk_hold_undo_releases_same_articles(held):
    job = BulkAction.objects.get()

    with TestCase.captureOnCommitCallbacks(execute=True):
        held.post(f"/admin/articles/bulkaction/{job.pk}/undo/")

    job.refresh_from_db()
    assert job.state == RunState.UNDONE
    assert job.totals["undone"] == 598
    assert not Article.objects.filter(held=True).exists()
    assert Article.objects.filter(version=3).count() == 598
