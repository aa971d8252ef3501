"""Password links: people choose their own passwords."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.http import urlsafe_base64_encode

from articles.mail import password_links
from articles.mail.outbox import send_due
from articles.models import User
from tests.factories import person

pytestmark = pytest.mark.django_db
USERS = "/admin/articles/user/"
PASSWORD = "s3a-f0g-l1ght"
CHOSEN = {"new_password1": PASSWORD, "new_password2": PASSWORD}


def link_in(response):
    page = response.content.decode()
    return re.findall(r'value="(http://testserver/admin/set-password/[^"]+)"', page)[0]


def link_for(managing_editor, user):
    return link_in(managing_editor.post(f"{USERS}{user.pk}/link/"))


def choose(link, client=None, **chosen):
    """Follow a link and send a password, as a browser does."""
    client = client or Client()
    form = client.get(link, follow=True)
    return client.post(form.request["PATH_INFO"], CHOSEN | chosen, follow=True)


def may_log_in(user, password=PASSWORD):
    data = {"username": user.username, "password": password}
    return Client().post("/admin/login/", data).status_code == 302


def test_added_user_sets_a_password_with_the_link(managing_editor):
    added = managing_editor.post(f"{USERS}add/", {"username": "nina"}, follow=True)
    nina = User.objects.get(username="nina")
    assert not nina.has_usable_password()

    page = choose(link_in(added)).content.decode()

    assert "Your password is set. Log in as nina." in page
    assert may_log_in(nina)


def test_password_link_asks_before_the_password_is_lost(managing_editor):
    user = person()
    user.set_password(PASSWORD)
    user.save()

    page = managing_editor.get(f"{USERS}{user.pk}/link/").text

    assert "stop working" in page
    assert may_log_in(user)


@pytest.mark.parametrize(
    ("is_on", "email", "says"),
    [
        (True, "nina@news.example", "A link was mailed to <strong>nina@news.example"),
        (True, "", "The account has no email address"),
        (False, "nina@news.example", "This site sends no mail."),
    ],
)
def test_password_link_is_also_mailed_if_possible(managing_editor, settings, is_on, email, says):
    settings.NEWSDESK_MAIL = is_on

    page = managing_editor.post(f"{USERS}add/", {"username": "nina", "email": email}).text

    assert says in page
    assert send_due() == (1 if is_on and email else 0)
    if mail.outbox:
        path = re.findall(r"/admin/set-password/\S+", str(mail.outbox[0].body))[0]
        assert "Choose a password" in Client().get(path, follow=True).text


def test_forgotten_password_is_set_with_a_mailed_link(settings):
    settings.NEWSDESK_MAIL = True
    user = person()
    user.email = "nina@news.example"
    user.set_password("0ld-passw0rd")
    user.save()

    answers = {
        Client().post("/admin/forgot-password/", {"email": email}, follow=True).content
        for email in ("nina@news.example", "nina@news.example", "nobody@news.example")
    }

    assert len({re.sub(rb"[A-Za-z0-9]{64}", b"", answer) for answer in answers}) == 1
    assert send_due() == 1
    choose(re.findall(r"/admin/set-password/\S+", str(mail.outbox[0].body))[0])
    assert may_log_in(user)


def test_login_page_offers_a_mail_only_if_mail_is_on(client, settings):
    assert "Ask a managing editor for a link" in client.get("/admin/login/").text
    assert client.get("/admin/forgot-password/").status_code == 404
    settings.NEWSDESK_MAIL = True
    assert 'href="/admin/forgot-password/"' in client.get("/admin/login/").text


def test_password_link_works_once(managing_editor):
    user = person()
    link = link_for(managing_editor, user)
    choose(link)

    page = choose(link, new_password1="an0ther-w0rd", new_password2="an0ther-w0rd")

    assert "no longer valid" in page.content.decode()
    assert may_log_in(user)


def test_password_link_expires_after_three_days(managing_editor, monkeypatch):
    link = link_for(managing_editor, person())
    in_time, late = (timezone.now().replace(tzinfo=None) + timedelta(days=n) for n in (2.9, 3.1))

    monkeypatch.setattr(password_links.setup_tokens, "_now", lambda: in_time)
    assert "Choose a password" in Client().get(link, follow=True).content.decode()
    monkeypatch.setattr(password_links.setup_tokens, "_now", lambda: late)
    assert "no longer valid" in Client().get(link, follow=True).content.decode()


def test_new_password_link_ends_earlier_link_password_and_sessions(managing_editor, at_desk):
    theirs = at_desk("Reviewer")
    theirs.person.set_password("0ld-passw0rd")
    theirs.person.save()
    theirs.force_login(theirs.person)
    first = link_for(managing_editor, theirs.person)

    link_for(managing_editor, theirs.person)

    assert "no longer valid" in Client().get(first, follow=True).content.decode()
    assert not may_log_in(theirs.person, "0ld-passw0rd")
    assert theirs.get("/admin/").status_code == 302


BAD_UIDS = ["OTk5OTk5", "bm9ib2R5", "%2e%2e", "4pyT", "MTAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw"]


def page_of(uid, token):
    page = Client().get(f"/admin/set-password/{uid}/{token}/").content.decode()
    return re.sub(r"X-CSRFToken[^}]*", "", page)


@pytest.mark.parametrize("token", ["set-password", "c1-0", "x"])
def test_wrong_password_link_does_not_reveal_users(token):
    uid = urlsafe_base64_encode(str(person().pk).encode())

    assert {page_of(each, token) for each in BAD_UIDS} == {page_of(uid, token)}


@pytest.mark.parametrize("changes", [{"is_active": False}, {"is_staff": False}])
def test_password_link_of_inactive_or_non_staff_user_is_invalid(managing_editor, changes):
    user = person()
    link = link_for(managing_editor, user)
    User.objects.filter(pk=user.pk).update(**changes)

    assert "no longer valid" in Client().get(link, follow=True).content.decode()


def test_password_link_for_inactive_user_is_refused(managing_editor):
    user = person()
    User.objects.filter(pk=user.pk).update(is_active=False)

    page = managing_editor.post(f"{USERS}{user.pk}/link/", follow=True).content.decode()

    assert "is inactive" in page
    assert "welcome" not in page


def test_weak_password_is_refused_with_the_reason(managing_editor):
    user = person()

    page = choose(link_for(managing_editor, user), new_password1="short", new_password2="short")

    assert "too short" in page.content.decode()
    assert not may_log_in(user, "short")


def test_password_link_for_stronger_user_or_oneself_is_forbidden(managing_editor, editor):
    root, other = person("Superuser"), person("Reviewer")

    assert managing_editor.post(f"{USERS}{root.pk}/link/").status_code == 403
    assert managing_editor.post(f"{USERS}{managing_editor.person.pk}/link/").status_code == 403
    assert editor.post(f"{USERS}{other.pk}/link/").status_code == 403


def test_password_link_is_logged_without_the_link(managing_editor):
    user = person()
    link_for(managing_editor, user)

    page = managing_editor.get(f"{USERS}{user.pk}/history/").content.decode()

    assert "Created a password link." in page
    assert "/set-password/" not in page
