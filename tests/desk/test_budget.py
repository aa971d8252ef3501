"""The number of queries of a page of the desk does not grow with the number of drafts."""

from itertools import cycle, product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import (
    Article,
    ArticleTopic,
    Conflict,
    Image,
    ImportItem,
    ImportRun,
    Provider,
    PublishingRule,
    RelatedLink,
)
from articles.workflow.transitions import reject
from tests.desk.desk import QUEUE, shown
from tests.factories import NOON, draft, person, provider, source, topic

pytestmark = pytest.mark.django_db
ORDERS = ["borderline", "newest", "hottest", "story"]
NAMES = {
    "provider": "tidewire.example",
    "topic": "Harbours",
    "source": "default",
    "assigned": "rosa",
    "run": "import:{run}",
    "q": "tidewire report",
}
"""Filters whose values have to be looked up."""
FILTERS = NAMES | {
    "type": "article",
    "quality_from": "1",
    "quality_to": "99",
    "day_from": "2031-01-01",
    "day_to": "2031-12-31",
    "picture": "yes",
    "conflict": "yes",
    "outranked": "no",
    "held": "no",
    "scored": "yes",
    "ready": "no",
    "scheduled": "no",
}
"""All that narrow the queue, each so that the drafts of these tests pass."""
PLACES = ["", "at={place}", "after={place}", "at={elsewhere}", "after={last}"]
"""Where the queue begins. A place that it has no more, and its end, lead elsewhere first."""


@pytest.fixture
def desk():
    """What all drafts have, and a rule for which a place needs its topics."""
    harbours = topic()
    PublishingRule.objects.create(
        name="Harbours", threshold=80, corroborated_threshold=80, topic=harbours
    )
    run = ImportRun.objects.create(source=source(), origin="a.zip")
    gone = draft(title="Gone", published_at=timezone.now())
    reject(gone, by=person("Reviewer"), reason="Not ours")
    return {"topic": harbours, "rosa": person(username="rosa"), "run": run, "elsewhere": gone.pk}


def fill(desk, first, count):
    """Add drafts that have everything and are related to the first of them."""
    tidewire = Provider.objects.filter(domain="tidewire.example").first() or provider()
    made = Article.objects.bulk_create(
        Article(
            source=source(), provider=tidewire, assigned_to=desk["rosa"], type="article",
            name=f"r-{n}", slug=f"r-{n}", title=f"Report {n}", published_at=NOON, title_time_hash=n,
            quality=10 + n % 50, heat=n % 7, web_url=f"https://p.example/{n}", related_count=1,
        )
        for n in range(first, first + count)
    )  # fmt: skip
    ArticleTopic.objects.bulk_create(
        ArticleTopic(article=each, topic=desk["topic"], position=0) for each in made
    )
    Image.objects.bulk_create(Image(article=each, url="a.jpg") for each in made)
    ImportItem.objects.bulk_create(
        ImportItem(run=desk["run"], article=each, path=f"{each.name}.md", outcome="created")
        for each in made
    )
    RelatedLink.objects.bulk_create(
        RelatedLink(article=each, position=0, title="Said", target=made[0]) for each in made[1:]
    )
    Conflict.objects.bulk_create(
        Conflict(article=each, field="title", base="a", mine="b", theirs="c", created_at=NOON)
        for each in made
    )


def asked(names):
    return "&".join(f"{name}={FILTERS[name]}" for name in names)


def each_pair():
    """Yield sets of filters: of any two, some set has both, some the one and some the other."""
    names = [*FILTERS]
    yield from ([], names, NAMES)
    for bit in range(len(names).bit_length()):
        for value in (0, 1):
            yield [name for number, name in enumerate(names) if number >> bit & 1 == value]


def addresses():
    """Return each order from each place on, the sets of filters in turn, and the script's own."""
    pages = product(ORDERS, PLACES)
    filters = cycle(each_pair())
    ahead = reverse("desk:ahead")
    return [
        *(f"{QUEUE}?{asked(names)}&at={{place}}" for names in each_pair()),
        *(
            f"{QUEUE}?order={order}&{asked(next(filters))}&{place}&why={{why}}"
            for order, place in pages
        ),
        *(f"{ahead}?order={order}&{asked(FILTERS)}&at={{place}}" for order in ORDERS),
    ]


def counts(client, desk):
    """Return how many queries each address takes, for each role."""
    drafts = Article.objects.drafts().order_by("pk")
    known = {
        "place": drafts[3].pk,
        "last": drafts.order_by("quality", "published_at", "pk")[0].pk,
        "elsewhere": desk["elsewhere"],
        "run": desk["run"].pk,
        "why": desk["why"],
    }
    found = {}
    for role, asks in {"editor": addresses(), "reviewer": addresses()[::4]}.items():
        client.force_login(desk[role])
        client.get(QUEUE)
        found |= {(role, each): highest_count(client, each.format(**known)) for each in asks}
    return found


def highest_count(client, address):
    """Return the highest number of queries of a page and of those that redirect to it."""
    highest = 0
    while address:
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        assert response.status_code in {200, 302}
        highest = max(highest, len(captured))
        address = response.headers.get("Location", "")
    return highest


def test_queue_with_200_drafts_takes_as_many_queries_as_with_10(client, desk):
    desk |= {"editor": person("Editor"), "reviewer": person("Reviewer")}
    desk["why"] = reject(draft(title="Why"), by=desk["reviewer"]).pk
    fill(desk, 0, 10)
    client.force_login(desk["editor"])
    everything = client.get(f"{QUEUE}?{asked(FILTERS)}".format(run=desk["run"].pk))
    assert shown(everything) == "Report 9"

    few = counts(client, desk)
    fill(desk, 10, 190)
    many = counts(client, desk)

    assert {each: (few[each], many[each]) for each in few if few[each] != many[each]} == {}
