"""Store pictures with addresses relative to their seeds, and no other file."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from articles.images.declared import connect_images
from articles.images.local_files import store_local
from articles.ingest import completion
from articles.ingest.pipeline import import_seeds
from articles.models import Article, FetchState, ImageFetch, RunState, StoredImage
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from tests.factories import declared_image, seed_text, write_seeds
from tests.images.pictures import picture, rotated

pytestmark = pytest.mark.django_db

NO_FILES = ["%00", "a\x00b.png", "..", ".", "/", "", "missing.png", "/_news", "a" * 300 + ".png",
            "a/" * 900 + "heron.png", "https://tidewire.example/heron.png"]  # fmt: skip


def site_with(folder, url, files=(), **keys):
    """Import a seed whose picture has this address, in `site` below the folder."""
    text = seed_text(images=[{"url": url, "width": 1, "height": 2}], **keys)
    write_seeds(folder, {"site/_news/heron.md": text} | dict(files))
    return import_seeds([folder / "site"], by=SYSTEM)


def kept_files():
    return [*ImageFetch.objects.exclude(image=None).values_list("image__file", flat=True)]


@pytest.mark.parametrize("url", NO_FILES)
def test_import_address_without_file_is_skipped(tmp_path, url):
    site_with(tmp_path, "heron.png")
    article = Article.objects.get()
    Article.objects.update(images=[declared_image(url)])

    connect_images([article.pk])

    assert store_local(tmp_path / "site", [article.pk]) == 0
    assert not ImageFetch.objects.filter(state=FetchState.WAITING, host="").exists()


@pytest.mark.parametrize(
    ("data", "suffix", "size"),
    [(picture(), "png", (40, 30)), (picture("GIF"), "gif", (40, 30)), (rotated(), "jpg", (30, 40))],
    ids=["png", "gif", "rotated"],
)
def test_import_stores_picture_with_format_and_size_of_its_bytes(tmp_path, data, suffix, size):
    site_with(tmp_path, "pictures/heron.png", {"site/_news/pictures/heron.png": data})

    image = StoredImage.objects.get(leads__title="A heron reads the tide tables")
    assert Path(image.file.path).read_bytes() == data
    assert image.file.path.endswith(f".{suffix}")
    assert (image.width, image.height) == size


def test_import_stores_picture_that_an_editor_named(tmp_path):
    site_with(tmp_path, "https://tidewire.example/heron.jpg")
    edit(Article.objects.get(), {"images": [declared_image("heron.png")]}, by=SYSTEM)

    site_with(
        tmp_path,
        "https://tidewire.example/heron.jpg",
        {"site/_news/heron.png": picture()},
        quality=99,
    )

    assert len(kept_files()) == 1


def test_import_equal_pictures_are_stored_once(tmp_path):
    files: dict[str, str | bytes] = {
        "site/_news/heron.png": picture(),
        "site/_news/again.png": picture(),
    }
    files["site/_news/ibis.md"] = seed_text(title="An ibis", images=[{"url": "again.png"}])
    site_with(tmp_path, "heron.png", files)

    first, second = kept_files()
    assert first == second
    assert len(default_storage.listdir("images")[0]) == 1


def test_import_pictures_of_related_coverage_are_not_stored(tmp_path):
    related = {"title": "Herons", "images": [{"url": "heron.png"}]}
    write_seeds(tmp_path, {"a.md": seed_text(related=[related]), "heron.png": picture()})

    import_seeds([tmp_path], by=SYSTEM)

    assert kept_files() == []


@pytest.mark.parametrize("linked", ["heron.png", "pictures"])
def test_import_symbolic_link_out_of_the_site_is_not_followed(tmp_path, linked):
    write_seeds(tmp_path, {"secret/heron.png": picture(), "site/x.txt": b""})
    target = tmp_path / ("secret/heron.png" if linked == "heron.png" else "secret")
    (tmp_path / "site" / linked).symlink_to(target)

    site_with(tmp_path, "/heron.png" if linked == "heron.png" else "/pictures/heron.png")

    assert kept_files() == []


BAD_FILES = {
    "broken": picture()[:60],
    "a page": b"<script>alert(1)</script>",
    "empty": b"",
    "an AVIF that is broken": picture("AVIF")[:-40],
}


@pytest.mark.parametrize("data", BAD_FILES.values(), ids=BAD_FILES)
def test_import_other_bytes_are_refused(tmp_path, data):
    report = site_with(tmp_path, "heron.png", {"site/_news/heron.png": data})

    assert report.run.state == RunState.DONE
    assert kept_files() == []
    assert ImageFetch.objects.get().state == FetchState.REFUSED
    assert ImageFetch.objects.get().reason.startswith("The ")


def test_import_changed_seed_stores_later_picture(tmp_path):
    site_with(tmp_path, "heron.png")

    site_with(tmp_path, "heron.png", {"site/_news/heron.png": picture()}, title="New")

    assert len(kept_files()) == 1


def test_import_changed_seed_keeps_picture(tmp_path):
    site_with(tmp_path, "heron.png", {"site/_news/heron.png": picture()})

    site_with(tmp_path, "heron.png", title="New")

    assert len(kept_files()) == 1
    assert StoredImage.objects.get(leads__isnull=False).width == 40


def test_import_organisation_stores_picture_relative_to_its_file(tmp_path):
    organisation = (
        "---\nname: Tidewire\ndomain: tidewire.example\nimages:\n  - url: logo.png\n---\n"
    )
    write_seeds(
        tmp_path,
        {
            "_data/organizations/tidewire.md": organisation,
            "_data/organizations/logo.png": picture(),
        },
    )

    import_seeds([tmp_path], by=SYSTEM)

    assert StoredImage.objects.get(icon_of__domain="tidewire.example").width == 40


def test_dry_run_stores_no_picture(tmp_path):
    write_seeds(
        tmp_path,
        {"heron.md": seed_text(images=[{"url": "heron.png"}]), "heron.png": picture()},
    )

    import_seeds([tmp_path], by=SYSTEM, dry_run=True)

    assert not default_storage.exists("images")


def test_import_stores_pictures_in_pages(tmp_path, monkeypatch):
    monkeypatch.setattr(completion, "CONNECTED_AT_ONCE", 4)
    monkeypatch.setattr(completion, "PICTURES_AT_ONCE", 3)
    seeds: dict[str, str | bytes] = {
        f"site/_news/{n}.md": seed_text(title=f"T {n}", images=[{"url": f"{n}.png"}])
        for n in range(5)
    }
    pictures = {f"site/_news/{n}.png": picture(size=(40 + n, 30)) for n in range(5)}
    write_seeds(tmp_path, seeds | pictures)

    import_seeds([tmp_path / "site"], by=SYSTEM)

    widths = Article.objects.order_by("name").values_list("lead_image__width", flat=True)
    assert [*widths] == [40, 41, 42, 43, 44]


def test_import_again_reads_no_picture_that_is_stored(tmp_path):
    site_with(tmp_path, "heron.png", {"site/_news/heron.png": picture()})
    before = ImageFetch.objects.values().get()

    site_with(tmp_path, "heron.png")
    site_with(tmp_path, "heron.png", title="New")

    assert ImageFetch.objects.values().get() == before
