"""Who may use each address of the admin: route x role x state of the article.

The table is `tests.admin.routes`; a new route without a row there fails. By default the states
are only varied where the table says that they matter, and of the roles above the first one that
is let in only the next and the Superuser are asked; an action is tried by the roles next to the
boundary and by the Superuser. `-m exhaustive` tries every combination.
"""

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Event
from articles.workflow import actions
from tests.admin.made import one_of_each
from tests.admin.routes import (
    ACTIONS,
    ANYONE,
    NO_ONE,
    ROLES,
    ROUTES,
    STATES,
    TABLE,
    address_of,
    expected,
    states_of,
)
from tests.admin.sent import action_data, address, as_shown
from tests.factories import NOON, person

pytestmark = pytest.mark.django_db
CHANGING = re.compile(r"(INSERT|UPDATE|DELETE)\b(?!.*django_session)")

KEYS = [action.key for action in actions.ACTIONS if action.group]


def each(names):
    """Return the cases of a parametrized test: each name, by default and exhaustively."""
    names = sorted(names)
    every = [
        pytest.param(name, True, marks=pytest.mark.exhaustive, id=f"{name}-all") for name in names
    ]
    return [*(pytest.param(name, False, id=name) for name in names), *every]


@pytest.fixture(scope="module")
def _module_transaction(django_db_setup, django_db_blocker):
    """Keep what the fixtures below create until the end of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def sessions(_module_transaction):
    """Return the cookies of each role that logs in."""
    clients = {role: Client() for role in ROLES if role != ANYONE}
    for role, client in clients.items():
        client.force_login(person(role))
    return {role: client.cookies.output(header="") for role, client in clients.items()}


@pytest.fixture
def clients(sessions):
    """Return a client for each role; the first is not logged in."""
    clients = {role: Client() for role in ROLES}
    for role, cookies in sessions.items():
        clients[role].cookies.load(cookies)
    return clients


@pytest.fixture(scope="module")
def objects(_module_transaction):
    return one_of_each()


def set_state(objects, state):
    """Put the article into a state without a transition."""
    columns: dict[str, object] = {
        name: Article._meta.get_field(name).get_default()  # type: ignore[union-attr]
        for name in actions.STATE_FIELDS
    }
    if state not in {"held", "scheduled"}:
        columns["status"] = state
    if state == "held":
        columns |= {"status": "draft", "held": True}
    elif state == "scheduled":
        columns |= {"status": "draft", "scheduled_for": NOON}
    elif state == "published":
        columns |= {"went_live_at": NOON}
    Article.objects.filter(pk=objects["articles_article"].pk).update(**columns)


def is_refused(response, role):
    if role == ANYONE and response.status_code == 302:
        return response.url.startswith("/admin/login/?next=") or response.url == "/admin/"
    return response.status_code in {403, 404, 405}


def first_admitted(clients, send, every_role):
    """Return the first role whose request is answered; roll back what each request writes.

    A refused request must not write, and the roles after the first must be admitted too.
    """
    admitted: list[str] = []
    for role, client in clients.items():
        if not every_role and len(admitted) > 1 and role != ROLES[-1]:
            continue
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            response = send(client)
            transaction.set_rollback(True)
        if is_refused(response, role):
            assert not [q["sql"] for q in queries if CHANGING.match(q["sql"])], role
            assert not admitted, f"{role} is refused where {admitted} are admitted"
        else:
            admitted.append(role)
    return admitted[0] if admitted else NO_ONE


def test_routes_each_have_a_row():
    assert set(ROUTES) == set(TABLE)


def test_buttons_each_have_a_row():
    assert set(KEYS) == set(ACTIONS)


@pytest.mark.parametrize(("route", "every"), each(ROUTES))
def test_get_of_a_route_admits_the_roles_in_the_table(route, every, clients, objects):
    row, address, found = TABLE[route][0], address_of(route, objects), {}

    for state in states_of(route, row, every=every):
        set_state(objects, state)
        found[state] = first_admitted(clients, lambda client: client.get(address), every)

    assert found == expected(row, found)
    response = clients["Superuser"].get(address)
    if not response.streaming:
        assert_nothing_inline(response.content.decode())


def assert_nothing_inline(page):
    """Check that the page needs no style or script that its security policy forbids."""
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))


@pytest.mark.parametrize(("route", "every"), each(ROUTES))
def test_post_to_a_route_admits_the_roles_in_the_table(route, every, clients, objects):
    row, address, found = TABLE[route][1], address_of(route, objects), {}
    sent = {"version": objects["articles_article"].version, "choice": "ours", "post": "yes"}

    for state in states_of(route, row, every=every):
        set_state(objects, state)
        found[state] = first_admitted(clients, lambda client: client.post(address, sent), every)

    assert found == expected(row, found)


@pytest.fixture(scope="module")
def shown(sessions, objects):
    """Return what the form of the article shows to a superuser, by the article's state."""
    superuser, found = Client(), {}
    superuser.cookies.load(sessions["Superuser"])
    for state in STATES:
        set_state(objects, state)
        found[state] = as_shown(superuser.get(address(objects["articles_article"])))
    return found


def asked(key, state, every):
    """Return who tries an action: all roles, or those next to the boundary and the last one."""
    first, works_in = ACTIONS[key]
    if every:
        return ROLES
    if state not in works_in:
        return ROLES[-1:]
    lowest = ROLES.index(first[state] if isinstance(first, dict) else first)
    return (*ROLES[lowest - 1 : lowest + 1], ROLES[-1])


@pytest.mark.parametrize(("key", "every"), each(KEYS))
def test_action_is_done_by_the_roles_and_in_the_states_of_the_table(
    key, every, clients, objects, shown
):
    first, works_in = ACTIONS[key]
    article = objects["articles_article"]
    arguments = {"at": "2131-05-04T12:00", "to": objects["articles_user"].username, "reason": "so"}

    for state in STATES:
        set_state(objects, state)
        data = shown[state] | action_data(key, **arguments)
        roles = asked(key, state, every)
        done = [role for role in roles if does(clients[role], article, data)]

        lowest = first[state] if isinstance(first, dict) else first
        may = ROLES[ROLES.index(lowest) :] if state in works_in else ()
        assert done == [role for role in roles if role in may], state


def does(client, article, data):
    """Return whether a request leaves an event; roll it back."""
    with transaction.atomic():
        client.post(address(article), data)
        is_done = Event.objects.filter(article=article, version__gt=article.version).exists()
        transaction.set_rollback(True)
    return is_done
