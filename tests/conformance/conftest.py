"""The real sites are imported once a module; each test has its own savepoint of that desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from articles.ingest.pipeline import import_seeds
from articles.ingest.report import Report
from articles.workflow.actors import SYSTEM
from tests.conformance.sites import AI, AI_EARLIER, POWERAPPS, SINGLE_SEED, needs_sites


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for the real sites is marked as reading them, and skipped without them."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        if Path(__file__).parent in item.path.parents and "sites" in names:
            item.add_marker(pytest.mark.conformance)
            item.add_marker(needs_sites)


@pytest.fixture(scope="session")
def sites() -> None:
    """Asking for this says that the real sites are read."""


@pytest.fixture(scope="module")
def module_desk(django_db_setup, django_db_blocker) -> Iterator[None]:
    """One transaction round all tests of a module: what is imported in it is there for each."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def powerapps(sites, module_desk) -> Report:
    """The desk with the Power Apps site, in the source `default`."""
    return import_seeds([POWERAPPS], by=SYSTEM)


@pytest.fixture(scope="module")
def ai(sites, module_desk) -> Report:
    """The desk with the AI site, in the source `ai`."""
    return import_seeds([AI], by=SYSTEM, source="ai")


@pytest.fixture(scope="module")
def ai_earlier(sites, module_desk) -> Report:
    """The desk with the AI site as it was some hours earlier, in the source `news`."""
    return import_seeds([AI_EARLIER], by=SYSTEM, source="news")


@pytest.fixture(scope="module")
def single(sites, module_desk) -> Report:
    """The desk with the reference seed, in the source `single`."""
    return import_seeds([SINGLE_SEED], by=SYSTEM, source="single")
