"""Every page of the admin in its table of routes: accessible, and no wider than the window."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.made import one_of_each
from tests.admin.routes import NO_ONE, ROUTES, TABLE, address_of
from tests.browser.staff import check_accessibility, check_width, log_in
from tests.factories import person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("roles_and_rule"),
]
# In dark and narrow too, for what depends on both; tests/newsdesk/test_contrast.py has the colours.
KEY_PAGES = ("index", "articles_article_changelist", "articles_article_change",
             "articles_publishrun_threshold")  # fmt: skip


@pytest.fixture
def objects(transactional_db):
    return one_of_each()


def full_pages(objects):
    """Return the addresses that show a whole page, not a fragment, a file or a redirect."""
    client = Client()
    client.force_login(person("Superuser"))
    readable = (route for route in sorted(ROUTES) if TABLE[route][0] != NO_ONE)
    found = {address_of(route, objects): None for route in readable if route != "logout"}
    return [address for address in found if _is_full_page(client.get(address))]


def _is_full_page(response):
    return (
        response.status_code == 200
        and not response.streaming
        and response.content.lstrip().lower().startswith(b"<!doctype html")
    )


@pytest.mark.parametrize("half", [0, 1])
def test_admin_pages_are_accessible_and_fit_the_window(page, objects, half):
    addresses = full_pages(objects)
    assert len(addresses) > 50
    log_in(page, "Superuser")

    for address in addresses[half::2]:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(address)
        check_accessibility(page)
        check_width(page)
        page.set_viewport_size({"width": 390, "height": 900})
        check_width(page)


def test_key_pages_are_accessible_in_dark_on_a_narrow_screen(page, objects):
    log_in(page, "Superuser")
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark")
    addresses = [address_of(route, objects) for route in KEY_PAGES]

    for address in [*addresses, reverse("desk:queue"), "/"]:
        page.goto(address)
        check_accessibility(page)
