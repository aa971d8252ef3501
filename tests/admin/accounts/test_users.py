"""Users and groups: no user grants more permissions than they have."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.models import User
from tests.factories import NOON, person

pytestmark = pytest.mark.django_db
USERS = "/admin/articles/user/"


def group(name):
    return Group.objects.get(name=name)


def save(client, user, **changes):
    data = {"username": user.username, "is_active": "on", "is_staff": "on"}
    return client.post(f"{USERS}{user.pk}/change/", data | changes)


def test_add_user_by_managing_editor_sets_the_role(managing_editor):
    data = {"username": "nina", "first_name": "Nina", "groups": [group("Editor").pk]}

    managing_editor.post(f"{USERS}add/", data)

    nina = User.objects.get(username="nina")
    assert [each.name for each in nina.groups.all()] == ["Editor"]
    assert nina.is_staff


@pytest.mark.parametrize("is_new", [True, False])
def test_saved_user_without_a_role_is_remarked(managing_editor, is_new):
    if is_new:
        page = managing_editor.post(f"{USERS}add/", {"username": "nina"}).text
    else:
        save(managing_editor, person("Editor", "nina"))
        page = managing_editor.get("/admin/").text

    assert "nina has no role yet and can do nothing." in page


def test_add_user_with_a_taken_name_shows_the_form_again(managing_editor):
    person("Editor", "nina")

    page = managing_editor.post(f"{USERS}add/", {"username": "nina", "first_name": "Nina"})

    assert "already exists" in page.content.decode()
    assert 'value="Nina"' in page.content.decode()


def test_change_user_by_managing_editor_ignores_is_superuser(managing_editor):
    user = person("Editor")

    save(managing_editor, user, is_superuser="on", groups=[group("Reviewer").pk])

    user = User.objects.get(pk=user.pk)
    assert not user.is_superuser
    assert [each.name for each in user.groups.all()] == ["Reviewer"]
    assert "is_superuser" not in managing_editor.get(f"{USERS}{user.pk}/change/").content.decode()


def test_change_user_by_managing_editor_ignores_permissions(managing_editor):
    user = person("Editor")

    save(managing_editor, user, user_permissions=[Permission.objects.latest("pk").pk])

    assert not user.user_permissions.exists()


def test_change_superuser_by_managing_editor_is_forbidden(managing_editor):
    root = person("Superuser", "root")

    assert save(managing_editor, root, is_active="").status_code == 403
    assert managing_editor.post(f"{USERS}{root.pk}/link/").status_code == 403
    assert User.objects.get(pk=root.pk).is_active


def test_change_user_to_a_stronger_group_is_refused(managing_editor):
    strong = Group.objects.create(name="Strong")
    strong.permissions.add(Permission.objects.get(codename="delete_user"))
    user = person("Editor")

    response = save(managing_editor, user, groups=[strong.pk])

    assert "Select a valid choice" in response.content.decode()
    assert not user.groups.filter(name="Strong").exists()


@pytest.mark.parametrize("is_active", [True, False])
def test_password_link_for_a_stronger_user_is_forbidden(managing_editor, is_active):
    strong = person("Editor")
    strong.user_permissions.add(Permission.objects.get(codename="delete_user"))
    User.objects.filter(pk=strong.pk).update(is_active=is_active)

    assert managing_editor.post(f"{USERS}{strong.pk}/link/").status_code == 403
    assert save(managing_editor, strong, is_active="on").status_code == 403


def test_change_user_by_superuser_sets_everything(at_desk):
    user = person("Editor")

    save(at_desk("Superuser"), user, is_superuser="on")

    assert User.objects.get(pk=user.pk).is_superuser


def test_user_list_names_the_roles(managing_editor):
    person("Reviewer", "rita")

    page = managing_editor.get(USERS).content.decode()

    assert '<td data-label="Role" class="field-role">Reviewer</td>' in page
    assert '<td data-label="Role" class="field-role">Managing editor</td>' in page


def test_delete_user_is_forbidden(at_desk):
    user = person("Editor")

    assert at_desk("Superuser").post(f"{USERS}{user.pk}/delete/", {"post": "y"}).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


def test_own_access_cannot_be_changed(managing_editor):
    save(managing_editor, managing_editor.person, is_active="", groups=[])

    again = User.objects.get(pk=managing_editor.person.pk)
    assert again.is_active
    assert [each.name for each in again.groups.all()] == ["Managing editor"]


def test_user_list_shows_state_and_two_factor(managing_editor, client):
    nina = person("Reviewer", "nina")
    User.objects.filter(pk=nina.pk).update(last_login=NOON, is_active=False)
    TOTPDevice.objects.create(user=nina, name="app")
    person("Editor", "otto")

    page = managing_editor.get(USERS).content.decode()

    assert "4 May 2031, 12:00 UTC" in page
    assert "Inactive" in page
    assert "Invited, no password yet" in page
    assert len(re.findall(r'class="field-second_factor">Yes</td>', page)) == 1


@pytest.mark.parametrize("password", ["pbkdf2", "x"])
def test_user_list_refuses_filters_by_password(managing_editor, password):
    response = managing_editor.get(f"{USERS}?password__startswith={password}")

    assert response.status_code in {302, 400}


def test_user_list_queries_are_equal_for_few_and_many_users(managing_editor):
    few = queries(managing_editor)
    for _ in range(30):
        person("Editor")

    assert queries(managing_editor) == few


def queries(browser):
    with CaptureQueriesContext(connection) as captured:
        browser.get(USERS)
    return len(captured)


def test_headings_of_forms_use_the_words_of_their_buttons(managing_editor):
    assert "New user</a>" in managing_editor.get(USERS).content.decode()
    assert "<h1>New user</h1>" in managing_editor.get(f"{USERS}add/").content.decode()
    rita = person("Reviewer", "rita")
    assert "<h1>User</h1>" in managing_editor.get(f"{USERS}{rita.pk}/change/").content.decode()
