"""The size of requests is limited before their bodies are read."""

import pytest

from articles.seeds.limits import LIMITS, MEGABYTE
from tests.factories import person

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/articles/importrun/upload/"


def announce(client, path, length, **headers):
    """Send a small body that claims to be `length` bytes."""
    return client.post(
        path, "x", content_type="text/plain", CONTENT_LENGTH=str(length), headers=headers
    )


@pytest.mark.parametrize("path", ["/admin/login/", UPLOAD, "/"])
def test_anonymous_body_over_a_megabyte_is_refused(client, path):
    response = announce(client, path, MEGABYTE + 1)

    assert response.status_code == 413
    assert "Too large" in response.text


def test_anonymous_form_of_usual_size_is_read(client):
    response = client.post("/admin/login/", {"username": "ada", "password": "x"})

    assert response.status_code == 200


def test_staff_body_up_to_the_largest_zip_is_read(client):
    client.force_login(person("Editor"))

    assert announce(client, UPLOAD, LIMITS.zip_bytes).status_code != 413
    assert announce(client, UPLOAD, LIMITS.zip_bytes + MEGABYTE + 1).status_code == 413


@pytest.mark.parametrize("length", ["-1", "12x"])
def test_content_length_that_is_no_number_is_refused(client, length):
    assert announce(client, "/admin/login/", length).status_code == 413


def test_chunked_body_is_refused(client):
    response = client.generic("POST", "/admin/login/", headers={"Transfer-Encoding": "chunked"})

    assert response.status_code == 411
