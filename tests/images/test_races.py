"""Two transactions at once: pictures that arrive, or are swept, while an article names them."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction
from django.utils import timezone

from articles.images.declared import connect_images
from articles.images.lead import refresh_after_fetches
from articles.images.store import store_image
from articles.images.sweep import sweep_images
from articles.images.uses import store_uses
from articles.models import Article, FetchState, ImageFetch, StoredImage
from articles.workflow.actors import SYSTEM
from articles.workflow.choose_image import choose_image
from tests.factories import draft
from tests.images.pictures import picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
URL = "https://tidewire.example/heron.jpg"
PAUSE = 0.5
"""Seconds for which the other transaction may end. It ends later if it waits for a lock."""


@contextmanager
def during(work):
    """Run `work` in another thread as soon as the block's transaction has done its work.

    The block commits when `work` has ended, or after a pause if it waits.
    """
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        yield
        ended = Event()
        future = pool.submit(_run, work, ended)
        ended.wait(PAUSE)
    future.result()


def _run(work, ended):
    try:
        work()
    finally:
        connection.close()
        ended.set()


def test_picture_that_arrives_while_an_edit_names_it_leads():
    store_uses("article", {draft().pk: [URL]})
    edited = draft(title="Edited", images=[{"url": URL}])
    image = store_image(picture("JPEG", size=(900, 600)))

    def arrive():
        with transaction.atomic():
            fetch = ImageFetch.objects.get()
            ImageFetch.objects.filter(pk=fetch.pk).update(image=image, state=FetchState.FETCHED)
            refresh_after_fetches([fetch.pk])

    with during(arrive):
        connect_images([edited.pk])

    assert Article.objects.get(pk=edited.pk).lead_image == image


def test_picture_that_is_chosen_while_a_sweep_runs_is_kept():
    article = draft()
    image = store_image(picture("JPEG"))
    long_ago = timezone.now() - timedelta(days=31)
    StoredImage.objects.update(unused_since=long_ago)

    with during(sweep_images):
        choose_image(article, image, by=SYSTEM)

    assert Article.objects.get(pk=article.pk).chosen_image == image


def test_address_that_is_named_while_a_sweep_runs_keeps_its_picture():
    article = draft()
    other = draft(title="Other")
    image = store_image(picture("JPEG"))
    store_uses("article", {other.pk: [URL]})
    ImageFetch.objects.update(image=image, state=FetchState.FETCHED)
    store_uses("article", {other.pk: []})
    StoredImage.objects.update(unused_since=timezone.now() - timedelta(days=31))

    with during(sweep_images):
        store_uses("article", {article.pk: [URL]})

    assert ImageFetch.objects.get().image == image
