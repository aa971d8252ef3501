"""Protection of the site against outsiders."""

import pytest
from django.contrib.auth import get_user_model

from newsdesk import settings as production


@pytest.mark.django_db
def test_page_has_a_content_security_policy(client):
    policy = client.get("/admin/login/").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_every_page_denies_sensors_and_payments(client):
    policy = client.get("/").headers["Permissions-Policy"]

    assert "camera=()" in policy
    assert "payment=()" in policy


@pytest.mark.django_db
def test_login_after_wrong_passwords_is_locked_for_name_and_address(client, settings):
    settings.AXES_ENABLED = True
    get_user_model().objects.create_user("ada", password="right-and-long", is_staff=True)
    wrong = {"username": "ada", "password": "wrong"}
    right = {"username": "ada", "password": "right-and-long"}

    for _ in range(settings.AXES_FAILURE_LIMIT):
        last = client.post("/admin/login/", wrong)

    assert last.status_code == 429
    assert client.post("/admin/login/", right).status_code == 429
    elsewhere = client.post("/admin/login/", right, REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 302


@pytest.mark.django_db
def test_login_with_many_names_from_one_address_is_locked(client, settings):
    settings.AXES_ENABLED = True
    settings.NEWSDESK_ADDRESS_FAILURES = 8
    get_user_model().objects.create_user("ada", password="right-and-long", is_staff=True)

    for number in range(8):
        wrong = {"username": f"name-{number}", "password": "wrong"}
        assert client.post("/admin/login/", wrong).status_code == 200

    right = {"username": "ada", "password": "right-and-long"}
    assert client.post("/admin/login/", right).status_code == 429
    assert client.post("/admin/login/", right, REMOTE_ADDR="203.0.113.9").status_code == 302


@pytest.mark.django_db
def test_media_is_not_served_by_the_application(client):
    assert client.get("/media/anything.png").status_code == 404


def test_passwords_are_hashed_with_argon2():
    assert production.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
