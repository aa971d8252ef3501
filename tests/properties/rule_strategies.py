"""Strategies for publishing rules and articles, and a function that stores the articles."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from articles.models import Article, ArticleTopic, Provider, Status, Topic
from articles.publishing.policy import Rule
from articles.seeds.cleaning import INVISIBLE
from tests.factories import NOON, set_hashes, source, stored_image

PROVIDERS = ("tidewire.example", "gull.example", "Gull.example")
TOPICS = ("Harbours", "harbours", "Gulls", "Tides & tables")
TYPES = ("", "article", "video", "Video")
QUALITIES = st.one_of(st.none(), st.sampled_from([0, 49, 50, 51, 69, 70, 71, 240]))
THRESHOLDS = st.sampled_from([0, 50, 60, 70, 240])
NAMES = ("a", "a-b", "aa", "ab", "a b", "A", "é", "Z-1", "z", "2031-05-04-a")
"""They sort one way by code point and another by the rules of most languages."""


@st.composite
def rules(draw):
    threshold = draw(THRESHOLDS)
    return Rule(
        name="A rule",
        threshold=threshold,
        corroborated_threshold=draw(st.one_of(st.none(), st.integers(0, threshold))),
        recommended_threshold=draw(st.one_of(st.none(), st.integers(0, threshold))),
        leads_only=draw(st.booleans()),
        topic=draw(st.sampled_from(["", "", *TOPICS, "Unknown"])),
        provider=draw(st.sampled_from(["", "", *PROVIDERS, "unknown.example"])),
        type=draw(st.sampled_from(["", *TYPES])),
        needs_picture=draw(st.booleans()),
        manual_only=draw(st.sampled_from([False, False, False, True])),
    )


LATER = datetime(2131, 6, 1, tzinfo=UTC)
STATES = [
    {"status": Status.DRAFT},
    {"status": Status.DRAFT},
    {"status": Status.DRAFT, "held": True},
    {"status": Status.DRAFT, "scheduled_for": datetime(2031, 6, 1, tzinfo=UTC)},
    {"status": Status.DRAFT, "held": True, "scheduled_for": datetime(2031, 6, 1, tzinfo=UTC)},
    {"status": Status.DRAFT, "expires_at": datetime(2001, 6, 1, tzinfo=UTC)},
    {"status": Status.DRAFT, "expires_at": LATER},
    {"status": Status.PUBLISHED, "went_live_at": NOON},
    {"status": Status.REJECTED},
    {"status": Status.ARCHIVED},
]
FREE = [{"status": Status.DRAFT}, {"status": Status.DRAFT, "expires_at": LATER}]
ARTICLES = st.fixed_dictionaries(
    {
        "state": st.sampled_from(STATES),
        "title": st.one_of(
            st.sampled_from(["", "A title", "A title", "\u200b"]),
            st.text(st.sampled_from([*INVISIBLE, "a", "\u0301"]), max_size=4),
        ),
        "web_url": st.sampled_from(["", "https://tidewire.example/a"]),
        "original_url": st.sampled_from(["", "https://tidewire.example/o"]),
        "body": st.sampled_from(["", "A text."]),
        "type": st.sampled_from(TYPES),
        "quality": QUALITIES,
        "recommended": st.booleans(),
        "related_count": st.integers(0, 2),
        "top_related_quality": QUALITIES,
        "top_related_name": st.sampled_from(["", *NAMES]),
        "provider": st.one_of(st.none(), st.sampled_from(PROVIDERS)),
        "has_picture": st.booleans(),
        "topics": st.lists(st.sampled_from(TOPICS), unique=True),
    }
)


def store(articles):
    providers = {domain: Provider.objects.create(domain=domain, name="P") for domain in PROVIDERS}
    topics = {
        name: Topic.objects.create(name=name, slug=f"topic-{n}") for n, name in enumerate(TOPICS)
    }
    image = stored_image()
    others = {"state", "topics", "has_picture"}
    for name, facts in articles.items():
        columns = {key: value for key, value in facts.items() if key not in others}
        columns["lead_image"] = image if facts["has_picture"] else None
        columns["provider"] = providers.get(facts["provider"])
        article = Article(
            source=source(), name=name, slug=name, published_at=NOON, **columns, **facts["state"]
        )
        set_hashes(article)
        article.save()
        for position, topic in enumerate(facts["topics"]):
            ArticleTopic.objects.create(article=article, topic=topics[topic], position=position)
