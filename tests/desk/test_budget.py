"""A page of the desk asks at most twelve questions, whatever its address says, over few drafts and
over many."""

from itertools import combinations, product

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
from tests.desk.desk import QUEUE, shown, sit_down
from tests.factories import NOON, draft, person, provider, source, topic

pytestmark = pytest.mark.django_db
MOST = 12
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
            name=f"r-{n}", slug=f"r-{n}", title=f"Report {n}", published_at=NOON, story_key=n,
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


def asked(*names):
    return "&".join(f"{name}={FILTERS[name]}" for name in names)


def narrowings():
    """Each filter by itself, all pairs, the triples of names, and all together."""
    ones = [asked(name) for name in FILTERS]
    pairs = [asked(*pair) for pair in combinations(FILTERS, 2)]
    triples = [asked(*triple) for triple in combinations(NAMES, 3)]
    return ["", *ones, *pairs, *triples, asked(*NAMES), asked(*FILTERS)]


def each_at_a_place():
    """Every narrowing, at a place in the usual order."""
    return [f"{QUEUE}?{narrowing}&at={{place}}" for narrowing in narrowings()]


def by_the_script():
    """What the desk's script asks for, in each order."""
    ahead = reverse("desk:ahead")
    return [f"{ahead}?order={order}&{asked(*FILTERS)}&at={{place}}" for order in ORDERS]


def crowded():
    """What asks for much, in each order, from each place on, with a question on the way."""
    asks = ["", asked("provider"), asked("topic", "q", "ready"), asked(*NAMES), asked(*FILTERS)]
    return [
        f"{QUEUE}?order={order}&{narrowing}&{place}&why={{why}}"
        for order, narrowing, place in product(ORDERS, asks, PLACES)
    ]


def counts(client, desk, addresses):
    """Return how many questions each address takes."""
    drafts = Article.objects.drafts().order_by("pk")
    known = {
        "place": drafts[3].pk,
        "last": drafts.order_by("quality", "published_at", "pk")[0].pk,
        "elsewhere": desk["elsewhere"],
        "run": desk["run"].pk,
        "why": desk["why"],
    }
    return {each: most_on_the_way(client, each.format(**known)) for each in addresses}


def queries_and_next(client, address):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code in {200, 302}
    return len(captured), response.headers.get("Location", "")


def most_on_the_way(client, address):
    """Return the most questions of the pages that lead to where an address leads."""
    most = 0
    while address:
        number, address = queries_and_next(client, address)
        most = max(most, number)
    return most


@pytest.mark.parametrize(
    ("role", "addresses"),
    [
        ("Editor", each_at_a_place()),
        ("Editor", crowded()),
        ("Reviewer", [*crowded()[4::5], *by_the_script()]),
    ],
    ids=["each narrowing", "each place in each order", "a reviewer's"],
)
def test_whatever_an_address_says_a_page_takes_few_questions(client, desk, role, addresses):
    desk["why"] = reject(draft(title="Why"), by=sit_down(client, role)).pk
    client.get(QUEUE)

    fill(desk, 0, 10)
    everything = client.get(f"{QUEUE}?{asked(*FILTERS)}".format(run=desk["run"].pk))
    assert shown(everything) == "Report 9"
    few = counts(client, desk, addresses)
    fill(desk, 10, 990)
    many = counts(client, desk, addresses)

    assert {each: number for each, number in many.items() if number > MOST} == {}
    assert {each: (few[each], many[each]) for each in few if few[each] != many[each]} == {}
