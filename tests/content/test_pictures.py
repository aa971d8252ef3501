"""A stored file returns with the address of its image, however the image was removed."""

from typing import Any

import pytest

from articles.images.local_files import store_picture
from articles.ingest.undo import undo_import_run
from articles.models import Article, Conflict, DetachedFile, Image, Resolution
from articles.models.value_fields import article_values
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit, revert
from articles.workflow.resolve_conflicts import resolve_conflict
from articles.workflow.undo_event import undo_event
from tests.factories import seed_text, write_seeds
from tests.images.pictures import picture
from tests.ingest.desk import imported, run_of
from tests.ingest.enrichment_files import ORGANISATION, organisation, wire

pytestmark = pytest.mark.django_db

HERON = "_news/heron.md"
IMAGES = [{"url": "heron.png", "width": 40, "height": 30}]
COVERAGE = [{"title": "Egrets", "quality": 3, "images": [{"url": "egret.png"}]}]
WITH: dict[str, Any] = {"images": IMAGES, "related": COVERAGE}
IMAGES_STORED = [{"url": "heron.png", "width": 40, "height": 30, "title": "", "is_cached": None}]
FIELDS = ("images", "related")


@pytest.fixture
def site(tmp_path):
    """A folder of one seed, with a picture of its own and one of its related coverage."""
    pictures = {"_news/heron.png": picture(), "_news/egret.png": picture("GIF", (20, 10))}
    write_seeds(tmp_path, {HERON: seed_text(**WITH), **pictures})
    imported(tmp_path)
    return tmp_path


def heron() -> Article:
    return Article.objects.for_values().get()


def heron_related():
    return article_values(heron())["related"]


def shown() -> list[Any]:
    rows = Image.objects.exclude(provider__isnull=False).order_by("url")
    return list(rows.values_list("url", "file", "real_width", "real_height"))


def say(site, **keys):
    write_seeds(site, {HERON: seed_text(**WITH | keys)})
    for name in ("heron.png", "egret.png"):
        (site / "_news" / name).unlink(missing_ok=True)
    return imported(site)


def by_an_edit(values):
    edit(heron(), values, by=SYSTEM)


def by_taking_back(values):
    undo_event(heron().events.order_by("-version")[0], by=SYSTEM)


def by_going_back(values):
    revert(heron(), 1, by=SYSTEM)


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("bring_back", [by_an_edit, by_taking_back, by_going_back])
def test_an_image_removed_by_an_edit_has_its_file_when_it_returns(site, name, bring_back):
    before = shown()
    values = {"images": IMAGES_STORED, "related": heron_related()}
    edit(heron(), {name: []}, by=SYSTEM)
    assert len(shown()) == 1

    bring_back({name: values[name]})

    assert shown() == before


@pytest.mark.parametrize("name", FIELDS)
def test_undo_of_an_import_restores_the_file_of_a_removed_image(site, name):
    before = shown()
    report = say(site, **{name: None})
    assert len(shown()) == 1

    undo_import_run(run_of(report), by=SYSTEM)

    assert shown() == before


@pytest.mark.parametrize("name", FIELDS)
def test_an_image_that_the_source_restores_has_its_old_file(site, name):
    before = shown()
    say(site, **{name: None})

    say(site)

    assert shown() == before


def test_use_source_and_its_undo_keep_the_file(site):
    edit(heron(), {"images": [{**IMAGES_STORED[0], "title": "Ours"}]}, by=SYSTEM)
    say(site, images=None)
    before = shown()

    event = resolve_conflict(Conflict.objects.get(), Resolution.SOURCE, by=SYSTEM)
    assert len(shown()) == 1
    undo_event(event, by=SYSTEM)

    assert shown() == before


def test_an_image_moved_from_a_link_to_the_article_keeps_its_file(site):
    [_, own] = shown()
    moved = {"images": [], "related": heron_related()}
    moved["related"][0]["images"].append(IMAGES_STORED[0])

    edit(heron(), moved, by=SYSTEM)

    assert own in shown()


def test_a_detached_file_is_stored_once_and_deleted_with_its_article(site):
    for images in ([], IMAGES_STORED, [], IMAGES_STORED, []):
        edit(heron(), {"images": images}, by=SYSTEM)

    assert [str(kept) for kept in DetachedFile.objects.all()] == ["heron.png"]
    heron().delete()
    assert not DetachedFile.objects.exists()


def test_the_newest_detached_file_of_an_address_is_used(site):
    edit(heron(), {"images": []}, by=SYSTEM)
    edit(heron(), {"images": IMAGES_STORED}, by=SYSTEM)
    store_picture(Image.objects.get(article=heron()).pk, picture("WEBP", (8, 6)))
    edit(heron(), {"images": []}, by=SYSTEM)

    edit(heron(), {"images": IMAGES_STORED}, by=SYSTEM)

    assert Image.objects.get(article=heron()).real_width == 8


def test_a_relative_address_of_another_seed_is_another_image(site):
    write_seeds(site, {"ibis.md": seed_text(title="An ibis")})
    imported(site)
    ibis = Article.objects.get(title="An ibis")

    edit(ibis, {"images": IMAGES_STORED}, by=SYSTEM)

    assert not Image.objects.get(article=ibis).file


def test_undo_restores_the_image_of_an_organisation(tmp_path):
    logo = "\n  - url: logo.png"
    place = {"_data/organizations/logo.png": picture()}
    write_seeds(tmp_path, {ORGANISATION: organisation(images=logo), **place})
    imported(tmp_path)
    before = list(wire().images.values_list("url", "file", "real_width"))
    write_seeds(tmp_path, {ORGANISATION: organisation(images="[]")})
    report = imported(tmp_path)
    assert not wire().images.exists()

    undo_import_run(run_of(report), by=SYSTEM)

    assert list(wire().images.values_list("url", "file", "real_width")) == before
    assert before[0][1]
