"""Which fetches an article or a provider declares."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.images.uses import fetch_address, store_uses
from articles.models import ImageFetch, ImageUse
from articles.seeds.limits import LIMITS
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HERON, TIDE = "https://tidewire.example/heron.jpg", "https://tidewire.example/tide.jpg"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (HERON, HERON),
        ("HTTP://tidewire.example/heron.jpg", "HTTP://tidewire.example/heron.jpg"),
        ("heron.jpg", "seed:harbour/_news/heron.jpg"),
        ("./my%20heron.jpg", "seed:harbour/_news/my heron.jpg"),
        ("../pictures/heron.jpg?w=300", "seed:harbour/pictures/heron.jpg"),
        ("/pictures/heron.jpg", "seed:harbour/pictures/heron.jpg"),
        ("//heron.jpg", ""),
        ("Graureiher-ü.png", "seed:harbour/_news/Graureiher-ü.png"),
        ("/tmp/secret.png", "seed:harbour/tmp/secret.png"),
        ("..heron.jpg", "seed:harbour/_news/..heron.jpg"),
        ("../../heron.jpg", ""),
        ("pictures/../../../heron.jpg", ""),
        ("%2e%2e/%2e%2e/heron.jpg", ""),
        ("/../heron.jpg", ""),
        ("..", ""),
        ("/", ""),
        ("%00.jpg", ""),
        ("a" * LIMITS.address, ""),
        ("//cdn.example/heron.jpg", ""),
        ("data:image/png;base64,AAAA", ""),
        ("https://", ""),
        (f"https://{'a' * 300}.example/heron.jpg", ""),
        ("https://[heron", ""),
        ("", ""),
    ],
)
def test_fetch_address(url, address):
    assert fetch_address(url, source="harbour", seed_path="_news/heron.md") == address


def test_addresses_of_sources_with_slashes_differ():
    one = fetch_address("c.png", source="a/b", seed_path="d.md")
    assert one != fetch_address("/b/c.png", source="a", seed_path="d.md")


def test_no_relative_address_without_a_source():
    assert fetch_address("heron.jpg") == ""


def test_uses_follow_what_is_declared():
    article = factories.draft()
    store_uses(
        "article", {article.pk: [HERON, "", TIDE, HERON]}, pages={article.pk: "https://x.example/"}
    )
    found = article.image_uses.values_list("fetch__url", "position", "fetch__page_url")
    assert [*found] == [(HERON, 0, "https://x.example/"), (TIDE, 2, "https://x.example/")]
    store_uses("article", {article.pk: [TIDE]})
    assert [*article.image_uses.values_list("fetch__url", "position")] == [(TIDE, 0)]
    assert ImageFetch.objects.count() == 2


def test_storing_the_same_again_writes_nothing():
    article, provider = factories.draft(), factories.provider()
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            store_uses("article", {article.pk: [HERON, TIDE]})
            store_uses("provider", {provider.pk: [HERON]})
    assert not [
        query for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    assert (ImageUse.objects.count(), ImageFetch.objects.count()) == (3, 2)
