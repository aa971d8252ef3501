"""Store a batch of plans in the caller's transaction."""

import json
from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from articles.content.derive import article_columns
from articles.content.lookup_cache import LookupCache
from articles.content.merged_names import merged_names
from articles.content.names import free_slugs, retry_taken_names
from articles.content.thresholds import current_rules, threshold_of
from articles.content.writer import ensure_names, insert_content
from articles.db.arrays import text_array
from articles.db.bulk import insert_rows, reserve_ids, stored_time, update_rows
from articles.db.json_text import stored_json
from articles.ingest.classify import FilePlan, KnownFile
from articles.ingest.conflicts import record_conflicts, snapshot
from articles.ingest.merge import Merge, merge
from articles.models import (
    Article,
    ImportItem,
    ImportOutcome,
    ImportRun,
    Provider,
    SeedFile,
    Status,
    Verb,
)
from articles.seeds.records import time_value
from articles.workflow.actors import starter_of
from articles.workflow.apply import Change, apply_changes
from articles.workflow.events import EventContext, NewEvent, write_events
from articles.workflow.states import state_of

_SEED_COLUMNS = ("source", "kind", "name", "path", "digest", "content", "base", "article")
_ITEM_COLUMNS = (
    "run", "article", "path", "kind", "outcome", "fields", "problems", "seed_before", "version",
    "undone", "undo_skipped_reason",
)  # fmt: skip
TRUSTED = "published as its file says, by the option “trust published”"


def store_articles(run: ImportRun, plans: Sequence[FilePlan], cache: LookupCache) -> None:
    """Create the new articles of a batch and merge into the known ones."""
    ensure_providers(cache, plans)
    names = merged_names()  # ensured here, because a retry rolls back what it created
    ensure_names(cache, [names.replace_in(plan.seed.values) for plan in plans])
    retry_taken_names(lambda: _store_articles(run, plans, cache))


def _store_articles(run: ImportRun, plans: Sequence[FilePlan], cache: LookupCache) -> None:
    _find_written_meanwhile(run, [plan for plan in plans if plan.known is None])
    merges = merge(plans, lock=True)
    _create(run, [plan for plan in plans if plan.known is None], cache)
    _merge_known(run, merges, cache)


def _find_written_meanwhile(run: ImportRun, plans: Sequence[FilePlan]) -> None:
    """Know the articles that a person wrote under a new file's name since the import began."""
    articles = Article.objects.filter(source=run.source_id, seed_file=None)
    names = text_array(plan.name for plan in plans)
    pks = dict(articles.filter(name__in=names).values_list("name", "pk"))
    for plan in plans:
        if plan.name in pks:
            plan.known, plan.outcome = KnownFile(article=pks[plan.name]), ImportOutcome.CHANGED


def store_refusals(run: ImportRun, plans: Sequence[FilePlan]) -> None:
    """Remember the files that were refused, and why."""
    insert_rows(ImportItem, _ITEM_COLUMNS, [_item(run, plan, None, None) for plan in plans])


def ensure_providers(cache: LookupCache, plans: Sequence[FilePlan]) -> None:
    """Make the providers that are new, with the names and pictures that seeds give them."""
    found: dict[str, tuple[str, list[dict[str, Any]]]] = {}
    for plan in plans:
        for domain, provider in plan.seed.providers.items():
            if domain not in found or provider[1]:
                found[domain] = provider
    already = len(cache.made_providers)
    cache.ensure_providers({domain: name for domain, (name, _) in found.items()})
    made = {*cache.made_providers[already:]}
    images = [(cache.provider_id(domain), stored_json(each)) for domain, (_, each) in found.items()]
    update_rows(Provider, ("id", "images"), [row for row in images if row[0] in made])


def _create(run: ImportRun, plans: Sequence[FilePlan], cache: LookupCache) -> None:
    if not plans:
        return
    rows = _insert_articles(run, plans, cache)
    pks = [row["id"] for row in rows]
    new = dict(zip(pks, plans, strict=True))
    insert_content({pk: plan.seed.values for pk, plan in new.items()}, cache)
    insert_rows(
        SeedFile, _SEED_COLUMNS, (_seed(run, pk, plan) for pk, plan in zip(pks, plans, strict=True))
    )
    context = EventContext(Verb.IMPORTED, starter_of(run), run.created_at, run.pk)
    write_events(context, (_creation(row) for row in rows))
    insert_rows(
        ImportItem, _ITEM_COLUMNS, (_item(run, p, pk, 1) for pk, p in zip(pks, plans, strict=True))
    )


def _insert_articles(
    run: ImportRun, plans: Sequence[FilePlan], cache: LookupCache
) -> list[dict[str, Any]]:
    """Insert the articles and return their columns."""
    pks = reserve_ids(Article, len(plans))
    slugs = free_slugs([plan.name for plan in plans])
    common, rules = _common_columns(run), current_rules()
    rows = [
        common
        | _article_columns(run, pk, plan, slug, cache)
        | {"threshold": threshold_of(plan.seed.values, rules)}
        for pk, plan, slug in zip(pks, plans, slugs, strict=True)
    ]
    insert_rows(Article, list(rows[0]), (list(row.values()) for row in rows))
    return rows


def _article_columns(
    run: ImportRun, pk: int, plan: FilePlan, slug: str, cache: LookupCache
) -> dict[str, Any]:
    columns = {
        "id": pk,
        "provider": cache.provider_id(plan.seed.values["provider"]),
        "name": plan.name,
        "slug": slug,
    }
    if run.options.get("trust_published") and plan.seed.published:
        columns |= {"status": Status.PUBLISHED.value, "went_live_at": _start(run)}
    return article_columns(plan.seed.values) | columns


def _common_columns(run: ImportRun) -> dict[str, Any]:
    """Return the columns that all new drafts of a run share."""
    now = _start(run)
    return {
        "source": run.source_id,
        **state_of(Article()),
        "status": Status.DRAFT.value,
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }


def _start(run: ImportRun) -> str:
    return stored_time(time_value(run.created_at))


def _seed(run: ImportRun, article_pk: int, plan: FilePlan) -> tuple[Any, ...]:
    where = (run.source_id, plan.kind, plan.name, plan.path)
    return (*where, plan.digest, plan.seed.content, plan.seed.base, article_pk)


def _creation(row: dict[str, Any]) -> NewEvent:
    is_live = row["status"] == Status.PUBLISHED.value
    return NewEvent(row["id"], 1, {}, {"status": row["status"]}, TRUSTED if is_live else "")


def _item(
    run: ImportRun,
    plan: FilePlan,
    article_pk: int | None,
    version: int | None,
    seed_before: dict[str, Any] | None = None,
) -> tuple[Any, ...]:
    before = stored_json(seed_before) if seed_before else None
    fields, problems = stored_json(plan.fields), stored_json(plan.problems)
    return (run.pk, article_pk, plan.path, plan.kind, plan.outcome.value, fields, problems, before,
            version, False, "")  # fmt: skip


def _merge_known(run: ImportRun, merges: Sequence[Merge], cache: LookupCache) -> None:
    """Only what the decision takes is written; each file is one version of its article."""
    before = {m.article.pk: _before(m) for m in merges}
    context = EventContext(Verb.UPDATED, starter_of(run), run.created_at, run.pk)
    apply_changes([_change(m) for m in merges], context, cache)
    _store_seeds(merges)
    record_conflicts(run, merges)
    insert_rows(
        ImportItem,
        _ITEM_COLUMNS,
        (_item(run, m.plan, m.article.pk, m.article.version, before[m.article.pk]) for m in merges),
    )


def _change(m: Merge) -> Change:
    kept = ", ".join(m.decision.conflicts)
    reason = f"kept ours where both changed: {kept}" if kept else ""
    take = m.decision.take
    return Change(
        m.article,
        {name: m.current[name] for name in take},
        take,
        values=take,
        current=m.current,
        source_values=m.plan.seed.values,
        reason=reason,
    )


def _before(m: Merge) -> dict[str, Any] | None:
    if not m.seed.pk:
        return None
    conflicts = [snapshot(conflict) for conflict in m.conflicts.values()]
    also = {"conflicts": conflicts, "targets": _targets(m)}
    return seed_snapshot(m.seed) | {name: rows for name, rows in also.items() if rows}


def _targets(m: Merge) -> list[list[int | None]]:
    """Return what the links to be replaced point to, by their keys: a link stays resolved even
    when its target's title changes, which cannot be found again."""
    links = m.article.links.all() if "related" in m.decision.take else ()
    return [[li.title_time_hash, li.url_hash, li.target_id] for li in links if li.target_id]


def seed_snapshot(seed: SeedFile) -> dict[str, Any]:
    """Return a seed file's row as plain JSON, so that undo can put it back."""
    return {
        "path": seed.path,
        "digest": bytes(seed.digest).hex(),
        "content": b64encode(bytes(seed.content)).decode(),
        "base": seed.base,
        "missing_since": seed.missing_since.isoformat() if seed.missing_since else None,
    }


def _store_seeds(merges: Sequence[Merge]) -> None:
    """Keep the new bytes and what they say, the base of the next merge."""
    known = [m for m in merges if m.seed.pk]
    names = ("id", "path", "digest", "content", "base", "missing_since")
    update_rows(SeedFile, names, ((m.seed.pk, *_file_columns(m.plan), None) for m in known))
    for m in merges:
        if not m.seed.pk:
            path, digest, content, _ = _file_columns(m.plan)
            m.seed.source, m.seed.article = m.article.source, m.article
            m.seed.path, m.seed.digest, m.seed.content = path, digest, content
            m.seed.base = json.loads(m.plan.seed.base)
            m.seed.save()


def _file_columns(plan: FilePlan) -> tuple[str, bytes, bytes, str]:
    return plan.path, plan.digest, plan.seed.content, plan.seed.base
