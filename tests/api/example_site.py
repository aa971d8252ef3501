"""The articles of the examples in docs/api.md, with fixed keys."""

from datetime import UTC, datetime, timedelta

from articles.api.tokens import PERMISSIONS, make_token
from tests.factories import (
    article,
    link,
    person,
    provider,
    published_article,
    rendition,
    stored_image,
    topic,
)


def store_example_site() -> str:
    """Store two providers, a topic, three published articles and a draft; return a token."""
    tidewire = provider(pk=5, name="Tidewire", description="News from the coast.")
    herald = provider("herald.example", pk=6, name="Coast Herald")
    harbours = topic("Harbours", pk=3, parent=topic("Coast", pk=2))
    lead = stored_image(pk=7, alt_text="A quay at low tide", credit="Tidewire")
    rendition(lead, "card", file="renditions/7-card.jpg")
    storm = published_article(
        pk=17,
        slug="2031-05-04-storm-closes-the-outer-harbour",
        title="Storm closes the outer harbour",
        excerpt="Ferries stay in port until Monday.",
        type="article",
        published_at=datetime(2031, 5, 4, 6, 30, tzinfo=UTC),
        went_live_at=datetime(2031, 5, 4, 7, 5, tzinfo=UTC),
        web_url="https://tidewire.example/storm",
        provider=tidewire,
        topics=(harbours,),
        lead_image=lead,
        quality=92,
    )
    ferries = published_article(
        pk=16,
        slug="2031-05-04-no-ferries-before-monday",
        title="No ferries before Monday",
        type="article",
        published_at=datetime(2031, 5, 4, 6, 10, tzinfo=UTC),
        went_live_at=datetime(2031, 5, 4, 7, 15, tzinfo=UTC),
        web_url="https://herald.example/ferries",
        provider=herald,
        topics=(harbours,),
        quality=71,
    )
    published_article(
        pk=12,
        slug="2031-05-03-a-heron-reads-the-tide-tables",
        title="A heron reads the tide tables",
        type="video",
        published_at=datetime(2031, 5, 3, 18, 0, tzinfo=UTC),
        went_live_at=datetime(2031, 5, 3, 18, 30, tzinfo=UTC),
        web_url="https://tidewire.example/heron",
        provider=tidewire,
        quality=80,
    )
    for one, other in ((storm, ferries), (ferries, storm)):
        link(one, title=other.title, name=other.name, quality=other.quality, target=other)
    article(pk=18, title="Draft of a report on the quay", provider=tidewire, topics=(harbours,))
    owner = person("Managing editor", "ada")
    _, secret = make_token(
        owner, name="scoring system", permissions=PERMISSIONS, lifetime=timedelta(days=90)
    )
    return secret
