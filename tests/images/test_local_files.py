"""Store pictures with addresses relative to their seeds, and no other file."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.images import local_files
from articles.images.local_files import attach_local, local_path
from articles.ingest.pipeline import import_seeds
from articles.models import Article, Image, Provider, RunState
from articles.models.value_fields import image_values
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from tests.factories import seed_text, write_seeds
from tests.images.pictures import picture, rotated

pytestmark = pytest.mark.django_db


def site_with(folder, url, files=(), **keys):
    """Import a seed whose picture has this address, in `site` below the folder."""
    text = seed_text(images=[{"url": url, "width": 1, "height": 2}], **keys)
    write_seeds(folder, {"site/_news/heron.md": text} | dict(files))
    return import_seeds([folder / "site"], by=SYSTEM)


def kept_files():
    return [image.file.name for image in Image.objects.exclude(file="")]


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("heron.png", "_news/heron.png"),
        ("./heron.png", "_news/heron.png"),
        ("../pictures/heron.png", "pictures/heron.png"),
        ("/pictures/heron.png", "pictures/heron.png"),
        ("Graureiher-ü.png", "_news/Graureiher-ü.png"),
        ("my%20heron.png", "_news/my heron.png"),
        ("../../secret.png", None),
        ("pictures/../../../secret.png", None),
        ("/../secret.png", None),
        ("/tmp/secret.png", "tmp/secret.png"),
    ],
)
def test_local_path_stays_in_the_folder(tmp_path, url, path):
    found = local_path(tmp_path, "_news/heron.md", url)

    assert found == (None if path is None else tmp_path.resolve() / path)


NO_FILES = ["\x00", "a\x00b.png", "..", ".", "/", "", "missing.png", "/_news", "a" * 300 + ".png",
            "a/" * 900 + "heron.png", "https://tidewire.example/heron.png"]  # fmt: skip


@pytest.mark.parametrize("url", NO_FILES)
def test_attach_local_address_without_file_is_skipped(tmp_path, url):
    site_with(tmp_path, "heron.png")
    Image.objects.update(url=url.replace("\0", "%00"))

    assert (
        attach_local(
            tmp_path / "site", Article.objects.values("pk"), Provider.objects.none().values("pk")
        )
        == 0
    )


@pytest.mark.parametrize(
    ("data", "suffix", "size"),
    [(picture(), "png", (40, 30)), (picture("GIF"), "gif", (40, 30)), (rotated(), "jpg", (30, 40))],
    ids=["png", "gif", "rotated"],
)
def test_import_stores_picture_with_format_and_size_of_its_bytes(tmp_path, data, suffix, size):
    site_with(tmp_path, "pictures/heron.png", {"site/_news/pictures/heron.png": data})

    image = Image.objects.get()
    assert Path(image.file.path).read_bytes() == data
    assert str(image.file.name).endswith(f".{suffix}")
    assert (image.width, image.height) == (1, 2)
    assert (image.real_width, image.real_height) == size


def test_import_stores_picture_that_an_editor_named(tmp_path):
    site_with(tmp_path, "https://tidewire.example/heron.jpg")
    edit(Article.objects.get(), {"images": image_values([Image(url="heron.png")])}, by=SYSTEM)

    site_with(
        tmp_path,
        "https://tidewire.example/heron.jpg",
        {"site/_news/heron.png": picture()},
        quality=99,
    )

    assert len(kept_files()) == 1


def test_import_equal_pictures_are_stored_once(tmp_path):
    related = {
        "title": "Herons",
        "publishedDateTime": "2031-05-01T00:00:00Z",
        "images": [{"url": "again.png"}],
    }
    files = {"site/_news/heron.png": picture(), "site/_news/again.png": picture()}
    site_with(tmp_path, "heron.png", files, related=[related])

    first, second = kept_files()
    assert first == second
    assert len(default_storage.listdir("images")[0]) == 1


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
def test_import_other_bytes_are_skipped_and_logged(tmp_path, data, caplog):
    report = site_with(tmp_path, "heron.png", {"site/_news/heron.png": data})

    assert report.run.state == RunState.DONE
    assert kept_files() == []
    assert "heron.png" in caplog.text


def test_import_changed_seed_stores_later_picture(tmp_path):
    site_with(tmp_path, "heron.png")

    site_with(tmp_path, "heron.png", {"site/_news/heron.png": picture()}, title="New")

    assert len(kept_files()) == 1


def test_import_changed_seed_keeps_picture(tmp_path):
    site_with(tmp_path, "heron.png", {"site/_news/heron.png": picture()})

    site_with(tmp_path, "heron.png", title="New")

    assert len(kept_files()) == 1
    assert Image.objects.get().real_width == 40


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

    image = Image.objects.get(provider__domain="tidewire.example")
    assert image.real_width == 40


def test_dry_run_stores_no_picture(tmp_path):
    write_seeds(
        tmp_path,
        {"heron.md": seed_text(images=[{"url": "heron.png"}]), "heron.png": picture()},
    )

    import_seeds([tmp_path], by=SYSTEM, dry_run=True)

    assert not default_storage.exists("images")


def test_attach_local_reads_pages_of_addresses_without_articles_and_seeds(tmp_path, monkeypatch):
    monkeypatch.setattr(local_files, "PAGE", 2)
    seeds: dict[str, str | bytes] = {
        f"site/_news/{n}.md": seed_text(title=f"T {n}", images=[{"url": f"{n}.png"}])
        for n in range(5)
    }
    pictures = {f"site/_news/{n}.png": picture(size=(n + 1, 2)) for n in range(5)}
    write_seeds(tmp_path, seeds | pictures)

    with CaptureQueriesContext(connection) as captured:
        import_seeds([tmp_path / "site"], by=SYSTEM)

    asked = [q["sql"] for q in captured if "NOT (" in q["sql"] and "articles_image" in q["sql"]]
    assert len(kept_files()) == 5
    assert asked
    assert not [sql for sql in asked if '"body"' in sql or '"content"' in sql]
