"""Declared pictures: their addresses, and what is held of them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.images.declared import connect_images
from articles.ingest.undo import undo_import_run
from articles.models import (
    Article,
    Conflict,
    FetchState,
    ImageFetch,
    ImageUse,
    Resolution,
    StoredImage,
)
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit, revert
from articles.workflow.resolve_conflicts import resolve_conflict
from articles.workflow.undo_event import undo_event
from tests.conformance import tables
from tests.factories import declared_image, draft, seed_text, stored_image, write_seeds
from tests.images.pictures import picture
from tests.ingest.desk import imported, run_of
from tests.ingest.enrichment_files import ORGANISATION, organisation, wire

HERON = "_news/heron.md"


@pytest.mark.django_db
def test_edit_requests_the_new_pictures_of_an_article():
    article = draft(web_url="https://tidewire.example/a")

    edit(article, {"images": [declared_image(), declared_image("own.png")]}, by=SYSTEM)

    fetch = ImageFetch.objects.get()
    assert (fetch.url, fetch.state) == ("https://far.example/a.jpg", FetchState.WAITING)
    assert (fetch.host, fetch.page_url) == ("far.example", "https://tidewire.example/a")


@pytest.mark.django_db
def test_connecting_takes_as_many_queries_for_20_articles_as_for_2():
    counts = []
    for number in (2, 20):
        images = [declared_image(f"https://far.example/{number}-{n}.jpg") for n in range(3)]
        articles = [draft(images=images) for n in range(number)]
        with CaptureQueriesContext(connection) as asked:
            connect_images([article.pk for article in articles])
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_import_again_requests_nothing_again(tmp_path):
    images = [{"url": f"https://far.example/{n}.jpg"} for n in range(3)]
    provider = {"domain": "tidewire.example", "images": [{"url": "https://far.example/icon.png"}]}
    write_seeds(tmp_path, {HERON: seed_text(images=images, provider=provider)})
    imported(tmp_path)
    ImageFetch.objects.update(state=FetchState.FETCHED, image=stored_image())
    before = tables.whole()

    imported(tmp_path)
    assert tables.whole() == before

    write_seeds(tmp_path, {HERON: seed_text(images=images, provider=provider, title="New")})
    imported(tmp_path)
    assert ImageFetch.objects.filter(state=FetchState.FETCHED).count() == 4
    assert ImageFetch.objects.count() == ImageUse.objects.count() == 4


@pytest.fixture
def site(db, tmp_path):
    """A folder of one seed with a picture."""
    write_seeds(tmp_path, {"_news/heron.png": picture()})
    say(tmp_path)
    return tmp_path


def say(site, images: Any = "heron.png"):
    declared = [{"url": images, "title": "A heron"}] if images else None
    write_seeds(site, {HERON: seed_text(images=declared)})
    return imported(site)


def heron() -> Article:
    return Article.objects.select_related("lead_image").get()


def by_an_edit(images):
    edit(heron(), {"images": images}, by=SYSTEM)


def by_taking_back(images):
    undo_event(heron().events.order_by("-version")[0], by=SYSTEM)


def by_going_back(images):
    revert(heron(), 1, by=SYSTEM)


@pytest.mark.parametrize("bring_back", [by_an_edit, by_taking_back, by_going_back])
def test_a_picture_that_returns_leads_again(site, bring_back):
    before = heron()
    edit(heron(), {"images": []}, by=SYSTEM)
    assert heron().lead_image is None

    bring_back(before.images)

    assert heron().lead_image == before.lead_image == StoredImage.objects.get()


def test_undo_of_an_import_restores_the_leading_picture(site):
    before = heron().lead_image
    report = say(site, images=None)
    assert heron().lead_image is None

    undo_import_run(run_of(report), by=SYSTEM)

    assert heron().lead_image == before


def test_undo_of_a_move_restores_the_leading_picture(site):
    before = heron().lead_image
    (site / HERON).rename(site / "heron.md")
    report = imported(site)
    assert heron().lead_image is None

    undo_import_run(run_of(report), by=SYSTEM)

    assert heron().lead_image == before


def test_use_source_and_its_undo_change_the_leading_picture(site):
    edit(heron(), {"images": [heron().images[0] | {"title": "Ours"}]}, by=SYSTEM)
    before = heron().lead_image
    say(site, images=None)

    event = resolve_conflict(Conflict.objects.get(), Resolution.SOURCE, by=SYSTEM)
    assert heron().lead_image is None
    undo_event(event, by=SYSTEM)

    assert heron().lead_image == before


def test_a_relative_address_of_another_folder_is_another_picture(site):
    write_seeds(site, {"ibis.md": seed_text(title="An ibis")})
    imported(site)
    ibis = Article.objects.get(title="An ibis")

    edit(ibis, {"images": [declared_image("heron.png")]}, by=SYSTEM)

    ibis.refresh_from_db()
    assert ibis.lead_image is None


def test_an_organisation_has_its_icon_again_after_undo(db, tmp_path):
    logo = "\n  - url: logo.png"
    place = {"_data/organizations/logo.png": picture()}
    write_seeds(tmp_path, {ORGANISATION: organisation(images=logo), **place})
    imported(tmp_path)
    before = wire().icon
    write_seeds(tmp_path, {ORGANISATION: organisation(images="[]")})
    report = imported(tmp_path)
    assert wire().icon is None

    undo_import_run(run_of(report), by=SYSTEM)

    assert wire().icon == before == ImageFetch.objects.get().image
