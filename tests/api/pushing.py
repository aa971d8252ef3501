"""A program with a token."""

import io
import zipfile
from datetime import timedelta

from django.test import Client

from articles.api.tokens import make_token
from articles.jobs.lifecycle import execute
from articles.models import ApiToken, ImportRun, PublishRun, User
from tests.factories import person

LIFETIME = timedelta(days=300)


class Program(Client):
    """A client that sends a token."""

    def __init__(self, *permissions: str, role: str = "Editor", owner: User | None = None) -> None:
        owner = owner or person(role)
        name = f"Token {owner.pk}-{'-'.join(permissions)}"[:60]
        self.token: ApiToken
        self.token, self.secret = make_token(
            owner, name=name, permissions=permissions, lifetime=LIFETIME
        )
        super().__init__(headers={"Authorization": f"Bearer {self.secret}"})

    def push(self, name: str, text: str, source: str = "default", **query: str):
        path = f"/api/v1/sources/{source}/seeds/{name}"
        return self.put(path, text, content_type="text/markdown", query_params=query)

    def push_zip(self, files: dict[str, str], source: str = "default", **query: str):
        path = f"/api/v1/sources/{source}/imports"
        data = zipped(files)
        return self.post(path, data, content_type="application/zip", query_params=query)

    def send(self, path: str, data: object = None, **headers: str):
        return self.post(f"/api/v1{path}", data, content_type="application/json", headers=headers)


def zipped(files: dict[str, str]) -> bytes:
    """Return a zip, the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, text in files.items():
            packed.writestr(zipfile.ZipInfo(name), text)
    return buffer.getvalue()


def run_jobs() -> None:
    """Do what the worker would do."""
    for model in (ImportRun, PublishRun):
        for job in model.objects.filter(state__in=("queued", "undoing")):
            execute(job)
