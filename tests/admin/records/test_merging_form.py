"""Two people save the same provider, topic, reason, user or role: no change is lost."""

from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import Group, Permission

from articles.models import Provider, RejectionReason, Topic, User
from tests.factories import person, provider, topic

pytestmark = pytest.mark.django_db


class FormData(HTMLParser):
    """Collect what a browser sends of the page's main form when nothing is changed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self._textarea = ""
        self._select = ""
        self.feed(page[page.index('_form" novalidate') :].partition("</form>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name, value = found.get("name") or "", found.get("value") or ""
        is_box = found.get("type") in {"checkbox", "radio"}
        if tag == "textarea":
            self._textarea = name
            self.data[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in found:
            self.data.setdefault(self._select, []).append(value)
        elif (
            tag == "input" and found.get("type") != "submit" and (not is_box or "checked" in found)
        ):
            self.data.setdefault(name, []).append("on" if is_box and not value else value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.data[self._textarea] = [data.removeprefix("\n")]


def save(client, address, opened, **changes):
    return client.post(address, FormData(opened.text).data | changes)


def test_field_of_a_provider_that_was_left_alone_keeps_the_other_persons_change(editor):
    row = provider("tide.example", name="Tide", description="Old")
    address = f"/admin/articles/provider/{row.pk}/change/"
    opened = editor.get(address)
    Provider.objects.update(description="Corrected")

    assert save(editor, address, opened, name="The Tide").status_code == 302

    (kept,) = Provider.objects.values("name", "description", "edited_fields")
    assert kept == {"name": "The Tide", "description": "Corrected", "edited_fields": ["name"]}


def test_field_of_a_provider_that_both_changed_is_refused_once(editor):
    row = provider("tide.example", name="Tide", description="Old")
    address = f"/admin/articles/provider/{row.pk}/change/"
    opened = editor.get(address)
    Provider.objects.update(description="Theirs")

    page = save(editor, address, opened, description="Mine")

    assert page.status_code == 200
    assert "Someone else changed this to “Theirs” after you opened the page." in page.text
    assert "Mine" in page.text
    assert Provider.objects.get().description == "Theirs"

    assert save(editor, address, page).status_code == 302
    assert Provider.objects.get().description == "Mine"


def test_topic_parent_and_lists_are_merged(editor):
    fog = topic("Fog", keywords=["mist"])
    topic("Weather")
    address = f"/admin/articles/topic/{fog.pk}/change/"
    opened = editor.get(address)
    Topic.objects.filter(pk=fog.pk).update(keywords=["mist", "haze"], services={"a": "https://a.b"})

    assert save(editor, address, opened, parent="Weather").status_code == 302

    fog.refresh_from_db()
    assert (str(fog.parent), fog.keywords) == ("Weather", ["mist", "haze"])
    assert fog.services == {"a": "https://a.b"}
    assert fog.edited_fields == ["parent"]


def test_reason_is_merged(managing_editor):
    row = RejectionReason.objects.create(text="Old", position=7)
    address = f"/admin/articles/rejectionreason/{row.pk}/change/"
    opened = managing_editor.get(address)
    RejectionReason.objects.filter(pk=row.pk).update(is_offered=False)

    save(managing_editor, address, opened, position="8")

    row.refresh_from_db()
    assert (row.position, row.is_offered) == (8, False)


def test_roles_of_a_user_are_merged(managing_editor):
    user = person("Reviewer")
    address = f"/admin/articles/user/{user.pk}/change/"
    opened = managing_editor.get(address)
    user.groups.set([Group.objects.get(name="Editor")])
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert save(managing_editor, address, opened, first_name="Nina").status_code == 302

    user = User.objects.get(pk=user.pk)
    assert (user.first_name, user.is_active) == ("Nina", False)
    assert [group.name for group in user.groups.all()] == ["Editor"]


def test_roles_that_both_changed_are_refused(managing_editor):
    user = person("Reviewer")
    address = f"/admin/articles/user/{user.pk}/change/"
    opened = managing_editor.get(address)
    user.groups.clear()

    page = save(managing_editor, address, opened, groups=[str(Group.objects.get(name="Editor").pk)])

    assert "Someone else changed this" in page.text
    assert not user.groups.exists()


def test_permissions_of_a_role_are_merged(at_desk):
    root = at_desk("Superuser")
    role = Group.objects.create(name="Guest")
    address = f"/admin/auth/group/{role.pk}/change/"
    opened = root.get(address)
    role.permissions.add(Permission.objects.get(codename="view_article"))

    save(root, address, opened, name="Guests")

    role.refresh_from_db()
    assert role.name == "Guests"
    assert role.permissions.count() == 1
