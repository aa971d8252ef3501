"""Classify files as unchanged, new, changed or refused. Writes nothing."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from articles.ingest.parse import ParsedFile, problem, storable
from articles.models import Article, ImportOutcome, SeedFile, SeedKind, Source
from articles.seeds.errors import SeedError
from articles.seeds.sources import SourceFile


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that is known: its SeedFile (`pk`), or an article of its name (`article`) that was
    written here and has no file yet."""

    pk: int = 0
    digest: bytes = b""
    path: str = ""
    is_missing: bool = False
    article: int = 0


@dataclass(slots=True)
class FilePlan:
    """What one file means for the import.

    `data` holds the file's bytes until they are parsed, then `contents` what they say. `fields`
    names what would change; `problems` are shown to people.
    """

    path: str
    outcome: ImportOutcome
    kind: str = "article"
    name: str = ""
    data: bytes = b""
    digest: bytes = b""
    known: KnownFile | None = None
    contents: ParsedFile | None = None
    fields: list[str] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return self.outcome == ImportOutcome.REFUSED

    @property
    def seed(self) -> ParsedFile:
        """The contents. Raises ValueError if the file was refused or is not parsed yet."""
        if self.contents is None:
            raise ValueError(f"{self.path} has not been parsed")
        return self.contents

    def accept(self, parsed: ParsedFile) -> None:
        self.contents = parsed
        self.problems = parsed.problems

    def refuse(self, problems: list[dict[str, Any]]) -> None:
        self.outcome = ImportOutcome.REFUSED
        self.problems += problems


KnownFiles = dict[tuple[str, str], KnownFile]


def known_files(source: Source | None) -> KnownFiles:
    """Return what is known of a source's files, by (kind, name)."""
    if source is None:
        return {}
    written_here = Article.objects.filter(source=source, seed_file=None).values_list("name", "pk")
    rows = SeedFile.objects.filter(source=source).values_list(
        "kind", "name", "pk", "digest", "path", "missing_since"
    )
    without_file = {
        (SeedKind.ARTICLE.value, name): KnownFile(article=pk) for name, pk in written_here
    }
    return without_file | {
        (kind, name): KnownFile(pk, bytes(digest), path, missing_since is not None)
        for kind, name, pk, digest, path, missing_since in rows.iterator()
    }


def file_name(path: str) -> str:
    """Return a file's identity within its source: its name without folder and ending."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def with_known_path(file: SourceFile, known: KnownFiles) -> SourceFile:
    """Keep the folder of a known file that was given as a single path: it has not moved."""
    old = known.get((file.kind, file_name(file.path)))
    return file._replace(path=old.path) if old and old.path else file


def classify_file(
    file: SourceFile | SeedError, known: KnownFiles, seen: dict[tuple[str, str], str]
) -> FilePlan | None:
    """Return what a file means; None if it is stored already, byte for byte.

    `seen` collects the (kind, name) of the files so far: the same name twice is refused.
    """
    if isinstance(file, SeedError):
        return _refused(file)
    key = file.kind, file_name(file.path)
    if key in seen:
        return _refused(_twice(file.path, seen[key]))
    seen[key] = file.path
    old = known.get(key)
    digest = sha256(file.data).digest()
    if old and old.digest == digest and old.path == file.path and not old.is_missing:
        return None
    outcome = ImportOutcome.CHANGED if old else ImportOutcome.CREATED
    return FilePlan(file.path, outcome, *key, data=file.data, digest=digest, known=old)


def _refused(error: SeedError) -> FilePlan:
    return FilePlan(storable(error.file), ImportOutcome.REFUSED, problems=[problem(error)])


def _twice(path: str, first: str) -> SeedError:
    message = f"has the same name as {first}. A file's name is its identity: rename one of the two."
    return SeedError(path, None, "", message)
