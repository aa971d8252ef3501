"""Every page of the admin, as its table of routes has them: axe finds nothing, and it fits."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from tests.admin.made import one_of_each
from tests.admin.routes import NOBODY, ROUTES, TABLE, address_of
from tests.browser.staff import AXE, log_in
from tests.factories import person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("roles_and_rule"),
]


@pytest.fixture
def addresses():
    """Return the addresses that show a whole page; of a part of one, a file or a way on, none."""
    things, client = one_of_each(), Client()
    client.force_login(person("Superuser"))
    looked_at = (route for route in sorted(ROUTES) if TABLE[route][0] != NOBODY)
    found = {address_of(route, things): None for route in looked_at if route != "logout"}
    return [address for address in found if _is_page(client.get(address))]


def _is_page(answer):
    return (
        answer.status_code == 200
        and not answer.streaming
        and answer.content.lstrip().lower().startswith(b"<!doctype html")
    )


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_everybody_can_use_every_page(page, addresses, width, scheme):
    """WCAG 2.2 AA, as far as axe can tell, wide and narrow, light and dark."""
    log_in(page, "Superuser")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    wrong = {}

    for address in addresses:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong[address] = "wider than the window"
        found = Axe().run(page, options=AXE)
        if found.violations_count:
            wrong[address] = found.generate_report()

    assert not wrong, "\n".join(f"{address}: {what}" for address, what in wrong.items())
    assert len(addresses) > 50
