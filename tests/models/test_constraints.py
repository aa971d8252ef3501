"""Constraints of the database refuse impossible rows."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from articles.models import (
    Article,
    ArticleTopic,
    BulkAction,
    BulkActionItem,
    Conflict,
    Event,
    Heartbeat,
    ImageFetch,
    ImportItem,
    ImportRun,
    PublishingRule,
    PublishItem,
    PublishRun,
    RelatedLink,
    Rendition,
    RuleChange,
    SeedFile,
    Source,
    StoredImage,
    Topic,
)
from tests.factories import (
    NOON,
    article,
    draft,
    link,
    person,
    provider,
    published_article,
    rule,
    source,
    stored_image,
    topic,
)

pytestmark = pytest.mark.django_db


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


ARTICLES = {
    "an unknown status": {"status": "live"},
    "no status": {"status": ""},
    "published without knowing since when": {"status": "published"},
    "a draft that went live": {"went_live_at": NOON},
    "rejected that went live": {"status": "rejected", "went_live_at": NOON},
    "held and published": {"status": "published", "went_live_at": NOON, "held": True},
    "held and rejected": {"status": "rejected", "held": True},
    "held and archived": {"status": "archived", "held": True},
    "scheduled and published": {
        "status": "published",
        "went_live_at": NOON,
        "scheduled_for": NOON,
    },
    "scheduled and archived": {"status": "archived", "scheduled_for": NOON},
    "rejected with a time to come down": {"status": "rejected", "expires_at": NOON},
    "archived with a time to come down": {"status": "archived", "expires_at": NOON},
    "featured without being live": {"featured_at": NOON, "featured_until": NOON},
    "featured without an end": {"status": "published", "went_live_at": NOON, "featured_at": NOON},
    "down when it goes live": {"scheduled_for": NOON, "expires_at": NOON},
    "down before it goes live": {"scheduled_for": NOON, "expires_at": NOON - timedelta(hours=1)},
    "version nought": {"version": 0},
    "no name": {"name": ""},
    "a negative quality": {"quality": -1},
    "a negative count of coverage": {"related_count": -1},
    "no time": {"published_at": None},
    "no key to find it by": {"title_time_hash": None},
}


@pytest.mark.parametrize("columns", ARTICLES.values(), ids=ARTICLES)
def test_article_refuses_impossible_columns(columns):
    made = draft()

    refused(lambda: Article.objects.filter(pk=made.pk).update(**columns))


def publish_run():
    return PublishRun.objects.get_or_create(pk=1)[0]


def bulk_run():
    return BulkAction.objects.get_or_create(pk=1, verb="held")[0]


def seed_file(**columns):
    return SeedFile.objects.create(
        **{"source": source(), "path": "heron.md", "digest": b"", "content": b""} | columns
    )


DUPLICATES = {
    "name of a source": lambda made: Source.objects.create(name="harbour"),
    "domain of a provider": lambda made: provider("gull.example"),
    "name of a topic": lambda made: topic("Fog", slug=uuid4()),
    "slug of a topic": lambda made: topic(str(uuid4()), slug="fog"),
    "name in a source": lambda made: article(name="heron", slug=uuid4()),
    "slug of an article": lambda made: article(name=uuid4(), slug="heron"),
    "position of a link": lambda made: RelatedLink.objects.create(
        article=made, position=0, title="Fog"
    ),
    "shape of a rendition": lambda made: Rendition.objects.create(
        image=StoredImage.objects.first() or stored_image(),
        name="card",
        format="avif",
        file="b.avif",
    ),
    "digest of a stored image": lambda made: stored_image(digest="a" * 64),
    "address of an image fetch": lambda made: ImageFetch.objects.create(
        url="https://gull.example/other.jpg", url_digest="a" * 64
    ),
    "version of an event": lambda made: Event.objects.create(
        article=made, version=2, at=NOON, verb="edited"
    ),
    "file of an article": lambda made: seed_file(name=uuid4(), article=made),
    "name, kind and source of a file": lambda made: seed_file(name="heron"),
    "article in a publish run": lambda made: PublishItem.objects.create(
        run=publish_run(), article=made, reasons=1, version=1
    ),
    "article in a bulk action": lambda made: BulkActionItem.objects.create(
        bulk_action=bulk_run(), article=made, version=1
    ),
    "worker of a heartbeat": lambda made: Heartbeat.objects.create(worker="here:1:2", at=NOON),
    "version of a rule": lambda made: RuleChange.objects.create(
        rule=PublishingRule.objects.get(), name="Fog", version=2, at=NOON
    ),
}


@pytest.mark.parametrize("create", DUPLICATES.values(), ids=DUPLICATES)
def test_duplicate_is_refused(create):
    made = draft()
    create(made)

    refused(lambda: create(made))


INVALID = {
    "provider without a domain": lambda: provider("", name="Tidewire"),
    "event of an unknown verb": lambda: Event.objects.create(
        article=draft(), version=2, at=NOON, verb="liked"
    ),
    "event of the system with an actor": lambda: Event.objects.create(
        article=draft(), version=2, at=NOON, verb="held", by_system=True, actor=person()
    ),
    "image fetch in an unknown state": lambda: ImageFetch.objects.create(
        url="https://gull.example/a.jpg", url_digest="a" * 64, state="lost"
    ),
    "stored image without a width": lambda: stored_image(width=0),
    "stored image with a focal point outside": lambda: stored_image(focal_x=101),
    "rendition without file or reason": lambda: Rendition.objects.create(
        image=stored_image(), name="card", format="avif"
    ),
    "import in an unknown state": lambda: a_run("lost"),
    "publish run in an unknown state": lambda: PublishRun.objects.create(state="lost"),
    "bulk action in an unknown state": lambda: BulkAction.objects.create(verb="held", state="lost"),
    "bulk action of an unknown verb": lambda: BulkAction.objects.create(verb="liked"),
    "import item with an unknown outcome": lambda: ImportItem.objects.create(
        run=a_run("done"), path="a.md", outcome="lost"
    ),
    "bulk item with an unknown outcome": lambda: BulkActionItem.objects.create(
        bulk_action=bulk_run(), version=1, outcome="lost"
    ),
}


@pytest.mark.parametrize("create", INVALID.values(), ids=INVALID)
def test_invalid_row_is_refused(create):
    refused(create)


def test_article_name_may_repeat_in_another_source():
    draft(name="heron", slug="heron")

    assert article(name="heron", slug="heron-2", source=source("other")).pk


def test_article_topic_is_unique_by_topic_and_position():
    made, fog = draft(topics=(topic("Harbours"),)), topic("Fog")

    refused(lambda: ArticleTopic.objects.create(article=made, topic=fog, position=0))
    refused(
        lambda: ArticleTopic.objects.create(
            article=made, topic=Topic.objects.get(name="Harbours"), position=1
        )
    )


def a_conflict(**changes):
    columns = {"field": "title", "created_at": NOON} | changes
    return Conflict.objects.create(**columns)


def test_conflict_is_unique_by_open_field():
    made = draft()
    a_conflict(article=made)
    a_conflict(article=made, field="excerpt")
    a_conflict(article=made, resolved_at=NOON, resolution="ours")
    a_conflict(article=made, resolved_at=NOON, resolution="source")

    refused(lambda: a_conflict(article=made))


@pytest.mark.parametrize("ending", [{"resolved_at": NOON}, {"resolution": "ours"}])
def test_resolved_conflict_requires_time_and_resolution(ending):
    made = draft()

    refused(lambda: a_conflict(article=made, **ending))


def a_run(state, of="default"):
    return ImportRun.objects.create(source=source(of), label="site", state=state)


@pytest.mark.parametrize("second", ["queued", "running", "undoing"])
@pytest.mark.parametrize("first", ["queued", "running", "undoing"])
def test_source_has_one_active_import(first, second):
    a_run(first)
    a_run(first, of="other")

    refused(lambda: a_run(second))


@pytest.mark.parametrize("ended", ["done", "cancelled", "failed", "undone"])
def test_source_may_have_many_finished_imports(ended):
    a_run(ended), a_run(ended), a_run("running")

    assert ImportRun.objects.count() == 3


def test_rule_scope_is_unique():
    wire, fog = provider(), topic("Fog")
    scopes: list[dict[str, Any]] = [
        {"provider": wire},
        {"topic": fog},
        {"type": "video"},
        {"provider": wire, "topic": fog},
        {"provider": wire, "topic": fog, "type": "video"},
    ]
    for scope in scopes:
        PublishingRule.objects.create(name="A rule", **scope)

    for scope in [{}, *scopes]:
        refused(lambda scope=scope: PublishingRule.objects.create(name="Again", **scope))


def test_corroborated_threshold_is_not_higher():
    PublishingRule.objects.update(threshold=60, corroborated_threshold=60)

    refused(lambda: PublishingRule.objects.update(corroborated_threshold=61))


@pytest.mark.parametrize("field", ["threshold", "corroborated_threshold"])
def test_threshold_is_not_negative(field):
    refused(lambda: PublishingRule.objects.update(**{field: -1}))


def test_article_may_expire_after_its_schedule():
    later = NOON + timedelta(seconds=1)

    assert draft(scheduled_for=NOON, expires_at=later).pk
    assert published_article(expires_at=NOON).pk


def test_deleting_a_user_keeps_assigned_articles():
    ann = person()
    made = draft(assigned_to=ann)

    ann.delete()

    assert Article.objects.get(pk=made.pk).assigned_to is None


def test_sources_providers_and_topics_of_articles_are_protected():
    fog, wire = topic("Fog"), provider()
    made = published_article(provider=wire, topics=(fog,))

    for noun in (fog, wire, made.source):
        with pytest.raises(ProtectedError):
            noun.delete()


@pytest.mark.parametrize(("make", "scope"), [(provider, "provider"), (topic, "topic")])
def test_deleting_the_scope_of_a_rule_is_refused(make, scope):
    noun = make()
    rule(**{scope: noun})

    with pytest.raises(ProtectedError):
        noun.delete()


def test_deleting_a_target_keeps_the_link():
    target, made = draft(), draft()
    of = link(made, target=target)

    target.delete()

    of.refresh_from_db()
    assert of.target is None


def test_deleting_an_article_keeps_items_of_runs():
    run, made = PublishRun.objects.create(), draft()
    item = PublishItem.objects.create(run=run, article=made, reasons=1, version=1)

    made.delete()

    item.refresh_from_db()
    assert item.article is None
