"""Properties and names of models."""

import pytest

from articles.models import (
    ArticleTopic,
    Conflict,
    ImageFetch,
    ImportItem,
    PublishItem,
    PublishRun,
    Rendition,
    SeedFile,
    StoredImage,
    User,
)
from articles.workflow.actors import SYSTEM
from articles.workflow.transitions import hold, release
from tests.factories import draft, link, person, provider, rule, source, topic

pytestmark = pytest.mark.django_db


def test_str_of_models_is_readable():
    article, fog = draft(title="Fog"), topic("Weather")
    run = PublishRun(pk=7)
    called = {
        "Fog": article,
        "Weather": fog,
        "tidewire": provider(),
        "A rule": rule(topic=fog),
        "default": source(),
        "title of Fog": Conflict(article=article, field="title"),
        "created Fog": article.events.get(),
        "Publish run 7": run,
        "Verdict on Fog": PublishItem(run=run, article=article),
        "a.md: Rejected": ImportItem(path="a.md", outcome="refused"),
        "_news/a.md": SeedFile(path="_news/a.md"),
        "Coverage": link(article, title="Coverage"),
        "JPEG 640x360 as card.avif": Rendition(
            image=StoredImage(format="JPEG", width=640, height=360), name="card", format="avif"
        ),
        "https://gull.example/a.jpg": ImageFetch(url="https://gull.example/a.jpg"),
        "Rosa Reviewer": User(username="rosa", first_name="Rosa", last_name="Reviewer"),
        "ed": User(username="ed"),
    }

    assert [str(noun) for noun in called.values()] == list(called)
    assert str(ArticleTopic(article=article, topic=fog)) == "Weather"


def test_event_after_deletion_of_the_account_is_not_by_the_system():
    ann, article = person(username="ann"), draft()
    by_ann, by_system = hold(article, by=ann), release(article, by=SYSTEM)
    assert by_ann.actor_name == "ann"
    ann.delete()

    for event, name in [(by_ann, "a deleted account"), (by_system, "Newsdesk")]:
        event.refresh_from_db()
        assert (event.actor, event.actor_name) == (None, name)
