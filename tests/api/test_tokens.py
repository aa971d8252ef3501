"""Tokens: what they allow, and when they stop."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from articles.api.tokens import PERMISSIONS, find_token, make_token
from articles.models import ApiToken, User
from articles.workflow import transitions
from articles.workflow.errors import NotAllowed
from tests.factories import draft, person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def make(owner, *permissions, lifetime=DAY):
    return make_token(owner, name="Scores", permissions=permissions, lifetime=lifetime)


def acting(token):
    """Return the owner of a token as the API acts in their name."""
    user = User.objects.get(pk=token.owner_id)
    user.api_token = token
    return user


@pytest.mark.parametrize("role", ["Editor", "Superuser"])
def test_token_allows_its_permissions_only(role):
    by = acting(make(person(role), "review_article")[0])

    transitions.hold(draft(), by=by)
    with pytest.raises(NotAllowed, match="publish article"):
        transitions.publish(draft(), by=by)


def test_token_allows_no_more_than_its_owner_may_now():
    owner = person("Editor")
    token, _ = make(owner, "publish_article")
    owner.groups.set([Group.objects.get(name="Reviewer")])

    with pytest.raises(NotAllowed):
        transitions.publish(draft(), by=acting(token))


def test_person_cannot_give_a_token_what_they_lack():
    with pytest.raises(NotAllowed, match="publish_article"):
        make(person("Reviewer"), "publish_article")


def test_managing_editor_has_every_permission_of_tokens():
    assert make(person("Managing editor"), *PERMISSIONS)[0].permissions == sorted(PERMISSIONS)


def test_event_names_the_token():
    owner = person("Editor")
    event = transitions.publish(draft(), by=acting(make(owner, "publish_article")[0]))

    event.refresh_from_db()
    assert event.actor == owner
    assert event.actor_name == f"{owner} (API token “Scores”)"


def revoked(token):
    ApiToken.objects.update(revoked_at=timezone.now())


def expired(token):
    ApiToken.objects.update(expires_at=timezone.now())


def deactivated(token):
    User.objects.filter(pk=token.owner_id).update(is_active=False)


def no_longer_staff(token):
    User.objects.filter(pk=token.owner_id).update(is_staff=False)


@pytest.mark.parametrize("end", [revoked, expired, deactivated, no_longer_staff])
def test_token_ends(end):
    token, secret = make(person(), "view_event")
    assert find_token(secret) == token

    end(token)

    assert find_token(secret) is None


def test_token_ends_when_a_second_factor_becomes_required(settings):
    _, secret = make(person(), "view_event")
    settings.NEWSDESK_REQUIRE_SECOND_FACTOR = True

    assert find_token(secret) is None


def test_token_lasts_at_most_a_year():
    token, _ = make(person(), "view_event", lifetime=9999 * DAY)

    assert token.expires_at < timezone.now() + 367 * DAY


def test_use_is_noted_once_a_minute(django_assert_num_queries):
    token, secret = make(person(), "view_event")
    now = timezone.now()

    find_token(secret, now=now)
    with django_assert_num_queries(1):
        find_token(secret, now=now + timedelta(seconds=50))
    token.refresh_from_db()
    assert token.last_used_at == now

    later = now + timedelta(seconds=70)
    find_token(secret, now=later)
    token.refresh_from_db()
    assert token.last_used_at == later


@pytest.mark.parametrize("secret", ["", "nd_", "nd_\udcff", "x" * 10_000])
def test_strange_secret_finds_nothing(secret):
    make(person(), "view_event")

    assert find_token(secret) is None
