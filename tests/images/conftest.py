"""A server that misbehaves, and settings under which it may be asked."""

import pytest

from tests.images.hostile_server import hostile_server


@pytest.fixture
def server():
    with hostile_server() as started:
        yield started


@pytest.fixture
def fetching(settings) -> None:
    settings.NEWSDESK_FETCH_IMAGES = True
    settings.NEWSDESK_IMAGES_FROM_LOOPBACK = True
