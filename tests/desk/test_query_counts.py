"""The number of queries of a desk page does not grow with the number of rows."""

import pytest
from django.urls import reverse

from articles.content.thresholds import refresh_all_thresholds
from articles.models import (
    Article,
    ArticleTopic,
    Claim,
    Conflict,
    ImportItem,
    ImportRun,
    Provider,
    PublishingRule,
    RelatedLink,
)
from articles.search.backends import index_articles
from tests.desk.desk import QUEUE, log_in, queries, shown
from tests.factories import NOON, declared_image, person, provider, source, stored_images, topic

pytestmark = pytest.mark.django_db
FILTERS = {
    "provider": "tidewire.example",
    "topic": "Harbours",
    "source": "default",
    "assigned": "rosa",
    "run": "import:{run}",
    "q": "tidewire report",
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
"""Every filter of the desk, each with a value that all drafts of these tests pass."""
AHEAD = reverse("desk:ahead")
ADDRESSES = [
    f"{QUEUE}?at={{draft}}",
    f"{QUEUE}?order=newest&after={{draft}}",
    f"{QUEUE}?order=hottest&assigned=rosa&at={{draft}}",
    f"{QUEUE}?order=story&provider=tidewire.example&at={{draft}}",
    f"{QUEUE}?q=tidewire+report&at={{draft}}",
    f"{QUEUE}?topic=Harbours&ready=no&at={{draft}}",
    f"{QUEUE}?" + "&".join(f"{name}={value}" for name, value in FILTERS.items()),
    f"{AHEAD}?at={{draft}}",
    f"{AHEAD}?order=story&q=report&at={{draft}}",
    reverse("desk:my_work"),
    reverse("desk:bulk"),
    reverse("desk:filter"),
]


@pytest.fixture
def shared():
    """What all drafts have, and a rule with a scope."""
    harbours = topic()
    PublishingRule.objects.create(
        name="Harbours", threshold=80, corroborated_threshold=80, topic=harbours
    )
    run = ImportRun.objects.create(source=source(), label="a.zip")
    return {"topic": harbours, "rosa": person(username="rosa"), "run": run}


def fill(shared, first, count):
    """Add drafts that have everything and are related to the first of them."""
    tidewire = Provider.objects.filter(domain="tidewire.example").first() or provider()
    made = Article.objects.bulk_create(
        Article(
            source=source(), provider=tidewire, assigned_to=shared["rosa"], type="article",
            name=f"r-{n}", slug=f"r-{n}", title=f"Report {n}", published_at=NOON, title_time_hash=n,
            top_related_quality=99 if n % 2 else None, top_related_name="2031-05-04-top",
            quality=10 + n % 50, heat=n % 7, web_url=f"https://p.example/{n}", related_count=1,
            lead_image=image, images=[declared_image()],
        )
        for n, image in enumerate(stored_images(count), first)
    )  # fmt: skip
    index_articles([each.pk for each in made])
    ArticleTopic.objects.bulk_create(
        ArticleTopic(article=each, topic=shared["topic"], position=0) for each in made
    )
    ImportItem.objects.bulk_create(
        ImportItem(run=shared["run"], article=each, path=f"{each.name}.md", outcome="created")
        for each in made
    )
    RelatedLink.objects.bulk_create(
        RelatedLink(article=each, position=0, title="Said", target=made[0]) for each in made[1:]
    )
    Conflict.objects.bulk_create(
        Conflict(article=each, field="title", base="a", ours="b", source="c", created_at=NOON)
        for each in made
    )
    refresh_all_thresholds()


def unclaimed(client, address):
    """Return the number of queries of a page that claims all its drafts."""
    Claim.objects.all().delete()
    return queries(client, address)


def test_desk_pages_take_the_same_queries_at_10_and_at_1000_drafts(client, shared):
    log_in(client)
    client.get(QUEUE)
    fill(shared, 0, 10)
    draft = Article.objects.get(title="Report 3").pk
    addresses = [each.format(draft=draft, run=shared["run"].pk) for each in ADDRESSES]
    assert shown(client.get(addresses[6])) == "Report 8"
    few = {each: unclaimed(client, each) for each in addresses}

    fill(shared, 10, 990)

    many = {each: unclaimed(client, each) for each in addresses}
    assert {each: (few[each], many[each]) for each in few if few[each] != many[each]} == {}
