"""Two-factor authentication: set-up, login and loss of the device."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.admin.accounts import two_factor
from articles.models import User
from tests.factories import person

pytestmark = pytest.mark.django_db
PASSWORD = "s3a-f0g-l1ght"
FACTOR = "/admin/account/two-factor/"
CODE = "/admin/login/code/"


def with_password(role="Editor"):
    user = person(role)
    user.set_password(PASSWORD)
    user.save()
    return user


def app_code(user):
    """Return what the authenticator app shows now."""
    totp = TOTP(TOTPDevice.objects.get(user=user).bin_key)
    totp.time = timezone.now().timestamp()
    return f"{totp.token():06}"


def logged_in(user):
    client = Client()
    client.post("/admin/login/", {"username": user.username, "password": PASSWORD})
    return client


def begin(user):
    """Return the browser of a user who has scanned a key and not confirmed it."""
    browser = logged_in(user)
    browser.post(FACTOR, {"do": "begin"})
    return browser


def confirm(browser, user, **wrong):
    sent = {"do": "confirm", "code": app_code(user), "password": PASSWORD} | wrong
    return browser.post(FACTOR, sent)


def codes_on(response):
    return re.findall(r"<li><code>([^<]+)</code>", response.content.decode())


@pytest.fixture
def ada():
    """Return a user with two-factor authentication, and her browser."""
    user = with_password()
    user.browser = begin(user)
    user.codes = codes_on(confirm(user.browser, user))
    user.refresh_from_db()
    return user


def at_the_code(user):
    client = Client()
    answer = client.post("/admin/login/", {"username": user.username, "password": PASSWORD})
    assert answer.headers["Location"] == CODE
    return client


def is_in(client):
    return client.get("/admin/").status_code == 200


def wait(user):
    """Skip the delay after wrong codes, and let the app's current code be used again."""
    past = timezone.now() - timedelta(hours=1)
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user=user).update(throttling_failure_timestamp=past)
    TOTPDevice.objects.filter(user=user).update(last_t=-1)


def test_login_without_two_factor_needs_only_the_password():
    assert is_in(logged_in(with_password()))


def test_set_up_shows_ten_recovery_codes_once(ada):
    assert len(set(ada.codes)) == 10
    assert codes_on(ada.browser.get(FACTOR)) == []
    assert is_in(ada.browser)


def test_set_up_shows_the_key_and_its_qr_code():
    user = with_password()

    page = begin(user).get(FACTOR).content.decode()

    device = TOTPDevice.objects.get(user=user)
    assert two_factor.format_secret(device) in page
    assert two_factor.qr_svg_path(device)[1] in page
    assert "issuer=Newsdesk" in device.config_url


@pytest.mark.parametrize("wrong", [{"code": "000000"}, {"password": "wrong"}, {"code": ""}])
def test_set_up_needs_a_code_and_the_password(wrong):
    user = with_password()

    confirm(begin(user), user, **wrong)

    assert is_in(logged_in(user))
    assert not User.objects.get(pk=user.pk).has_second_factor


def test_set_up_ends_other_sessions():
    user = with_password()
    elsewhere, here = logged_in(user), begin(user)

    confirm(here, user)

    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_login_with_code_redirects_to_next(ada):
    wait(ada)
    client = Client()
    data = {"username": ada.username, "password": PASSWORD, "next": "/admin/articles/article/"}
    client.post("/admin/login/", data)
    assert not is_in(client)

    answer = client.post(CODE, {"code": app_code(ada)})

    assert answer.headers["Location"] == "/admin/articles/article/"
    assert is_in(client)


def test_app_code_works_once(ada):
    wait(ada)
    code = app_code(ada)
    at_the_code(ada).post(CODE, {"code": code})

    client = at_the_code(ada)
    page = client.post(CODE, {"code": code}).content.decode()

    assert "wrong or was already used" in page
    assert not is_in(client)


@pytest.mark.parametrize("typed", [str, str.upper, lambda code: code.replace("-", " ")])
def test_recovery_code_works_once_however_it_is_typed(ada, typed):
    code = typed(ada.codes[3])
    first, second = at_the_code(ada), at_the_code(ada)

    first.post(CODE, {"code": code})
    second.post(CODE, {"code": code})

    assert (is_in(first), is_in(second)) == (True, False)
    assert two_factor.codes_left(ada) == 9


def test_recovery_codes_are_not_stored_as_text(ada):
    kept = set(StaticToken.objects.values_list("token", flat=True))

    assert not kept & {code.replace("-", "") for code in ada.codes}


@pytest.mark.parametrize("is_rotated", [False, True])
def test_recovery_code_with_a_new_secret_key_needs_the_old_one(ada, settings, is_rotated):
    """A leaked table alone must not let codes be found by trying them all."""
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if is_rotated else []
    settings.SECRET_KEY = "another-key"

    client = at_the_code(ada)
    client.post(CODE, {"code": ada.codes[0]})

    assert is_in(client) == is_rotated


def test_password_step_changes_the_session_key(ada):
    """A planted session cookie must not become the victim's login."""
    client = Client()
    client.get("/admin/login/")
    session = client.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key or ""
    client.cookies["sessionid"] = planted

    client.post("/admin/login/", {"username": ada.username, "password": PASSWORD})

    assert client.session.session_key != planted


def test_recovery_code_of_another_user_is_wrong(ada):
    other = with_password()
    two_factor.begin(other)
    _, theirs = two_factor.confirm(other, app_code(other)) or (None, [])

    client = at_the_code(ada)
    client.post(CODE, {"code": theirs[0]})

    assert not is_in(client)


def test_right_code_after_wrong_ones_is_throttled(ada):
    wait(ada)
    client = at_the_code(ada)
    client.post(CODE, {"code": "000000"})

    page = client.post(CODE, {"code": app_code(ada)}).content.decode()

    assert "Too many wrong codes. Wait" in page
    wait(ada)
    client.post(CODE, {"code": app_code(ada)})
    assert is_in(client)


def test_wrong_codes_count_as_failed_logins(ada, settings):
    settings.AXES_ENABLED = True
    client = at_the_code(ada)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        wait(ada)
        last = client.post(CODE, {"code": "000000"})

    assert last.status_code == 429
    wait(ada)
    assert client.post(CODE, {"code": app_code(ada)}).status_code == 429
    assert not is_in(client)


def test_wrong_passwords_on_account_pages_count_as_failed_logins(ada, settings):
    settings.AXES_ENABLED = True
    for _ in range(settings.AXES_FAILURE_LIMIT):
        last = ada.browser.post(FACTOR, {"do": "renew", "password": "wrong"})

    assert last.status_code == 429
    assert ada.browser.post("/admin/account/", {"password": PASSWORD}).status_code == 429


def test_code_page_without_password_redirects_to_login(ada):
    assert Client().get(CODE).headers["Location"] == "/admin/login/"
    assert Client().post(CODE, {"code": ada.codes[0]}).headers["Location"] == "/admin/login/"


def test_pending_login_expires_after_ten_minutes(ada, monkeypatch):
    client = at_the_code(ada)
    session = client.session
    session["pending_login"] = session["pending_login"] | {
        "at": session["pending_login"]["at"] - 601
    }
    session.save()

    assert client.post(CODE, {"code": ada.codes[0]}).headers["Location"] == "/admin/login/"


def test_pending_login_ends_when_the_password_changes(ada):
    client = at_the_code(ada)
    ada.set_password("an0ther-w0rd")
    ada.save()

    assert client.post(CODE, {"code": ada.codes[0]}).headers["Location"] == "/admin/login/"


def test_session_without_code_is_sent_to_the_code_page(ada, at_desk):
    browser = at_desk(who=ada)

    assert browser.get("/admin/articles/article/").status_code == 302
    assert browser.get(FACTOR).status_code == 302
    assert browser.get("/admin/login/").headers["Location"] == CODE
    browser.post(CODE, {"code": ada.codes[0]})
    assert is_in(browser)


def test_new_recovery_codes_replace_old_ones(ada):
    new = codes_on(ada.browser.post(FACTOR, {"do": "renew", "password": PASSWORD}))
    with_old, with_new = at_the_code(ada), at_the_code(ada)

    with_old.post(CODE, {"code": ada.codes[0]})
    wait(ada)
    with_new.post(CODE, {"code": new[0]})

    assert (is_in(with_old), is_in(with_new)) == (False, True)


@pytest.mark.parametrize("wrong", [{"code": "000000"}, {"password": "wrong"}])
def test_remove_two_factor_needs_password_and_code(ada, wrong):
    wait(ada)
    right = {"do": "remove", "password": PASSWORD, "code": app_code(ada)}

    ada.browser.post(FACTOR, right | wrong)
    assert User.objects.get(pk=ada.pk).has_second_factor
    wait(ada)
    ada.browser.post(FACTOR, right)

    assert not User.objects.get(pk=ada.pk).has_second_factor
    assert is_in(ada.browser)
    assert is_in(logged_in(ada))


def test_managing_editor_turns_off_lost_two_factor(ada, managing_editor):
    address = f"/admin/articles/user/{ada.pk}/"

    managing_editor.post(f"{address}two-factor/")

    assert is_in(logged_in(ada))
    history = managing_editor.get(f"{address}history/").content.decode()
    assert "Turned off two-factor authentication." in history


@pytest.mark.parametrize(
    ("role", "code"), [("Editor", 403), ("Managing editor", 403), ("Superuser", 302)]
)
def test_only_superusers_turn_off_two_factor_of_superusers(at_desk, role, code):
    root = person("Superuser")
    two_factor.begin(root)
    two_factor.confirm(root, app_code(root))

    answer = at_desk(role).post(f"/admin/articles/user/{root.pk}/two-factor/")

    assert answer.status_code == code
    assert User.objects.get(pk=root.pk).has_second_factor == (code == 403)


def test_own_two_factor_is_not_turned_off_on_the_user_page(at_desk):
    browser = at_desk("Managing editor")

    answer = browser.post(f"/admin/articles/user/{browser.person.pk}/two-factor/")

    assert answer.status_code == 403


def test_login_after_password_reset_still_needs_the_code(ada, rf):
    ada.set_password("fr0m-the-l1nk")
    ada.save()
    client = Client()

    answer = client.post("/admin/login/", {"username": ada.username, "password": "fr0m-the-l1nk"})

    assert answer.headers["Location"] == CODE
    assert not is_in(client)


@pytest.fixture
def _is_required(settings):
    settings.NEWSDESK_REQUIRE_SECOND_FACTOR = True


@pytest.mark.usefixtures("_is_required")
def test_required_two_factor_blocks_staff_pages():
    client = logged_in(with_password("Superuser"))

    assert client.get("/admin/articles/article/").status_code == 302
    assert client.post("/admin/articles/article/1/change/").status_code == 302
    assert client.get("/admin/login/").headers["Location"] == FACTOR
    assert "Two-factor authentication is required" in client.get(FACTOR).content.decode()


@pytest.mark.usefixtures("_is_required")
def test_required_two_factor_after_set_up_lets_in():
    user = with_password()
    client = begin(user)

    confirm(client, user)

    assert is_in(client)


def test_two_factor_page_without_login_redirects():
    assert Client().get(FACTOR).headers["Location"].startswith("/admin/login/")


def test_log_out_elsewhere_needs_the_password():
    user = with_password()
    elsewhere, here = logged_in(user), logged_in(user)

    here.post("/admin/account/", {"password": "wrong"})
    assert is_in(elsewhere)
    here.post("/admin/account/", {"password": PASSWORD})

    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert is_in(logged_in(user))


def test_wrong_old_passwords_count_as_failed_logins(settings):
    settings.AXES_ENABLED = True
    user = with_password()
    browser, new = logged_in(user), "t1de-and-f0g-again"
    sent = {"new_password1": new, "new_password2": new}

    answers = [
        browser.post("/admin/password_change/", {"old_password": "guess", **sent}).status_code
        for _ in range(5)
    ]
    right = browser.post("/admin/password_change/", {"old_password": PASSWORD, **sent})

    assert answers[:4] == [200] * 4
    assert right.status_code == 429
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_password_change_with_the_old_password_saves():
    user, new = with_password(), "t1de-and-f0g-again"
    sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}

    logged_in(user).post("/admin/password_change/", sent)

    user.refresh_from_db()
    assert user.check_password(new)
