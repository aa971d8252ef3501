"""Fixtures of the tests of mail."""

import pytest


@pytest.fixture(autouse=True)
def _database(db):
    """All mail is queued in the database."""


@pytest.fixture(autouse=True)
def _mail_is_on(settings):
    settings.NEWSDESK_MAIL = True
    settings.NEWSDESK_SITE_URL = "https://news.example"


@pytest.fixture
def _broken_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
