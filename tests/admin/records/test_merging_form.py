"""Two people save the same provider, topic, reason, user or role: no change is lost."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from articles.models import Provider, RejectionReason, Topic, User
from tests.admin.sent import as_shown
from tests.factories import person, provider, topic

pytestmark = pytest.mark.django_db


def open_page(client, row):
    """Open the page of a row; return its address and what its form sends unchanged."""
    name = row._meta.model_name
    address = reverse(f"admin:{row._meta.app_label}_{name}_change", args=[row.pk])
    return address, as_shown(client.get(address), f"{name}_form")


def test_unchanged_provider_field_keeps_the_other_change(editor):
    row = provider("tide.example", name="Tide", description="Old")
    address, data = open_page(editor, row)
    Provider.objects.update(description="Corrected")

    assert editor.post(address, data | {"name": "The Tide"}).status_code == 302

    (kept,) = Provider.objects.values("name", "description", "edited_fields")
    assert kept == {"name": "The Tide", "description": "Corrected", "edited_fields": ["name"]}


def test_provider_field_changed_by_both_is_refused_once(editor):
    row = provider("tide.example", name="Tide", description="Old")
    address, data = open_page(editor, row)
    Provider.objects.update(description="Theirs")

    page = editor.post(address, data | {"description": "Mine"})

    assert page.status_code == 200
    assert "Someone else changed this to “Theirs” after you opened the page." in page.text
    assert Provider.objects.get().description == "Theirs"

    assert editor.post(address, as_shown(page, "provider_form")).status_code == 302
    assert Provider.objects.get().description == "Mine"


def test_topic_parent_and_lists_are_merged(editor):
    fog = topic("Fog", keywords=["mist"])
    topic("Weather")
    address, data = open_page(editor, fog)
    Topic.objects.filter(pk=fog.pk).update(keywords=["mist", "haze"], services={"a": "https://a.b"})

    assert editor.post(address, data | {"parent": "Weather"}).status_code == 302

    fog.refresh_from_db()
    assert (str(fog.parent), fog.keywords) == ("Weather", ["mist", "haze"])
    assert fog.services == {"a": "https://a.b"}
    assert fog.edited_fields == ["parent"]


def test_reason_is_merged(managing_editor):
    row = RejectionReason.objects.create(text="Old", position=7)
    address, data = open_page(managing_editor, row)
    RejectionReason.objects.filter(pk=row.pk).update(is_offered=False)

    managing_editor.post(address, data | {"position": "8"})

    row.refresh_from_db()
    assert (row.position, row.is_offered) == (8, False)


def test_roles_of_a_user_are_merged(managing_editor):
    user = person("Reviewer")
    address, data = open_page(managing_editor, user)
    user.groups.set([Group.objects.get(name="Editor")])
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert managing_editor.post(address, data | {"first_name": "Nina"}).status_code == 302

    user = User.objects.get(pk=user.pk)
    assert (user.first_name, user.is_active) == ("Nina", False)
    assert [group.name for group in user.groups.all()] == ["Editor"]


def test_roles_changed_by_both_are_refused(managing_editor):
    user = person("Reviewer")
    address, data = open_page(managing_editor, user)
    user.groups.clear()

    editors = str(Group.objects.get(name="Editor").pk)
    page = managing_editor.post(address, data | {"groups": [editors]})

    assert "Someone else changed this" in page.text
    assert not user.groups.exists()


def test_permissions_of_a_role_are_merged(at_desk):
    root = at_desk("Superuser")
    role = Group.objects.create(name="Guest")
    address, data = open_page(root, role)
    role.permissions.add(Permission.objects.get(codename="view_article"))

    root.post(address, data | {"name": "Guests"})

    role.refresh_from_db()
    assert role.name == "Guests"
    assert role.permissions.count() == 1
