"""The worker fetches in slices: one task waits, one runs, and each goes on where work is left."""

import pytest

from articles.images import fetch_tasks
from articles.images.background import enqueue_fetches
from articles.images.fetch_tasks import fetch_images_task
from articles.ingest.pipeline import import_seeds
from articles.models import Article, FetchState, ImageFetch, StoredImage
from articles.workflow.actors import SYSTEM
from articles.workflow.create import create_article
from articles.workflow.edit import edit
from newsdesk.scheduler import run_tick
from tests.factories import numbered_seeds, write_seeds
from tests.images.fetching import waiting
from tests.workflow.values import NEW_VALUES, PICTURE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fetching")]


@pytest.fixture
def enqueued(monkeypatch):
    """The tasks that were enqueued; none of them runs."""
    tasks: list[str] = []
    monkeypatch.setattr(
        type(fetch_images_task), "enqueue", lambda task, *_args: tasks.append(task.name)
    )
    return tasks


def test_import_fetches_pictures_and_the_same_import_fetches_none(server, tmp_path):
    images = [{"url": server.url("fine"), "width": 160, "height": 90}]
    folder = write_seeds(tmp_path, numbered_seeds(3, images=images))

    for _ in range(2):
        import_seeds([folder], by=SYSTEM)

    assert server.requests == {"fine": 1}
    assert ImageFetch.objects.get().state == FetchState.FETCHED
    leads = Article.objects.values_list("lead_image", flat=True)
    assert list(leads) == [StoredImage.objects.get().pk] * 3


def test_pictures_that_editors_name_are_fetched_at_once(server):
    def picture(path):
        return PICTURE | {"url": server.url(path)}

    written = create_article(NEW_VALUES | {"images": [picture("fine?1")]}, by=SYSTEM)
    edit(written, {"images": [picture("fine?2")]}, by=SYSTEM)

    assert server.requests == {"fine": 2}
    assert Article.objects.get().lead_image == StoredImage.objects.get()


def test_minute_tick_fetches_what_is_due(server):
    waiting(server.url("fine"))

    run_tick()
    run_tick()

    assert server.requests == {"fine": 1}


def test_slices_go_on_until_nothing_is_due(server, monkeypatch):
    monkeypatch.setattr(fetch_tasks, "SLICE_SECONDS", 0.01)
    for number in range(4):
        waiting(server.url(f"fine?{number}"))

    enqueue_fetches()

    assert server.requests == {"fine": 4}


def test_one_task_waits_however_often_there_is_work(enqueued):
    waiting("https://tidewire.example/heron.jpg")

    enqueue_fetches()
    enqueue_fetches()

    assert enqueued == ["fetch_images_task"]


def test_nothing_is_enqueued_without_work(enqueued, settings):
    enqueue_fetches()
    settings.NEWSDESK_FETCH_IMAGES = False
    waiting("https://tidewire.example/heron.jpg")
    enqueue_fetches()

    assert enqueued == []


def test_second_thread_of_a_worker_leaves_fetching_to_the_first(server, enqueued):
    waiting(server.url("fine"))

    with fetch_tasks._slice:
        fetch_images_task.func()

    assert (server.requests, enqueued) == ({}, [])
