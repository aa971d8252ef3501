"""What every test may rely on."""

from itertools import count
from pathlib import Path

import pytest
from django.core.cache import caches

from tests.depth import load_hypothesis_profile

load_hypothesis_profile()

# Folders whose tests also run on PostgreSQL, as far as they use a database. A module elsewhere
# is marked `database` itself.
DATABASE_FOLDERS = {
    "bulk_actions", "conformance", "content", "db", "ingest", "jobs", "listing", "models",
    "properties", "publishing", "search", "stories", "workflow",
}  # fmt: skip
DATABASE_FIXTURES = {"db", "transactional_db", "databases"}
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
