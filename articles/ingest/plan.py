"""Read files and tell what each would mean. Nothing is written here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from articles.models import ImportOutcome, SeedFile, Source
from articles.seeds.errors import SeedError, SeedRefused
from articles.seeds.limits import Limits
from articles.seeds.reader import read_article, read_organisation, read_topic
from articles.seeds.records import SeedArticle, SeedOrganisation, SeedTopic
from articles.seeds.sources import SourceFile

SeedRecord = SeedArticle | SeedOrganisation | SeedTopic
READERS: dict[str, Callable[[str, bytes, Limits], SeedRecord]] = {
    "article": read_article,
    "organisation": read_organisation,
    "topic": read_topic,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What we hold of a file that an earlier import has taken."""

    pk: int
    digest: bytes
    path: str
    is_gone: bool


@dataclass(slots=True)
class Plan:
    """What one file means. `fields` names what would change; `problems` are for people.

    `values` are the value fields of an article's seed, None for other kinds.
    """

    path: str
    outcome: ImportOutcome
    kind: str = "article"
    name: str = ""
    data: bytes = b""
    digest: bytes = b""
    record: SeedRecord | None = None
    values: dict[str, Any] | None = None
    known: Known | None = None
    fields: list[str] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)

    @property
    def article_record(self) -> SeedArticle:
        """The record of a plan of kind `article` that was not refused."""
        if not isinstance(self.record, SeedArticle):
            raise TypeError(f"{self.path} is no article")
        return self.record


Shelf = dict[tuple[str, str], Known]


def known_files(source: Source | None) -> Shelf:
    """Return what is known of a source's files, by (kind, name), in one query."""
    if source is None:
        return {}
    rows = SeedFile.objects.filter(source=source).values_list(
        "kind", "name", "pk", "digest", "path", "gone_since"
    )
    return {
        (kind, name): Known(pk, bytes(digest), path, gone_since is not None)
        for kind, name, pk, digest, path, gone_since in rows.iterator()
    }


def file_name(path: str) -> str:
    """Return a file's identity within its source: its name without folder and ending."""
    return PurePosixPath(path).stem


def plan_file(
    file: SourceFile | SeedError, shelf: Shelf, seen: dict[tuple[str, str], str], limits: Limits
) -> Plan | None:
    """Return what a file means; None where it is, byte for byte, what we have already.

    `seen` collects the (kind, name) of the files so far: the same name twice is refused.
    """
    if isinstance(file, SeedError):
        return refused(file.file, [file])
    key = file.kind, file_name(file.path)
    if key in seen:
        return refused(file.path, [_twice(file.path, seen[key])])
    seen[key] = file.path
    known = shelf.get(key)
    digest = sha256(file.data).digest()
    if known and known.digest == digest and known.path == file.path and not known.is_gone:
        return None
    return _read(file, digest, known, limits)


def refused(path: str, errors: Iterable[SeedError]) -> Plan:
    problems = [
        {"line": error.line, "field": error.field, "message": error.message} for error in errors
    ]
    return Plan(path, ImportOutcome.REFUSED, problems=problems)


def _read(file: SourceFile, digest: bytes, known: Known | None, limits: Limits) -> Plan:
    try:
        record = READERS[file.kind](file.path, file.data, limits)
    except SeedRefused as error:
        return refused(file.path, error.errors)
    outcome = ImportOutcome.CHANGED if known else ImportOutcome.CREATED
    plan = Plan(file.path, outcome, file.kind, file_name(file.path), file.data, digest, record)
    plan.known = known
    if isinstance(record, SeedArticle):
        plan.values = record.values()
        plan.problems = [
            {"line": None, "field": warning.field, "message": warning.message}
            for warning in record.warnings
        ]
    return plan


def _twice(path: str, first: str) -> SeedError:
    message = f"has the same name as {first}. A file's name is its identity: rename one of the two."
    return SeedError(path, None, "", message)
