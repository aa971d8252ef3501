"""What somebody may: the same as Django says, in one query."""

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission

from articles.admin.accounts.backend import DeskBackend
from articles.models import User
from tests.factories import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("role", ["", "Reviewer", "Editor", "Managing editor", "Superuser"])
def test_permissions_are_those_of_the_person_and_of_the_groups(
    role, own, django_assert_num_queries
):
    who = person(role)
    if own:
        who.user_permissions.add(Permission.objects.get(codename="add_user"))
    expected = ModelBackend().get_all_permissions(User.objects.get(pk=who.pk))
    again = User.objects.get(pk=who.pk)

    with django_assert_num_queries(1):
        found = DeskBackend().get_all_permissions(again)

    assert found == expected


def test_who_is_not_active_may_nothing():
    who = person("Superuser")
    who.is_active = False

    assert DeskBackend().get_all_permissions(who) == set()
