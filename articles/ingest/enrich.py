"""Organisation files enrich providers, topic files enrich topics.

They follow the same rule as articles: what a person has changed since the last import stays.
Without a conflict to settle: the person's value is simply kept.
"""

from collections.abc import Sequence
from typing import Any

from articles.models import (
    ImportItem,
    ImportRun,
    Provider,
    SeedFile,
    Topic,
)
from articles.models.values import image_values
from articles.seeds.records import SeedOrganisation, SeedTopic
from articles.workflow.directory import Directory

from .decide import decide
from .plan import Plan
from .store import seed_snapshot, set_provider_images

_PROVIDER_FIELDS = ("name", "description", "other_names")
_TOPIC_FIELDS = ("short_name", "keywords", "services")


def store_enrichments(run: ImportRun, plans: Sequence[Plan], directory: Directory) -> None:
    """Take organisations and topics, a few rows each."""
    for plan in plans:
        if isinstance(plan.record, SeedOrganisation):
            _store(run, plan, *_provider(plan.record, directory), directory)
        elif isinstance(plan.record, SeedTopic):
            _store(run, plan, *_topic(plan.record, directory), directory)


def provider_facts(provider: Provider) -> dict[str, Any]:
    """Return what an organisation file can say about a provider."""
    facts: dict[str, Any] = {name: getattr(provider, name) for name in _PROVIDER_FIELDS}
    return facts | {"images": image_values(provider.images.all())}


def topic_facts(topic: Topic) -> dict[str, Any]:
    """Return what a topic file can say about a topic; the parent by its name."""
    facts: dict[str, Any] = {name: getattr(topic, name) for name in _TOPIC_FIELDS}
    return facts | {"parent": topic.parent.name if topic.parent else ""}


def set_facts(noun: Provider | Topic, facts: dict[str, Any], directory: Directory) -> None:
    """Write such facts to the provider or topic."""
    rest = dict(facts)
    images = rest.pop("images", None)
    parent = rest.pop("parent", None)
    if isinstance(noun, Topic) and parent is not None:
        directory.learn_topics([parent] if parent else [])
        noun.parent_id = directory.topic_id(parent) if parent else None
    for name, value in rest.items():
        setattr(noun, name, value)
    noun.save()
    if isinstance(noun, Provider) and images is not None:
        noun.images.all().delete()
        set_provider_images(noun.pk, images)


def _provider(record: SeedOrganisation, directory: Directory) -> tuple[Provider, dict[str, Any]]:
    directory.learn_providers({record.domain: record.name})
    provider = Provider.objects.get(domain=record.domain)
    says = record.model_dump(include={*_PROVIDER_FIELDS, "images"})
    return provider, says | {"name": record.name or provider.name}


def _topic(record: SeedTopic, directory: Directory) -> tuple[Topic, dict[str, Any]]:
    directory.learn_topics([record.name])
    topic = Topic.objects.get(name=record.name)
    return topic, record.model_dump(include={*_TOPIC_FIELDS, "parent"})


def _first_base(noun: Provider | Topic, current: dict[str, Any]) -> dict[str, Any]:
    """Before a first file, what no person has touched counts as the machine's."""
    if noun.edited_at is None:
        return current
    return {name: type(value)() for name, value in current.items()}


def facts_of(noun: Provider | Topic) -> dict[str, Any]:
    """Return what a file can say about a provider or a topic."""
    return provider_facts(noun) if isinstance(noun, Provider) else topic_facts(noun)


def _store(
    run: ImportRun,
    plan: Plan,
    noun: Provider | Topic,
    says: dict[str, Any],
    directory: Directory,
) -> None:
    current = facts_of(noun)
    seed = SeedFile.objects.filter(pk=plan.known.pk).first() if plan.known else None
    base = seed.base if seed else _first_base(noun, current)
    take = decide(base, current, says).take
    before = (seed_snapshot(seed) if seed else {}) | {"facts": current}
    if take:
        set_facts(noun, take, directory)
    plan.fields = [*take]
    SeedFile.objects.update_or_create(
        source=run.source,
        kind=plan.kind,
        name=plan.name,
        defaults={
            "path": plan.path,
            "digest": plan.digest,
            "content": SeedFile.pack(plan.data),
            "base": says,
            "gone_since": None,
            "provider": noun if isinstance(noun, Provider) else None,
            "topic": noun if isinstance(noun, Topic) else None,
        },
    )
    ImportItem.objects.create(
        run=run,
        path=plan.path,
        outcome=plan.outcome,
        fields=plan.fields,
        problems=plan.problems,
        seed_before=before,
    )
