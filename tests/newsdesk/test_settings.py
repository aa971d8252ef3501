"""Settings are safe by default, in every environment."""

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
    "NEWSDESK_FETCH_IMAGES",
    "NEWSDESK_IMAGES_FROM_LOOPBACK",
    "NEWSDESK_IMAGE_HOSTS_NEVER_ASKED",
)
ASK = f"""
import json
from django.conf import settings
print(json.dumps({{name: getattr(settings, name) for name in {SHOWN}}}, default=str))
"""
OURS = {
    "SECRET_KEY", "ALLOWED_HOSTS", "HTTPS", "QUEUE_URL", "FETCH_IMAGES",
    "LOG_LEVEL", "DATABASE_URL", "VAR_DIR",
}  # fmt: skip


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


def test_settings_without_a_key_refuse_to_start(tmp_path):
    refused = ask(tmp_path)

    assert refused.returncode != 0
    assert "SECRET_KEY is not set" in refused.stderr
    assert "token_urlsafe" in refused.stderr


def test_settings_in_production_refuse_pictures_from_this_machine(tmp_path):
    refused = ask(tmp_path, SECRET_KEY="x" * 60, IMAGES_FROM_LOOPBACK="true")

    assert refused.returncode != 0
    assert "Remove IMAGES_FROM_LOOPBACK" in refused.stderr


def test_settings_by_default_fetch_pictures_from_other_machines_only(production):
    assert production["NEWSDESK_FETCH_IMAGES"] is True
    assert production["NEWSDESK_IMAGES_FROM_LOOPBACK"] is False


def test_settings_read_hosts_as_people_write_them(tmp_path):
    hosts = "Slow.example, .tracker.example,"
    read = settings_of(tmp_path, SECRET_KEY="x" * 60, IMAGE_HOSTS_NEVER_ASKED=hosts)

    assert read["NEWSDESK_IMAGE_HOSTS_NEVER_ASKED"] == ["slow.example", "tracker.example"]


def test_settings_by_default_allow_no_host_trust_no_proxy_and_only_https(production):
    expected = {
        "DEBUG": False,
        "ALLOWED_HOSTS": [],
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_PROXY_SSL_HEADER": None,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
    }

    assert production.items() >= expected.items()


def test_settings_csp_allows_nothing_unsafe(production):
    assert "unsafe" not in json.dumps(production["CONTENT_SECURITY_POLICY"])
    assert production["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["default-src"] == ["'none'"]


def test_settings_of_the_demo_serve_only_this_machine(tmp_path):
    demo = settings_of(tmp_path, DEMO="true", SEED_LIMITS="topics=80;images=30")

    secure = {"DEBUG": False, "SECURE_SSL_REDIRECT": False, "SECURE_HSTS_SECONDS": 0}
    assert demo.items() >= secure.items()
    assert demo["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert demo["QUEUE_URL"].startswith("sqlite:///")
    assert demo["NEWSDESK_SEED_LIMITS"] == {"topics": 80, "images": 30}


def test_settings_queue_is_in_the_database_on_postgres(tmp_path):
    url = "postgres://desk@db/news"

    assert settings_of(tmp_path, DEMO="true", DATABASE_URL=url)["QUEUE_URL"] == url
