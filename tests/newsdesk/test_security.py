"""Protection of the site against outsiders."""

import pytest
from django.contrib.auth import get_user_model

from newsdesk import settings as production

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
RIGHT = {"username": "ada", "password": "right-and-long"}


@pytest.fixture
def ada(settings):
    settings.AXES_ENABLED = True
    return get_user_model().objects.create_user("ada", password=RIGHT["password"], is_staff=True)


def test_page_has_policies_for_content_and_sensors(client):
    headers = client.get("/admin/login/").headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "camera=()" in headers["Permissions-Policy"]


def test_login_after_wrong_passwords_is_locked_for_name_and_address(client, settings, ada):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        last = client.post(LOGIN, RIGHT | {"password": "wrong"})

    assert last.status_code == 429
    assert client.post(LOGIN, RIGHT).status_code == 429
    assert client.post(LOGIN, RIGHT, REMOTE_ADDR="203.0.113.9").status_code == 302


def test_login_with_many_names_from_one_address_is_locked(client, settings, ada):
    settings.NEWSDESK_ADDRESS_FAILURES = 8

    for number in range(8):
        wrong = {"username": f"name-{number}", "password": "wrong"}
        assert client.post(LOGIN, wrong).status_code == 200

    assert client.post(LOGIN, RIGHT).status_code == 429
    assert client.post(LOGIN, RIGHT, REMOTE_ADDR="203.0.113.9").status_code == 302


def test_media_is_not_served_by_the_application(client):
    assert client.get("/media/anything.png").status_code == 404


def test_passwords_are_hashed_with_argon2():
    assert production.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
