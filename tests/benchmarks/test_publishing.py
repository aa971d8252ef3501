"""What a publish run is held against is the same work."""

import pytest
from django.db import transaction

from articles.models import Article, Event, Verb
from benchmarks.publishing import bare, fill, ours, undo


def _published():
    events = Event.objects.filter(verb=Verb.PUBLISHED, publish_run__isnull=False)
    return (
        set(Article.objects.published().values_list("pk", "version")),
        set(events.values_list("article", "version", "reason", "undone")),
    )


@pytest.mark.django_db
def test_bare_statements_publish_the_same_as_a_run():
    fill(60)
    with transaction.atomic():
        bare()
        bare_result = _published()
        transaction.set_rollback(True)
    ours()
    articles, events = bare_result
    assert 10 < len(articles) == len(events) < 60
    assert _published() == bare_result


@pytest.mark.django_db
def test_measured_run_can_be_undone():
    fill(20)
    ours()
    undo()
    assert not Article.objects.published().exists()
