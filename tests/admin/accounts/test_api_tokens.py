"""API tokens: their owners make and revoke them, managing editors revoke all."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from articles.api.tokens import find_token, make_token
from articles.models import ApiToken
from tests.factories import person

pytestmark = pytest.mark.django_db
PASSWORD = "a long and odd one"
LIST = reverse("admin:articles_apitoken_changelist")
ADD = reverse("admin:articles_apitoken_add")


@pytest.fixture
def owner():
    editor = person("Editor", "owner")
    editor.set_password(PASSWORD)
    editor.save()
    return editor


@pytest.fixture
def pages(at_desk, owner):
    return at_desk(who=owner)


def make(pages, **changes):
    data = {"name": "Scores", "permissions": ["import_seeds"], "days": "30", "password": PASSWORD}
    return pages.post(ADD, data | changes)


def token_of(owner, name="Scores"):
    days = timedelta(days=30)
    return make_token(owner, name=name, permissions=["import_seeds"], lifetime=days)


def test_secret_is_shown_once_and_not_stored(pages, owner):
    page = make(pages).content.decode()

    [secret] = re.findall(r'value="(nd_[\w-]{43})"', page)
    token = ApiToken.objects.get()
    assert find_token(secret) == token
    assert (token.owner, token.permissions) == (owner, ["import_seeds"])
    assert secret not in str(ApiToken.objects.values().get())
    assert secret not in pages.get(LIST).content.decode()
    address = reverse("admin:articles_apitoken_change", args=[token.pk])
    assert secret not in pages.get(address).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"password": "wrong"},
        {"permissions": ["undo_any_run"]},
        {"permissions": []},
        {"name": ""},
        {"days": "4000"},
    ],
)
def test_token_is_refused(pages, changes):
    assert make(pages, **changes).status_code == 200
    assert not ApiToken.objects.exists()


def test_name_is_unique_among_the_tokens_of_its_owner(pages, owner):
    make(pages)

    assert "already have a token with this name" in make(pages).content.decode()


def test_owner_revokes_a_token(pages, owner):
    token, secret = token_of(owner)

    pages.post(reverse("admin:articles_apitoken_revoke", args=[token.pk]))

    assert find_token(secret) is None
    assert "Revoked by owner" in pages.get(LIST).content.decode()
    assert "No active tokens." in pages.get(reverse("admin:account")).content.decode()


def test_people_see_their_own_tokens_and_managing_editors_all(
    pages, owner, reviewer, managing_editor
):
    token_of(owner, "Of the owner")

    assert "Of the owner" in pages.get(LIST).content.decode()
    assert "Of the owner" not in reviewer.get(LIST).content.decode()
    assert "Of the owner" in managing_editor.get(LIST).content.decode()


def test_making_and_revoking_are_in_the_history_of_the_user(pages, owner, managing_editor):
    make(pages)
    revoking = reverse("admin:articles_apitoken_revoke", args=[ApiToken.objects.get().pk])
    managing_editor.post(revoking)

    address = reverse("admin:articles_user_history", args=[owner.pk])
    history = managing_editor.get(address).content.decode()
    assert "Made the API token “Scores”." in history
    assert "Revoked the API token “Scores”." in history


def test_deactivation_revokes_the_tokens_for_good(owner, managing_editor):
    _, secret = token_of(owner)
    groups = [group.pk for group in owner.groups.all()]
    data = {"username": "owner", "groups": groups}
    address = reverse("admin:articles_user_change", args=[owner.pk])

    managing_editor.post(address, data)
    assert find_token(secret) is None

    managing_editor.post(address, data | {"is_active": "on"})
    owner.refresh_from_db()
    assert owner.is_active
    assert find_token(secret) is None


def test_list_needs_as_many_queries_for_many_tokens(
    managing_editor, owner, django_assert_num_queries
):
    token_of(owner)
    with django_assert_num_queries(7):
        managing_editor.get(LIST)
    for number in range(10):
        token_of(person("Editor"), f"Token {number}")
    ApiToken.objects.update(revoked_by=owner, revoked_at=owner.date_joined)
    with django_assert_num_queries(7):
        managing_editor.get(LIST)
