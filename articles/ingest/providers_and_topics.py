"""Import organisation files into providers and topic files into topics.

The merge is that of articles, but a fact that a person has changed is kept without a conflict.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from articles.content.lookup_cache import LookupCache
from articles.content.metadata import PROVIDER_FIELDS, TOPIC_FIELDS, Subject, facts_of, set_facts
from articles.ingest.classify import FilePlan
from articles.ingest.decide import decide
from articles.ingest.store import seed_snapshot
from articles.ingest.undo_snapshots import restore_seeds
from articles.models import ImportItem, ImportOutcome, ImportRun, Provider, SeedFile, Topic
from articles.seeds.records import SeedOrganisation, SeedTopic

Record = SeedOrganisation | SeedTopic


@dataclass(frozen=True, slots=True)
class MetadataDiff:
    """The facts of a provider or topic that a file would change."""

    ours: dict[str, Any]
    theirs: dict[str, Any]


def store_metadata(run: ImportRun, plans: Sequence[FilePlan], cache: LookupCache) -> None:
    """Store the organisations and topics among the plans, one by one: there are few."""
    for plan in plans:
        if plan.contents and plan.contents.record:
            _store(run, plan, plan.contents.record, cache)


def preview_metadata(plans: Sequence[FilePlan]) -> dict[str, MetadataDiff]:
    """Return what the organisations and topics among the plans would change, by path."""
    found = {}
    for plan in plans:
        if plan.contents and plan.contents.record:
            record = plan.contents.record
            subject = _existing(record, _seed_file(plan)) or _unsaved(record)
            current = facts_of(subject)
            changes = _facts_to_take(plan, subject, current, _facts_in(plan.contents.record))
            plan.fields = [*changes]
            found[plan.path] = MetadataDiff({name: current[name] for name in changes}, changes)
    return found


def undo_metadata(run: ImportRun, item: ImportItem) -> bool:
    """Restore a provider or topic as it was before a run; return False if it was changed since."""
    seed = run.source.seed_files.filter(path=item.path, article=None).first()
    subject = (seed.provider or seed.topic) if seed else None
    if seed is None or subject is None:
        return True
    later = ImportItem.objects.filter(
        run__source=run.source, run__dry_run=False, run__gt=run.pk, path=item.path, undone=False
    )
    not_imported = [ImportOutcome.REFUSED, ImportOutcome.MISSING]
    before, current = dict(item.seed_before or {}), facts_of(subject)
    facts, about = before.pop("facts"), before.pop("about", None)
    edited = [name for name in before.pop("edited", ()) if name in item.fields]
    if later.exclude(outcome__in=not_imported).exists() or any(
        current[name] != seed.base.get(name, current[name]) for name in item.fields
    ):
        return False
    set_facts(subject, {name: facts[name] for name in item.fields}, LookupCache(), edited)
    restore_seeds([(seed.pk, before)])
    if about:  # (provider, topic), which may have been deleted since
        SeedFile.objects.filter(pk=seed.pk).update(
            provider=Provider.objects.filter(pk=about[0] or 0).first(),
            topic=Topic.objects.filter(pk=about[1] or 0).first(),
        )
    return True


def _existing(record: Record, seed: SeedFile | None) -> Subject | None:
    """Return the provider or topic that a file is about.

    The file of a topic that was renamed here goes on being about it. That of a topic that was
    merged stays with the old name, so that it does not replace what the other topic has.
    """
    if isinstance(record, SeedOrganisation):
        return Provider.objects.filter(domain=record.domain).first()
    topic = Topic.objects.filter(name=record.name).select_related("merged_into").first()
    if topic and topic.merged_into and seed and seed.topic_id == topic.merged_into_id:
        return topic.merged_into
    return topic


def _unsaved(record: Record) -> Subject:
    if isinstance(record, SeedOrganisation):
        return Provider(domain=record.domain, name=record.name or record.domain)
    return Topic(name=record.name)


def _find_or_create(record: Record, seed: SeedFile | None, cache: LookupCache) -> Subject:
    if isinstance(record, SeedOrganisation):
        cache.ensure_providers({record.domain: record.name})
    else:
        cache.ensure_topics([record.name])
    subject = _existing(record, seed)
    if subject is None:
        raise LookupError(f"{record} was not created")
    return subject


def _facts_in(record: Record) -> dict[str, Any]:
    """Return the facts that a file gives; a provider without a name keeps the one it has."""
    if isinstance(record, SeedTopic):
        facts = record.model_dump(include={*TOPIC_FIELDS, "parent"})
        return facts | ({"parent": ""} if record.parent == record.name else {})
    facts = record.model_dump(include={*PROVIDER_FIELDS})
    return facts if record.name else {k: v for k, v in facts.items() if k != "name"}


def _facts_to_take(
    plan: FilePlan, subject: Subject, current: dict[str, Any], incoming: dict[str, Any]
) -> dict[str, Any]:
    seed = _seed_file(plan)
    base = _base_without_file(subject, current)
    # A file that named another domain or topic before is no base for this one.
    if seed and subject.pk == (
        seed.provider_id if isinstance(subject, Provider) else seed.topic_id
    ):
        base = {name: _base(subject, name, current) for name in current} | seed.base
    return decide(base, current, incoming).take


def _base_without_file(subject: Subject, current: dict[str, Any]) -> dict[str, Any]:
    """Return the base before the first file: facts no person has edited may be replaced."""
    if subject.edited_at is None:
        return current
    return {name: type(value)() for name, value in current.items()}


def _base(subject: Subject, name: str, current: dict[str, Any]) -> Any:
    """Return the base of a fact that the last file did not give."""
    return type(current[name])() if name in subject.edited_fields else current[name]


def _seed_file(plan: FilePlan) -> SeedFile | None:
    return SeedFile.objects.filter(pk=plan.known.pk).first() if plan.known else None


def _store(run: ImportRun, plan: FilePlan, record: Record, cache: LookupCache) -> None:
    seed = _seed_file(plan)
    subject = _find_or_create(record, seed, cache)
    incoming, current = _facts_in(record), facts_of(subject)
    before = {"facts": current, "edited": subject.edited_fields}
    if seed:
        before |= seed_snapshot(seed) | {"about": [seed.provider_id, seed.topic_id]}
    changes = _facts_to_take(plan, subject, current, incoming)
    if changes:
        set_facts(subject, changes, cache)
    plan.fields = [*changes]
    SeedFile.objects.update_or_create(
        source=run.source,
        kind=plan.kind,
        name=plan.name,
        defaults={
            "path": plan.path,
            "digest": plan.digest,
            "content": plan.seed.content,
            "base": incoming,
            "missing_since": None,
            "provider": subject if isinstance(subject, Provider) else None,
            "topic": subject if isinstance(subject, Topic) else None,
        },
    )
    ImportItem.objects.create(
        run=run,
        path=plan.path,
        kind=plan.kind,
        outcome=plan.outcome,
        fields=plan.fields,
        problems=plan.problems,
        seed_before=before,
    )
