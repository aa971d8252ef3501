"""Every address of the admin x role x how the article stands; the table is `tests.admin.routes`.

A new route without a row there fails.
"""

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.admin.articles.buttons import ACTS
from articles.models import Article, Event
from tests.admin.made import one_of_each
from tests.admin.routes import (
    ANYBODY,
    NOBODY,
    ROLES,
    ROUTES,
    STANDINGS,
    TABLE,
    VERBS,
    address_of,
    expected,
    standings_of,
)
from tests.factories import NOON, person

pytestmark = pytest.mark.django_db
CHANGING = re.compile(r"(INSERT|UPDATE|DELETE)\b(?!.*django_session)")


@pytest.fixture
def browsers():
    """A browser of each role, the first of somebody who is not logged in."""
    browsers = {role: Client() for role in ROLES}
    for role, browser in browsers.items():
        if role != ANYBODY:
            browser.force_login(person(role))
    return browsers


@pytest.fixture
def things():
    return one_of_each()


def stand(things, standing):
    """Let the article stand like that, without a verb."""
    columns: dict[str, object] = {
        "status": standing,
        "held": False,
        "scheduled_for": None,
        "went_live_at": None,
        "expires_at": None,
        "assigned_to": None,
    }
    if standing == "held":
        columns |= {"status": "draft", "held": True}
    elif standing == "scheduled":
        columns |= {"status": "draft", "scheduled_for": NOON}
    elif standing == "published":
        columns |= {"went_live_at": NOON}
    Article.objects.filter(pk=things["articles_article"].pk).update(**columns)


def is_shut(answer, role):
    if role == ANYBODY and answer.status_code == 302:
        return answer.url.startswith("/admin/login/?next=") or answer.url == "/admin/"
    return answer.status_code in {403, 404, 405}


def first_let_in(browsers, send):
    """Return the first role that is let in. What one role sends the next does not find.

    Whoever is not let in must not have changed anything either.
    """
    let_in = []
    for role, browser in browsers.items():
        with (
            transaction.atomic(),
            CaptureQueriesContext(
                connection,
            ) as queries,
        ):
            answer = send(browser)
            transaction.set_rollback(True)
        if is_shut(answer, role):
            assert not [q["sql"] for q in queries if CHANGING.match(q["sql"])], role
        else:
            let_in.append(role)
    first = let_in[0] if let_in else NOBODY
    assert let_in == [role for role in ROLES if let_in and ROLES.index(role) >= ROLES.index(first)]
    return first


def test_every_route_has_a_row_and_every_row_a_route():
    assert set(ROUTES) == set(TABLE)


def test_every_button_has_a_row():
    assert {verb.value for verb in ACTS} <= set(VERBS)


def test_the_old_form_of_an_address_only_leads_on(browsers):
    codes = {each.get("/admin/articles/article/1/").status_code for each in browsers.values()}
    assert codes == {302}


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_who_may_look_at_it(route, browsers, things):
    address, found = address_of(route, things), {}

    for standing in standings_of(route):
        stand(things, standing)
        found[standing] = first_let_in(browsers, lambda browser: browser.get(address))

    assert found == expected(TABLE[route][0], standings_of(route))
    answer = browsers["Superuser"].get(address)
    if not answer.streaming:  # a file to keep
        assert_nothing_inline(answer.content.decode())


def assert_nothing_inline(page):
    """The content security policy would not let a style or a script of the page's own work."""
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_who_may_send_something_to_it(route, browsers, things):
    address, found = address_of(route, things), {}
    sent = {"version": things["articles_article"].version, "choice": "mine", "post": "yes"}

    for standing in standings_of(route):
        stand(things, standing)
        found[standing] = first_let_in(browsers, lambda browser: browser.post(address, sent))

    assert found == expected(TABLE[route][1], standings_of(route))


@pytest.mark.parametrize("verb", [verb.value for verb in ACTS])
def test_who_may_press_which_button_and_when_it_does_something(verb, browsers, things):
    first, does = VERBS[verb]
    article = things["articles_article"]
    address = f"/admin/articles/article/{article.pk}/do/{verb}/"
    sent = {"version": article.version, "reason": "so", "at": "2131-05-04T12:00"}
    sent["to"] = things["articles_user"].username
    done = set()

    for standing in STANDINGS:
        stand(things, standing)
        let_in = first_let_in(browsers, lambda browser: browser.post(address, sent))
        assert let_in == (first[standing] if isinstance(first, dict) else first)
        browsers["Superuser"].post(address, sent)
        if Event.objects.filter(article=article, version=article.version + 1).delete()[0]:
            done.add(standing)
            Article.objects.filter(pk=article.pk).update(version=article.version)

    assert done == does
