"""The report of an import or a dry run."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from articles.ingest.classify import FilePlan
from articles.models import ImportOutcome, ImportRun


def count(totals: Counter[str], metadata_counts: Counter[str], plan: FilePlan) -> None:
    """Count a plan where it belongs: only articles, and what was refused, have outcomes."""
    if plan.kind == "article" or plan.is_refused:
        totals[plan.outcome.value] += 1
    elif plan.outcome != ImportOutcome.MISSING:
        metadata_counts[plan.kind] += 1


@dataclass(slots=True)
class Item:
    """A file that is not unchanged."""

    path: str
    outcome: ImportOutcome
    fields: list[str]
    problems: list[dict[str, Any]]

    def lines(self) -> list[str]:
        """Return a line for each problem: `path:line: field: message`."""
        return [self._line(problem) for problem in self.problems]

    def _line(self, problem: dict[str, Any]) -> str:
        place = f"{self.path}:{problem['line']}" if problem["line"] else self.path
        return ": ".join(part for part in (place, problem["field"], problem["message"]) if part)


@dataclass(slots=True)
class Report:
    """Totals of articles by outcome, items in the order of the files, warnings about the whole.

    Imported organisations and topics are counted in `metadata_counts`.
    `run` is None for a preview, and for an import that found nothing to change.
    """

    source: str
    dry_run: bool = False
    totals: Counter[str] = field(default_factory=Counter)
    metadata_counts: Counter[str] = field(default_factory=Counter)
    items: list[Item] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    archiving_refused: bool = False
    run: ImportRun | None = None

    def add(self, plan: FilePlan) -> None:
        count(self.totals, self.metadata_counts, plan)
        self.items.append(Item(plan.path, plan.outcome, plan.fields, plan.problems))

    def with_outcome(self, outcome: ImportOutcome) -> list[Item]:
        return [item for item in self.items if item.outcome == outcome]

    @property
    def is_partial(self) -> bool:
        """Whether something that was asked for was refused."""
        return bool(self.totals[ImportOutcome.REFUSED.value]) or self.archiving_refused

    def as_dict(self) -> dict[str, Any]:
        """Return the object that `--json` prints."""
        return {
            "run": self.run.pk if self.run else None,
            "source": self.source,
            "dry_run": self.dry_run,
            "totals": {outcome.value: self.totals[outcome.value] for outcome in ImportOutcome},
            "metadata": dict(self.metadata_counts),
            "warnings": self.warnings,
            "items": [
                {
                    "path": item.path,
                    "outcome": item.outcome.value,
                    "fields": item.fields,
                    "problems": item.problems,
                }
                for item in self.items
            ],
        }
