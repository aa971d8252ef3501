"""Pictures with addresses relative to their seeds are stored, and no other file is."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.images import local_files
from articles.images.local_files import local_path
from articles.ingest.pipeline import import_seeds
from articles.models import Article, Image, RunState
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


def test_a_relative_picture_is_stored_with_its_real_size(tmp_path):
    site_with(tmp_path, "pictures/heron.png", {"site/_news/pictures/heron.png": picture()})

    image = Image.objects.get()
    assert Path(image.file.path).read_bytes() == picture()
    assert (image.width, image.height) == (1, 2)
    assert (image.real_width, image.real_height) == (40, 30)


def test_a_rotated_photograph_is_stored_with_its_displayed_size(tmp_path):
    site_with(tmp_path, "heron.jpg", {"site/_news/heron.jpg": rotated()})

    image = Image.objects.get()
    assert (image.real_width, image.real_height) == (30, 40)


def test_a_picture_that_an_editor_named_is_stored_by_the_next_import(tmp_path):
    site_with(tmp_path, "https://tidewire.example/heron.jpg")
    edit(Article.objects.get(), {"images": image_values([Image(url="heron.png")])}, by=SYSTEM)

    site_with(
        tmp_path,
        "https://tidewire.example/heron.jpg",
        {"site/_news/heron.png": picture()},
        quality=99,
    )

    assert len(kept_files()) == 1


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("heron.png", "site/_news/heron.png"),
        ("./heron.png", "site/_news/heron.png"),
        ("../pictures/heron.png", "site/pictures/heron.png"),
        ("/pictures/heron.png", "site/pictures/heron.png"),
        ("Graureiher ü.png".replace(" ", "-"), "site/_news/Graureiher-ü.png"),
    ],
)
def test_local_path_of_relative_addresses(tmp_path, url, place):
    site_with(tmp_path, url, {place: picture()})

    assert len(kept_files()) == 1


def test_the_format_is_read_from_the_bytes_not_the_name(tmp_path):
    site_with(tmp_path, "heron.png", {"site/_news/heron.png": picture("GIF")})

    assert kept_files()[0].endswith(".gif")


def test_equal_pictures_are_stored_once(tmp_path):
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


OUTSIDE = {
    "above the site": "../../secret.png",
    "above, by way of a folder": "pictures/../../../secret.png",
    "from the root of the machine": "/../secret.png",
}


@pytest.mark.parametrize("url", OUTSIDE.values(), ids=OUTSIDE)
def test_an_address_outside_of_the_site_is_not_read(tmp_path, url):
    site_with(tmp_path, url, {"secret.png": picture(), "site/_news/pictures/x.txt": b""})

    assert kept_files() == []
    assert Article.objects.count() == 1


def test_an_address_with_a_leading_slash_is_relative_to_the_root(tmp_path):
    secret = write_seeds(tmp_path, {"secret.png": picture()}) / "secret.png"
    site_with(tmp_path, str(secret))

    assert kept_files() == []


@pytest.mark.parametrize("linked", ["heron.png", "pictures"])
def test_a_symbolic_link_out_of_the_site_is_not_followed(tmp_path, linked):
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
def test_other_bytes_are_skipped_and_logged(tmp_path, data, caplog):
    report = site_with(tmp_path, "heron.png", {"site/_news/heron.png": data})

    assert report.run.state == RunState.DONE
    assert kept_files() == []
    assert "heron.png" in caplog.text


ODD_ADDRESSES = {
    "missing": "missing.png",
    "a folder": "/_news",
    "a name that no file system holds": "a" * 300 + ".png",
    "a path that no file system holds": "a/" * 900 + "heron.png",
    "of another machine": "https://tidewire.example/heron.png",
}


@pytest.mark.parametrize("url", ODD_ADDRESSES.values(), ids=ODD_ADDRESSES)
def test_a_missing_file_is_skipped(tmp_path, url):
    report = site_with(tmp_path, url)

    assert report.run.state == RunState.DONE
    assert kept_files() == []


def test_a_picture_that_arrives_later_is_stored_when_its_seed_changes(tmp_path):
    site_with(tmp_path, "heron.png")

    site_with(tmp_path, "heron.png", {"site/_news/heron.png": picture()}, title="New")

    assert len(kept_files()) == 1


def test_a_picture_stays_when_its_seed_changes(tmp_path):
    site_with(tmp_path, "heron.png", {"site/_news/heron.png": picture()})

    site_with(tmp_path, "heron.png", title="New")

    assert len(kept_files()) == 1
    assert Image.objects.get().real_width == 40


def test_a_provider_s_picture_is_relative_to_its_organisation_file(tmp_path):
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


@pytest.mark.parametrize("url", ["\x00", "a\x00b.png", "..", ".", "/", ""])
def test_an_address_without_a_file_name_is_skipped(tmp_path, url):
    path = local_path(tmp_path, "_news/heron.md", url)

    assert path is None or not path.is_file()


def test_a_preview_stores_no_picture(tmp_path):
    write_seeds(
        tmp_path,
        {"heron.md": seed_text(images=[{"url": "heron.png"}]), "heron.png": picture()},
    )

    import_seeds([tmp_path], by=SYSTEM, dry_run=True)

    assert not default_storage.exists("images")


def test_a_percent_encoded_name_is_decoded(tmp_path):
    """An address holds no blank, so there is no other way to name such a file."""
    site_with(tmp_path, "my%20heron.png", {"site/_news/my heron.png": picture()})

    assert len(kept_files()) == 1


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
