"""Pictures are kept in S3 by one setting, with one request for each file."""

import json
from datetime import timedelta
from urllib.request import urlopen

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles.images.renditions import make_renditions
from articles.images.store import store_image
from articles.images.sweep import sweep_images
from newsdesk.environment import storage
from newsdesk.media import HEADERS, check_media_origin

pytest.importorskip("storages", reason="django-storages is not installed (requirements-s3.txt)")
pytest.importorskip("moto", reason="moto, the S3 server of the tests, is not installed")

from tests.factories import published_article
from tests.images.pictures import picture
from tests.newsdesk.s3_server import BUCKET, S3Server


@pytest.fixture(scope="module")
def server():
    with S3Server().running() as running:
        yield running


@pytest.fixture
def s3(server, settings):
    """Keep media at the server, as docs/operations.md describes it."""
    options = {
        "bucket_name": BUCKET,
        "endpoint_url": server.address,
        "access_key": "test",
        "secret_key": "test",
        "region_name": "us-east-1",
        "querystring_auth": False,
        "object_parameters": {"CacheControl": HEADERS["Cache-Control"]},
    }
    text = json.dumps({"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options})
    settings.STORAGES = settings.STORAGES | {"default": storage(text)}
    bucket = default_storage.bucket  # type: ignore[attr-defined]
    bucket.create(ACL="public-read")
    bucket.objects.all().delete()
    server.requests.clear()
    return server


def test_file_is_stored_with_one_request_and_deleted_with_one(s3):
    name = default_storage.save("images/a.jpg", ContentFile(b"picture"))
    default_storage.delete(name)

    assert name == "images/a.jpg"
    assert s3.requests == [("PUT", "images/a.jpg"), ("DELETE", "images/a.jpg")]


@pytest.mark.django_db
def test_pictures_are_stored_without_asking_what_exists(s3):
    image = store_image(picture("JPEG", (640, 480)))
    assert s3.requests == [("PUT", image.file.name)]
    assert store_image(picture("JPEG", (640, 480))) == image
    assert len(s3.requests) == 1

    make_renditions(image.pk)

    files = {*image.renditions.exclude(file="").values_list("file", flat=True)}
    assert {name.rpartition(".")[2] for name in files} == {"avif", "jpg"}
    made = s3.requests[1:]
    assert sorted(name for method, name in made if method == "PUT") == sorted(files)
    # Reading the original is all that needs an answer: no name is asked for before it is stored.
    assert {name for method, name in made if method != "PUT"} == {image.file.name}
    avif = next(name for name in files if name.endswith(".avif"))
    with urlopen(default_storage.url(avif)) as response:
        assert response.headers["Content-Type"] == "image/avif"


@pytest.mark.django_db
def test_pages_show_pictures_without_a_request_to_the_storage(s3, client):
    image = store_image(picture("JPEG", (640, 480)))
    make_renditions(image.pk)
    article = published_article(lead_image=image)
    s3.requests.clear()

    page = client.get(f"/news/{article.slug}/").content.decode()

    assert f"{s3.address}/{BUCKET}/" in page
    assert s3.requests == []


@pytest.mark.django_db
def test_sweep_deletes_what_nothing_names_and_asks_only_about_that(s3, monkeypatch):
    monkeypatch.setattr("articles.images.sweep._FRESH", timedelta(days=-1))  # no file is too young
    unused, used = (store_image(picture("JPEG", size)) for size in ((320, 240), (640, 480)))
    published_article(lead_image=used)
    for image in (unused, used):
        make_renditions(image.pk)
    expected = {unused.file.name, *unused.renditions.values_list("file", flat=True)}
    s3.requests.clear()

    swept = sweep_images(days=0)

    assert {*swept.files} == expected
    assert {name for method, name in s3.requests if method == "DELETE"} == expected
    assert {name for _, name in s3.requests} == expected
    with urlopen(default_storage.url(used.file.name)) as response:
        assert response.headers["Content-Type"] == "image/jpeg"


def test_address_needs_no_request_and_no_signature(s3):
    assert default_storage.url("images/a.jpg") == f"{s3.address}/{BUCKET}/images/a.jpg"
    assert s3.requests == []


def test_browser_gets_the_file_as_a_picture_for_ever(s3):
    default_storage.save("images/a.jpg", ContentFile(b"picture"))

    with urlopen(default_storage.url("images/a.jpg")) as response:
        assert response.read() == b"picture"
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Cache-Control"] == HEADERS["Cache-Control"]


def test_check_asks_for_the_host_in_the_content_security_policy(s3, settings):
    host = s3.address.removeprefix("http://")

    (warning,) = check_media_origin()
    assert host in warning.msg

    policy = {"DIRECTIVES": {"img-src": ["'self'", s3.address]}}
    settings.CONTENT_SECURITY_POLICY = policy
    assert check_media_origin() == []
