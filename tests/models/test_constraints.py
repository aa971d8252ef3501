"""What must always hold is a constraint of the database."""

from datetime import timedelta
from typing import Any

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
    Image,
    ImportItem,
    ImportRun,
    Provider,
    PublishingRule,
    PublishItem,
    PublishRun,
    RelatedLink,
    Rendition,
    RuleChange,
    SeedFile,
    Source,
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


def test_article_name_is_unique_in_its_source():
    draft(name="heron", slug="heron")

    refused(lambda: article(name="heron", slug="other"))


def test_article_name_may_repeat_in_another_source():
    draft(name="heron", slug="heron")

    assert article(name="heron", slug="heron-2", source=source("other")).pk


def test_article_slug_is_unique():
    draft(slug="heron")

    refused(lambda: article(slug="heron"))


def test_source_provider_and_topic_are_unique():
    source("default"), provider("tidewire.example"), topic("Harbours")

    refused(lambda: Source.objects.create(name="default"))
    refused(lambda: Provider.objects.create(domain="tidewire.example"))
    refused(lambda: Topic.objects.create(name="Harbours", slug="other"))
    refused(lambda: Topic.objects.create(name="Other", slug="harbours"))


def test_provider_requires_a_domain():
    refused(lambda: Provider.objects.create(domain="", name="Tidewire"))


def test_article_topic_is_unique_by_topic_and_position():
    made, fog = draft(topics=(topic("Harbours"),)), topic("Fog")

    refused(lambda: ArticleTopic.objects.create(article=made, topic=fog, position=0))
    refused(
        lambda: ArticleTopic.objects.create(
            article=made, topic=Topic.objects.get(name="Harbours"), position=1
        )
    )


def test_link_position_is_unique():
    made = draft()
    link(made, position=0)

    refused(lambda: RelatedLink.objects.create(article=made, position=0, title="Fog"))


def test_image_has_exactly_one_owner():
    made = draft()
    of_link, wire = link(made), provider()

    refused(lambda: Image.objects.create(url="a.png"))
    refused(lambda: Image.objects.create(url="a.png", article=made, link=of_link))
    refused(lambda: Image.objects.create(url="a.png", article=made, provider=wire))
    refused(lambda: Image.objects.create(url="a.png", link=of_link, provider=wire))


@pytest.mark.parametrize("owner", ["article", "link", "provider"])
def test_image_position_is_unique(owner):
    made = draft()
    owners = {"article": made, "link": link(made), "provider": provider()}
    Image.objects.create(url="a.png", position=0, **{owner: owners[owner]})

    refused(lambda: Image.objects.create(url="b.png", position=0, **{owner: owners[owner]}))
    for other in owners.keys() - {owner}:
        Image.objects.create(url="a.png", position=0, **{other: owners[other]})


def test_rendition_is_unique_by_format_and_width():
    image = Image.objects.create(url="a.png", article=draft())
    made = {"image": image, "format": "webp", "width": 320, "height": 200}
    Rendition.objects.create(**made)

    refused(lambda: Rendition.objects.create(**made))


def test_event_version_is_unique():
    made = draft()

    refused(lambda: Event.objects.create(article=made, version=1, at=NOON, verb="edited"))


def test_event_requires_a_known_verb():
    made = draft()

    refused(lambda: Event.objects.create(article=made, version=2, at=NOON, verb="liked"))


def test_seed_file_is_unique_by_source_kind_and_name():
    made = {"source": source(), "name": "heron", "path": "heron.md", "digest": b"", "content": b""}
    SeedFile.objects.create(kind="article", **made)
    SeedFile.objects.create(kind="organisation", **made)

    refused(lambda: SeedFile.objects.create(kind="article", **made))


def test_seed_file_article_is_unique():
    made = {"source": source(), "path": "heron.md", "digest": b"", "content": b""}
    one = draft()
    SeedFile.objects.create(name="a", article=one, **made)

    refused(lambda: SeedFile.objects.create(name="b", article=one, **made))


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


def test_run_requires_a_known_state():
    refused(lambda: a_run("lost"))
    refused(lambda: PublishRun.objects.create(state="lost"))


def test_import_item_requires_a_known_outcome():
    run = a_run("done")

    refused(lambda: ImportItem.objects.create(run=run, path="a.md", outcome="lost"))


def test_publish_item_is_unique_by_article():
    run, made = PublishRun.objects.create(), draft()
    verdict = {"run": run, "article": made, "reasons": 1, "version": 1}
    PublishItem.objects.create(**verdict)

    refused(lambda: PublishItem.objects.create(**verdict))


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


def test_batch_item_is_unique_by_article():
    job, made = BulkAction.objects.create(verb="held"), draft()
    BulkActionItem.objects.create(bulk_action=job, article=made, version=1)

    refused(lambda: BulkActionItem.objects.create(bulk_action=job, article=made, version=1))
    other = BulkAction.objects.create(verb="held")
    assert BulkActionItem.objects.create(bulk_action=other, article=made, version=1).pk


@pytest.mark.parametrize("columns", [{"verb": "liked"}, {"verb": "held", "state": "lost"}])
def test_batch_requires_a_known_verb_and_state(columns):
    refused(lambda: BulkAction.objects.create(**columns))


def test_batch_item_requires_a_known_outcome():
    job = BulkAction.objects.create(verb="held")

    refused(lambda: BulkActionItem.objects.create(bulk_action=job, version=1, outcome="lost"))


def test_heartbeat_is_unique_by_worker():
    Heartbeat.objects.create(worker="here:1:2", at=NOON)

    refused(lambda: Heartbeat.objects.create(worker="here:1:2", at=NOON))


def test_rule_change_is_unique_by_version():
    change = {"rule": PublishingRule.objects.get(), "name": "Fog", "version": 2, "at": NOON}
    RuleChange.objects.create(**change)

    refused(lambda: RuleChange.objects.create(**change))


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
