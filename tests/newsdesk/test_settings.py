"""Safe unless told otherwise: what each environment makes of the settings."""

import json
import os
import subprocess
import sys

import pytest

SHOWN = (
    "DEBUG",
    "ALLOWED_HOSTS",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SECURE_PROXY_SSL_HEADER",
    "CONTENT_SECURITY_POLICY",
    "QUEUE_URL",
    "NEWSDESK_SEED_LIMITS",
)
ASK = f"""
import json
from django.conf import settings
print(json.dumps({{name: getattr(settings, name) for name in {SHOWN}}}, default=str))
"""
OURS = {"SECRET_KEY", "ALLOWED_HOSTS", "HTTPS", "QUEUE_URL", "LOG_LEVEL", "DATABASE_URL", "VAR_DIR"}


def ask(tmp_path, **variables):
    """Returns what a fresh process with these variables, and no others of ours, runs."""
    clean = {name: value for name, value in os.environ.items() if name not in OURS}
    environment = clean | {
        "DJANGO_SETTINGS_MODULE": "newsdesk.settings",
        "VAR_DIR": str(tmp_path / "var"),
        **variables,
    }
    return subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=False
    )


def settings_of(tmp_path, **variables):
    return json.loads(ask(tmp_path, **variables).stdout)


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    return settings_of(tmp_path_factory.mktemp("production"), SECRET_KEY="x" * 60)


def test_without_a_key_it_does_not_start_and_says_what_to_set(tmp_path):
    refused = ask(tmp_path)

    assert refused.returncode != 0
    assert "SECRET_KEY is not set" in refused.stderr
    assert "token_urlsafe" in refused.stderr


def test_by_default_it_runs_for_nobody_and_over_https_alone(production):
    assert production["DEBUG"] is False
    assert production["ALLOWED_HOSTS"] == []
    assert production["SECURE_SSL_REDIRECT"] is True
    assert production["SESSION_COOKIE_SECURE"] is True
    assert production["CSRF_COOKIE_SECURE"] is True
    assert production["SECURE_HSTS_SECONDS"] == 31_536_000


def test_by_default_no_proxy_is_believed(production):
    assert production["SECURE_PROXY_SSL_HEADER"] is None


def test_the_policy_allows_nothing_unsafe(production):
    assert "unsafe" not in json.dumps(production["CONTENT_SECURITY_POLICY"])
    assert production["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["default-src"] == ["'none'"]


def test_the_demo_needs_nothing_and_serves_this_machine_alone(tmp_path):
    demo = settings_of(tmp_path, DEMO="true")

    assert demo["DEBUG"] is False
    assert demo["SECURE_SSL_REDIRECT"] is False
    assert demo["SECURE_HSTS_SECONDS"] == 0
    assert demo["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]


def test_the_queue_lies_beside_the_database(tmp_path):
    url = "postgres://desk@db/news"

    assert settings_of(tmp_path, DEMO="true")["QUEUE_URL"].startswith("sqlite:///")
    assert settings_of(tmp_path, DEMO="true", DATABASE_URL=url)["QUEUE_URL"] == url


def test_limits_are_read_as_numbers(tmp_path):
    told = settings_of(tmp_path, DEMO="true", SEED_LIMITS="topics=80;images=30")

    assert told["NEWSDESK_SEED_LIMITS"] == {"topics": 80, "images": 30}
