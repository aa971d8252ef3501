"""Articles that readers must not learn of, with a canary in each text, and one that they see."""

from datetime import timedelta
from typing import Any

from articles.models import Article, ImportRun, Status
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.transitions import archive, publish, unpublish
from tests.factories import (
    NOON,
    in_status,
    link,
    provider,
    published_article,
    rendition,
    source,
    stored_image,
    topic,
)

CANARY = "Xq7canary"
"""No answer may contain this, nor BAIT, unless the address that was requested does."""
BAIT = "bait"
PLACES = (
    "title", "excerpt", "body", "featured", "related", "related-provider", "alt", "provider",
    "topic",
)  # fmt: skip
"""What a page of a published article shows; the canary of each is `canary(place)`."""
TOMORROW = NOON + timedelta(days=2)
STATES: dict[str, dict[str, Any]] = {
    "draft": {},
    "held": {"held": True},
    "scheduled": {"scheduled_for": TOMORROW},
    "rejected": {"status": Status.REJECTED},
    "archived": {"status": Status.ARCHIVED},
}


def canary(place: str) -> str:
    return f"{CANARY}-{place}"


def store_visible() -> Article:
    """Store published articles; the one that is returned has the slug "shown"."""
    tidewire = provider(icon=stored_image())
    harbours = topic(services={"news": "https://x.example"}, parent=topic("Coast"))
    lead = stored_image(alt_text="A quay")
    for shape in ("list", "card", "wide", "hero", "social"):
        rendition(lead, shape)
    about: dict[str, Any] = {"provider": tidewire, "topics": (harbours,)}
    published_article(title="Visible too", slug="shown-too", **about)
    about |= {"title": "A heron reads the tide tables", "excerpt": "Twice.", "lead_image": lead}
    shown = published_article(slug="shown", **about)
    link(shown, title="Elsewhere", web_url="https://other.example/1")
    link(shown, title="Reported too", web_url="https://other.example/2")
    return shown


def store_hidden(shown: Article) -> list[Article]:
    """Store an article in each state, more that left the site again, and links to them."""
    harbours = shown.topics.get()
    names = {"topic": topic(canary("topic"), slug=BAIT, parent=harbours, services={"news": "x"})}
    source_of_bait = provider(
        f"{BAIT}.example",
        name=canary("provider"),
        description=canary("provider-text"),
        icon=_picture(),
    )
    named = provider(f"related.{BAIT}.example", name=canary("related-provider"))
    made = []
    for state, columns in STATES.items():
        for number, each in enumerate((source_of_bait, shown.provider)):
            topics = (names["topic"], harbours)[:: 1 - 2 * number]
            made.append(_hidden(f"{state}-{number}", provider=each, topics=topics, **columns))
    for leave in (unpublish, archive):
        left = _hidden(f"{leave.__name__}-later", provider=shown.provider, topics=(harbours,))
        publish(left, by=SYSTEM)
        leave(left, by=SYSTEM)
        made.append(left)
    for hidden in made:
        link(
            hidden,
            title=canary("related"),
            excerpt=canary("related-excerpt"),
            web_url=f"https://{BAIT}.example/related",
            provider=named,
        )
    shown.links.filter(position=0).update(target=made[0])
    Article.objects.filter(pk=shown.pk).update(
        top_related_name=made[0].name, top_related_quality=made[0].quality
    )
    return made


def change_hidden(made: Article) -> None:
    """Change a hidden draft, as an editor and an import do."""
    edit(made, {"title": f"{canary('title')} again"}, by=SYSTEM)
    ImportRun.objects.create(source=source(), label="x", heartbeat=TOMORROW)


def publish_hidden(made: list[Article]) -> None:
    keys = [each.pk for each in made]
    live = {"status": Status.PUBLISHED, "went_live_at": NOON}
    Article.objects.filter(pk__in=keys).update(held=False, scheduled_for=None, **live)


def _picture() -> Any:
    image = stored_image(alt_text=canary("alt"), credit=canary("credit"), file=f"images/{BAIT}.jpg")
    for shape in ("icon", "list", "card", "wide", "hero", "social"):
        rendition(image, shape, file=f"renditions/{BAIT}.jpg")
    return image


def _hidden(name: str, **columns: Any) -> Article:
    return in_status(
        columns.pop("status", Status.DRAFT),
        name=f"2031-05-03-{BAIT}-{name}",
        slug=f"{BAIT}-{name}",
        title=f"Heron {canary('title')} {name}",
        excerpt=f"Twice. {canary('excerpt')}",
        body=f"{canary('body')} heron",
        featured_content=f"<p>{canary('featured')}</p>",
        category=canary("category"),
        type="video",
        web_url=f"https://{BAIT}.example/{name}",
        original_url=f"https://{BAIT}.example/original",
        published_at=NOON - timedelta(days=3),
        quality=99,
        lead_image=_picture(),
        **columns,
    )
