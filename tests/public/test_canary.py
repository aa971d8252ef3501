"""What is hidden changes nothing that readers and programs see, and none of it appears."""

from typing import Any

from articles.listing.public_filters import PublicArticleFilter
from tests.public.hidden import (
    BAIT,
    CANARY,
    PLACES,
    canary,
    change_hidden,
    publish_hidden,
    store_hidden,
    store_visible,
)
from tests.public.routes import FILTERS, ROWS, public_routes

COMPARED_HEADERS = ("Content-Type", "Location", "Link", "Content-Length", "ETag")


def answers(client) -> dict[str, tuple[int, str, dict[str, Any]]]:
    """Return the status, text and headers of each address in the table."""
    found = {}
    for address in (address for addresses in ROWS.values() for address in addresses):
        response = client.get(address)
        headers = {name: response.get(name) for name in COMPARED_HEADERS}
        found[address] = response.status_code, response.getvalue().decode(), headers
    return found


def test_every_public_route_has_a_row():
    routes = {*public_routes()}

    missing = sorted(routes - {*ROWS})
    assert not missing, (
        f"{missing} are new: add a row to ROWS in tests/public/routes.py with the addresses to"
        " request, so that test_canary.py shows that they keep hidden articles hidden."
    )
    assert not {*ROWS} - routes, "Remove these rows from ROWS in tests/public/routes.py."


def test_every_filter_of_readers_has_values():
    assert {*FILTERS} == {*PublicArticleFilter.base_filters}, "Add it to FILTERS in routes.py."


def test_hidden_articles_change_no_answer(client):
    shown = store_visible()
    before = answers(client)
    hidden = store_hidden(shown)
    change_hidden(hidden[0])

    after = answers(client)
    hidden_pages = {
        f"/news/{made.slug}/": client.get(f"/news/{made.slug}/").getvalue().decode()
        for made in hidden
    }

    assert [address for address, (status, *_) in before.items() if status >= 500] == []
    assert [address for address in before if before[address] != after[address]] == []
    texts = {address: text for address, (_, text, _) in after.items()} | hidden_pages
    assert [a for a, text in texts.items() if CANARY in text and CANARY not in a] == []
    assert [a for a, text in texts.items() if BAIT in text and BAIT not in a] == []


def test_canaries_appear_when_their_articles_are_published(client):
    """Otherwise the test above could not fail."""
    hidden = store_hidden(store_visible())

    publish_hidden(hidden)

    pages = [client.get(f"/news/{made.slug}/").getvalue().decode() for made in hidden]
    assert [place for place in PLACES if canary(place) not in "".join(pages)] == []
