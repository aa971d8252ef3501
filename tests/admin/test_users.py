"""Users and groups: nobody gives more than they have."""

import pytest
from django.contrib.auth.models import Group, Permission

from articles.models import User
from tests.builders import person

pytestmark = pytest.mark.django_db
USERS = "/admin/articles/user/"


def group(name):
    return Group.objects.get(name=name)


def save(client, user, **changes):
    data = {"username": user.username, "is_active": "on", "is_staff": "on"}
    return client.post(f"{USERS}{user.pk}/change/", data | changes)


def test_a_managing_editor_adds_somebody_who_can_log_in(managing_editor, client):
    data = {"username": "nina", "usable_password": "true", "password1": "s3a-f0g-l1ght",
            "password2": "s3a-f0g-l1ght"}  # fmt: skip

    managing_editor.post(f"{USERS}add/", data)
    nina = User.objects.get(username="nina")
    save(managing_editor, nina, groups=[group("Editor").pk])

    assert [each.name for each in nina.groups.all()] == ["Editor"]
    assert client.login(username="nina", password="s3a-f0g-l1ght")
    assert client.get("/admin/").status_code == 200


def test_a_managing_editor_makes_no_superuser(managing_editor):
    user = person("Editor")

    save(managing_editor, user, is_superuser="on", groups=[group("Reviewer").pk])

    user = User.objects.get(pk=user.pk)
    assert not user.is_superuser
    assert [each.name for each in user.groups.all()] == ["Reviewer"]
    assert "is_superuser" not in managing_editor.get(f"{USERS}{user.pk}/change/").content.decode()


def test_a_managing_editor_gives_no_single_permissions(managing_editor):
    user = person("Editor")

    save(managing_editor, user, user_permissions=[Permission.objects.latest("pk").pk])

    assert not user.user_permissions.exists()


def test_a_managing_editor_does_not_touch_a_superuser(managing_editor):
    root = person("Superuser", "root")

    assert save(managing_editor, root, is_active="").status_code == 403
    assert managing_editor.get(f"{USERS}{root.pk}/password/").status_code == 403
    assert User.objects.get(pk=root.pk).is_active


def test_a_group_with_more_than_one_has_cannot_be_given(managing_editor):
    strong = Group.objects.create(name="Strong")
    strong.permissions.add(Permission.objects.get(codename="delete_user"))
    user = person("Editor")

    response = save(managing_editor, user, groups=[strong.pk])

    assert "Select a valid choice" in response.content.decode()
    assert not user.groups.filter(name="Strong").exists()


@pytest.mark.parametrize("is_active", [True, False])
def test_whoever_has_more_cannot_be_taken_over_by_a_new_password(managing_editor, is_active):
    strong = person("Editor")
    strong.user_permissions.add(Permission.objects.get(codename="delete_user"))
    User.objects.filter(pk=strong.pk).update(is_active=is_active)

    assert managing_editor.get(f"{USERS}{strong.pk}/password/").status_code == 403
    assert save(managing_editor, strong, is_active="on").status_code == 403


def test_a_superuser_gives_everything(at_desk):
    user = person("Editor")

    save(at_desk("Superuser"), user, is_superuser="on")

    assert User.objects.get(pk=user.pk).is_superuser


def test_the_list_names_the_roles(managing_editor):
    person("Reviewer", "rita")

    page = managing_editor.get(USERS).content.decode()

    assert '<td class="field-role">Reviewer</td>' in page
    assert '<td class="field-role">Managing editor</td>' in page


def test_users_are_not_deleted(at_desk):
    user = person("Editor")

    assert at_desk("Superuser").post(f"{USERS}{user.pk}/delete/", {"post": "y"}).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()
