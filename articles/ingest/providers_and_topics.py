"""Organisation files enrich providers, topic files enrich topics.

They follow the same rule as articles: what a person has changed since the last import stays.
Without a conflict to settle: the person's value is simply kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from articles.content.lookup_cache import LookupCache
from articles.content.pictures import replace_provider_images
from articles.ingest.classify import Plan
from articles.ingest.decide import decide
from articles.ingest.store import seed_snapshot
from articles.models import (
    ImportItem,
    ImportRun,
    Provider,
    SeedFile,
    Topic,
)
from articles.models.value_fields import image_values
from articles.search.backends import index_provider
from articles.seeds.records import SeedOrganisation, SeedTopic

_PROVIDER_FIELDS = ("name", "description", "other_names")
_TOPIC_FIELDS = ("short_name", "keywords", "services")


@dataclass(frozen=True, slots=True)
class Enrichment:
    """The facts of a provider or a topic that a file would change, as they are and as it says."""

    mine: dict[str, Any]
    theirs: dict[str, Any]


Noun = Provider | Topic
Record = SeedOrganisation | SeedTopic


def store_enrichments(run: ImportRun, plans: Sequence[Plan], directory: LookupCache) -> None:
    """Take organisations and topics, a few rows each."""
    for plan in plans:
        if plan.prepared and plan.prepared.record:
            _store(run, plan, plan.prepared.record, directory)


def preview_enrichments(plans: Sequence[Plan]) -> dict[str, Enrichment]:
    """Tell the plans for organisations and topics which facts they would change.

    Returns, by the file's path, what they are now and what the file says.
    """
    found = {}
    for plan in plans:
        if plan.prepared and plan.prepared.record:
            record = plan.prepared.record
            noun = _known(record) or _unsaved(record)
            taken = _take(plan, noun, _says(record))
            current = facts_of(noun) if noun.pk else _empty_facts(noun)
            plan.fields = [*taken]
            found[plan.path] = Enrichment({name: current[name] for name in taken}, taken)
    return found


def provider_facts(provider: Provider) -> dict[str, Any]:
    """Return what an organisation file can say about a provider."""
    facts: dict[str, Any] = {name: getattr(provider, name) for name in _PROVIDER_FIELDS}
    return facts | {"images": image_values(provider.images.all())}


def topic_facts(topic: Topic) -> dict[str, Any]:
    """Return what a topic file can say about a topic; the parent by its name."""
    facts: dict[str, Any] = {name: getattr(topic, name) for name in _TOPIC_FIELDS}
    return facts | {"parent": topic.parent.name if topic.parent else ""}


def set_facts(
    noun: Noun, facts: dict[str, Any], directory: LookupCache, by_people: Sequence[str] = ()
) -> None:
    """Write such facts to the provider or topic; those `by_people` are a person's again."""
    rest = dict(facts)
    machines = facts.keys() - set(by_people)
    kept = [name for name in noun.edited_fields if name not in machines]
    noun.edited_fields = list(dict.fromkeys([*kept, *by_people]))
    images = rest.pop("images", None)
    parent = rest.pop("parent", None)
    if isinstance(noun, Topic) and parent is not None:
        directory.ensure_topics([parent] if parent else [])
        noun.parent_id = directory.topic_id(parent) if parent else None
    for name, value in rest.items():
        setattr(noun, name, value)
    noun.save()
    if isinstance(noun, Provider) and images is not None:
        replace_provider_images(noun.pk, images)
    if isinstance(noun, Provider) and "name" in facts:
        index_provider(noun.pk)


def facts_of(noun: Noun) -> dict[str, Any]:
    """Return what a file can say about a provider or a topic."""
    return provider_facts(noun) if isinstance(noun, Provider) else topic_facts(noun)


def _known(record: Record) -> Noun | None:
    if isinstance(record, SeedOrganisation):
        return Provider.objects.filter(domain=record.domain).first()
    return Topic.objects.filter(name=record.name).first()


def _unsaved(record: Record) -> Noun:
    if isinstance(record, SeedOrganisation):
        return Provider(domain=record.domain, name=record.name or record.domain)
    return Topic(name=record.name)


def _found(record: Record, directory: LookupCache) -> Noun:
    """Find or make the provider or topic that a file is about."""
    if isinstance(record, SeedOrganisation):
        directory.ensure_providers({record.domain: record.name})
        return Provider.objects.get(domain=record.domain)
    directory.ensure_topics([record.name])
    return Topic.objects.get(name=record.name)


def _says(record: Record) -> dict[str, Any]:
    """Return the facts that a file gives; a provider without a name keeps the one it has."""
    if isinstance(record, SeedTopic):
        said = record.model_dump(include={*_TOPIC_FIELDS, "parent"})
        return said | ({"parent": ""} if record.parent == record.name else {})
    said = record.model_dump(include={*_PROVIDER_FIELDS, "images"})
    return said if record.name else {k: v for k, v in said.items() if k != "name"}


def _take(plan: Plan, noun: Noun, says: dict[str, Any]) -> dict[str, Any]:
    """Return the facts to take from a file."""
    current = facts_of(noun) if noun.pk else _empty_facts(noun)
    seed = _seed(plan)
    base = _first_base(noun, current)
    if seed and _is_about(seed, noun):
        base = {name: _base(noun, name, current) for name in current} | seed.base
    return decide(base, current, says).take


def _seed(plan: Plan) -> SeedFile | None:
    return SeedFile.objects.filter(pk=plan.known.pk).first() if plan.known else None


def _snapshot(seed: SeedFile) -> dict[str, Any]:
    return seed_snapshot(seed) | {"about": [seed.provider_id, seed.topic_id]}


def turn_back(seed: SeedFile, about: Sequence[int | None]) -> None:
    """Make a file be about the provider or the topic that it was about, where that is there."""
    provider, topic = about
    SeedFile.objects.filter(pk=seed.pk).update(
        provider=Provider.objects.filter(pk=provider or 0).first(),
        topic=Topic.objects.filter(pk=topic or 0).first(),
    )


def _is_about(seed: SeedFile, noun: Noun) -> bool:
    """A file that names another domain, or topic, than before has said nothing of that one."""
    return noun.pk == (seed.provider_id if isinstance(noun, Provider) else seed.topic_id)


def _empty_facts(noun: Noun) -> dict[str, Any]:
    if isinstance(noun, Provider):
        return {name: getattr(noun, name) for name in _PROVIDER_FIELDS} | {"images": []}
    return {name: getattr(noun, name) for name in _TOPIC_FIELDS} | {"parent": ""}


def _first_base(noun: Noun, current: dict[str, Any]) -> dict[str, Any]:
    """Before a first file, what no person has touched counts as the machine's."""
    if noun.edited_at is None:
        return current
    return {name: type(value)() for name, value in current.items()}


def _base(noun: Noun, name: str, current: dict[str, Any]) -> Any:
    """Return what counts as the file's last word on a fact that it did not give."""
    return type(current[name])() if name in noun.edited_fields else current[name]


def _store(run: ImportRun, plan: Plan, record: Record, directory: LookupCache) -> None:
    noun = _found(record, directory)
    says, current = _says(record), facts_of(noun)
    seed = _seed(plan)
    before = (_snapshot(seed) if seed else {}) | {"facts": current, "edited": noun.edited_fields}
    take = _take(plan, noun, says)
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
            "content": plan.seed.content,
            "base": says,
            "missing_since": None,
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
