"""What every test may rely on."""

import os

import hypothesis
import pytest
from django.core.cache import cache

# A property fails the same way on every machine in CI; at a desk it looks further each time.
# No deadline: the first example of a property often pays for a database.
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    """Pictures and uploads of one test are not seen by another."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.NEWSDESK_UPLOADS = tmp_path / "uploads"


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What one test put into the cache is not seen by another, whose rows have the same keys."""
    cache.clear()
