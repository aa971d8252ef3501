"""Password links: people choose their own passwords."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import urlsafe_base64_encode

from articles.admin.accounts import password_setup
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


def test_whoever_is_added_gets_a_link_and_chooses_a_password(managing_editor):
    added = managing_editor.post(f"{USERS}add/", {"username": "nina"}, follow=True)
    nina = User.objects.get(username="nina")
    assert not nina.has_usable_password()

    page = choose(link_in(added)).content.decode()

    assert "Your password is set. Log in as nina." in page
    assert may_log_in(nina)


def test_a_link_works_once(managing_editor):
    user = person()
    link = link_for(managing_editor, user)
    choose(link)

    page = choose(link, new_password1="an0ther-w0rd", new_password2="an0ther-w0rd")

    assert "no longer valid" in page.content.decode()
    assert may_log_in(user)


def test_a_link_is_good_for_three_days(managing_editor, monkeypatch):
    link = link_for(managing_editor, person())
    in_time, late = (timezone.now().replace(tzinfo=None) + timedelta(days=n) for n in (2.9, 3.1))

    monkeypatch.setattr(password_setup.setup_tokens, "_now", lambda: in_time)
    assert "Choose a password" in Client().get(link, follow=True).content.decode()
    monkeypatch.setattr(password_setup.setup_tokens, "_now", lambda: late)
    assert "no longer valid" in Client().get(link, follow=True).content.decode()


def test_a_new_link_ends_the_one_before_the_password_and_the_sessions(managing_editor, at_desk):
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
def test_a_wrong_link_does_not_tell_who_exists(token):
    uid = urlsafe_base64_encode(str(person().pk).encode())

    assert {page_of(each, token) for each in BAD_UIDS} == {page_of(uid, token)}


@pytest.mark.parametrize("changes", [{"is_active": False}, {"is_staff": False}])
def test_who_is_not_to_work_here_any_more_gets_in_by_no_link(managing_editor, changes):
    user = person()
    link = link_for(managing_editor, user)
    User.objects.filter(pk=user.pk).update(**changes)

    assert "no longer valid" in Client().get(link, follow=True).content.decode()


def test_somebody_inactive_gets_no_link(managing_editor):
    user = person()
    User.objects.filter(pk=user.pk).update(is_active=False)

    page = managing_editor.post(f"{USERS}{user.pk}/link/", follow=True).content.decode()

    assert "is inactive" in page
    assert "welcome" not in page


def test_a_weak_password_is_refused_with_the_reason(managing_editor):
    user = person()

    page = choose(link_for(managing_editor, user), new_password1="short", new_password2="short")

    assert "too short" in page.content.decode()
    assert not may_log_in(user, "short")


def test_nobody_makes_a_link_for_who_has_more_or_for_themselves(managing_editor, editor):
    root, other = person("Superuser"), person("Reviewer")

    assert managing_editor.post(f"{USERS}{root.pk}/link/").status_code == 403
    assert managing_editor.post(f"{USERS}{managing_editor.person.pk}/link/").status_code == 403
    assert editor.post(f"{USERS}{other.pk}/link/").status_code == 403


def test_a_link_is_recorded_in_the_person_s_history_without_the_link(managing_editor):
    user = person()
    link_for(managing_editor, user)

    page = managing_editor.get(f"{USERS}{user.pk}/history/").content.decode()

    assert "Created a password link." in page
    assert "/set-password/" not in page
