"""Who sits at the desk, and what they send."""

import pytest
from django.test import Client

from tests.builders import person


@pytest.fixture
def at_desk():
    """Return a client that somebody of this role has logged in with; `.person` is who."""

    def log_in(role="Editor", who=None):
        client = Client()
        client.person = who or person(role)
        client.force_login(client.person)
        return client

    return log_in


@pytest.fixture
def editor(at_desk):
    return at_desk("Editor")


@pytest.fixture
def reviewer(at_desk):
    return at_desk("Reviewer")


@pytest.fixture
def managing_editor(at_desk):
    return at_desk("Managing editor")
