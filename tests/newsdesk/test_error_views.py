"""Error pages of bad requests and of an unavailable database; the health endpoint."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection

from articles.jobs.heartbeat import beat
from tests.factories import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def database_away(monkeypatch):
    def refuse():
        raise OperationalError("could not connect to server")

    def use():
        monkeypatch.setattr(connection, "ensure_connection", refuse)
        monkeypatch.setattr(connection, "cursor", refuse)

    return use


def test_too_many_files_are_answered_with_the_limit(client):
    client.force_login(person("Editor"))
    files = [SimpleUploadedFile(f"{n}.md", b"x") for n in range(101)]

    response = client.post("/admin/articles/importrun/upload/", {"files": files})

    assert response.status_code == 400
    assert "at most 100 files at once" in response.text


def test_page_without_database_is_503(client, database_away):
    client.raise_request_exception = False
    database_away()

    response = client.get("/")

    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "Temporarily unavailable" in response.text


def test_other_failure_is_500(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("articles.public.views.lists.get_page", lambda *_: 1 / 0)

    assert client.get("/").status_code == 500


def test_healthz_names_database_and_worker(client):
    assert client.get("/healthz").json() == {"database": "ok", "worker": "not running"}

    beat()

    assert client.get("/healthz").json() == {"database": "ok", "worker": "running"}


def test_healthz_without_database_is_503(client, database_away):
    database_away()

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json() == {"database": "unavailable", "worker": "unknown"}
