"""Browsers of users with each role."""

import pytest
from django.test import Client

from tests.factories import person


class Desk(Client):
    """A browser with a logged-in user."""

    def __init__(self, who):
        super().__init__()
        self.person = who
        self.force_login(who)


@pytest.fixture
def at_desk():
    """Return the browser of a user with a role."""
    return lambda role="Editor", who=None: Desk(who or person(role))


@pytest.fixture
def editor(at_desk):
    return at_desk("Editor")


@pytest.fixture
def reviewer(at_desk):
    return at_desk("Reviewer")


@pytest.fixture
def managing_editor(at_desk):
    return at_desk("Managing editor")
