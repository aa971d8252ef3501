"""Merge files into known articles. Reads the database, writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from articles.content.merged_names import MergedNames, merged_names
from articles.ingest.classify import FilePlan
from articles.ingest.decide import Decision, decide
from articles.models import Article, Conflict, Event, ImportOutcome, SeedFile, Verb
from articles.models.value_fields import VALUE_FIELDS, article_values
from articles.workflow.locking import lock_rows

OURS_KEPT = "changed here and in the source: ours kept"
OpenConflicts = dict[int, dict[str, Conflict]]


@dataclass(slots=True)
class Merge:
    """A plan for a known article, with the decision about each of its fields.

    `conflicts` are the open conflicts by field. Those of the fields in `obsolete` end with this
    import: both sides agree again, or the source has returned to the value before they differed.
    """

    plan: FilePlan
    seed: SeedFile
    article: Article
    decision: Decision
    current: dict[str, Any]
    conflicts: dict[str, Conflict]
    obsolete: list[str]


def merge(plans: Sequence[FilePlan], *, lock: bool) -> list[Merge]:
    """Decide each plan for a known article, and set its `outcome`, `fields` and `problems`.

    In the values of all plans, and in the bases, the names in use replace old names of topics and
    providers: a merge of topics is no change by the source, nor one that conflicts with it. Pass
    `lock` to lock the articles until the caller's transaction ends. On SQLite a transaction locks
    the whole database anyway.
    """
    names = merged_names()
    articles_only = [plan for plan in plans if plan.kind == "article" and plan.contents]
    for plan in articles_only:
        plan.seed.values = names.replace_in(plan.seed.values)
    waiting = [plan for plan in articles_only if plan.known]
    if not waiting:
        return []
    seeds = SeedFile.objects.in_bulk([plan.known.pk for plan in waiting if plan.known])
    article_pks = {plan.path: _article_pk(plan, seeds) for plan in waiting}
    articles = _articles([pk for pk in article_pks.values() if pk], lock=lock)
    for plan in waiting:
        if article_pks[plan.path] not in articles:  # deleted since the files were classified
            plan.known, plan.outcome = None, ImportOutcome.CREATED
    waiting = [plan for plan in waiting if plan.known]
    conflicts = _open_conflicts(articles)
    written = _changed_by_hand([plan.known.article for plan in waiting if plan.known])
    return [
        _merge(plan, _seed(plan, seeds, written), articles[pk], conflicts.get(pk, {}), names)
        for plan in waiting
        if (pk := article_pks[plan.path])
    ]


def _article_pk(plan: FilePlan, seeds: Mapping[int, SeedFile]) -> int | None:
    known = plan.known
    if known is None or (known.pk and known.pk not in seeds):
        return None
    return seeds[known.pk].article_id if known.pk else known.article


def _articles(pks: Sequence[int], *, lock: bool) -> dict[int, Article]:
    if lock:
        lock_rows(pks)
    return Article.objects.for_values().in_bulk(pks)


def _seed(
    plan: FilePlan, seeds: Mapping[int, SeedFile], written: Mapping[int, dict[str, Any]]
) -> SeedFile:
    """Return the stored seed file of a plan, or a new one for an article that a person wrote.

    Its base holds only the values before people changed them. So a value that a person wrote
    differs from the base and stays, a field that a person emptied stays empty, and a field that
    was always empty takes the value of the file.
    """
    if plan.known and plan.known.pk:
        return seeds[plan.known.pk]
    before = written.get(plan.known.article, {}) if plan.known else {}
    return SeedFile(name=plan.name, base=before)


def _changed_by_hand(article_pks: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return, by article, the value of each edited field before its last edit."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    pks = [pk for pk in article_pks if pk]
    by_people = Event.objects.filter(article__in=pks, verb__in=[Verb.EDITED, Verb.RESOLVED])
    for event in by_people.order_by("version"):
        found[event.article_id] |= {
            name: value for name, value in event.before.items() if name in VALUE_FIELDS
        }
    return found


def _open_conflicts(pks: Iterable[int]) -> OpenConflicts:
    found: OpenConflicts = defaultdict(dict)
    for conflict in Conflict.objects.unresolved().filter(article__in=list(pks)):
        found[conflict.article_id][conflict.field] = conflict
    return found


def _merge(
    plan: FilePlan,
    seed: SeedFile,
    article: Article,
    conflicts: dict[str, Conflict],
    names: MergedNames,
) -> Merge:
    current, incoming = article_values(article), plan.seed.values
    before = names.replace_in({name: conflict.base for name, conflict in conflicts.items()})
    reverted = [name for name, value in before.items() if incoming.get(name) == value]
    base = names.replace_in(seed.base_values) | {name: before[name] for name in reverted}
    decision = decide(base, current, incoming)
    obsolete = [name for name in (*decision.agreed, *decision.take, *reverted) if name in conflicts]
    plan.fields = [*decision.take]
    if plan.path != seed.path:
        plan.fields.append("path")
    if decision.conflicts:
        plan.outcome = ImportOutcome.CONFLICT
        plan.problems = [
            *plan.seed.problems,
            *({"line": None, "field": name, "message": OURS_KEPT} for name in decision.conflicts),
        ]
    return Merge(plan, seed, article, decision, current, conflicts, obsolete)
