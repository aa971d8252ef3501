"""What every test may rely on."""

from collections.abc import Generator
from importlib import import_module
from itertools import count
from pathlib import Path

import pytest
from django.apps import apps
from django.core.cache import caches
from pytest_django import DjangoDbBlocker

from tests.depth import load_hypothesis_profile

load_hypothesis_profile()

# Folders whose tests also run on PostgreSQL, as far as they use a database. A module elsewhere
# is marked `database` itself.
DATABASE_FOLDERS = {
    "bulk_actions", "conformance", "content", "db", "ingest", "jobs", "listing", "mail", "models",
    "properties", "publishing", "search", "stories", "workflow",
}  # fmt: skip
DATABASE_FIXTURES = {"db", "transactional_db", "databases"}
COMMITTING_FIXTURES = {"transactional_db", "live_server"}
DEFAULTS = "articles.migrations.0003_roles_and_default_rule"
BLOCKER = pytest.StashKey[DjangoDbBlocker]()
_numbers = count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that `make test-postgres` runs."""
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        if folder in DATABASE_FOLDERS and _uses_database(item):
            item.add_marker(pytest.mark.database)


def _uses_database(item: pytest.Item) -> bool:
    fixtures = DATABASE_FIXTURES & {*getattr(item, "fixturenames", ())}
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session", autouse=True)
def _blocker(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> None:
    request.config.stash[BLOCKER] = django_db_blocker


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """Recreate the rows of the migrations after a test that commits: it ends with a flush."""
    result = yield
    if nextitem is not None and _commits(item):
        with item.config.stash[BLOCKER].unblock():
            create_defaults = import_module(DEFAULTS).create_defaults
            create_defaults(apps, None)
    return result


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    fixtures = COMMITTING_FIXTURES & {*getattr(item, "fixturenames", ())}
    return bool(fixtures) or bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture(scope="session")
def media_folders(tmp_path_factory) -> Path:
    return Path(tmp_path_factory.mktemp("media"))


@pytest.fixture(autouse=True)
def _own_media(settings, media_folders) -> None:
    """Name folders for this test's pictures and uploads; they are created when they are used."""
    folder = media_folders / str(next(_numbers))
    settings.MEDIA_ROOT = folder / "media"
    settings.NEWSDESK_UPLOADS = folder / "uploads"


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Empty the caches: the rows of another test may have the same keys."""
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture
def keep_pages(settings) -> None:
    """Keep public pages in memory, as in production. Other tests build each page."""
    settings.CACHES = {**settings.CACHES, "pages": settings.CACHES["default"] | {"LOCATION": "p"}}
    caches["pages"].clear()
