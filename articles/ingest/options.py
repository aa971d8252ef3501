"""The files, source and options of an import."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

from articles.ingest.parse import storable
from articles.models import ImportRun, Source
from articles.seeds.sources import SourceRefused
from articles.workflow.actors import Actor, starter_of
from articles.workflow.permissions import require_permission

LONGEST_SOURCE_NAME = 100


@dataclass(frozen=True, slots=True)
class Options:
    """How to import.

    `trust_published` publishes the articles whose files say `published: true`, for a migration
    from another system. `archive_missing` archives articles whose files are missing.
    """

    trust_published: bool = False
    archive_missing: bool = False

    def as_dict(self) -> dict[str, bool]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class FileSelection:
    """Which files to import, by path: all or `only` some, and none in `exclude`."""

    only: frozenset[str] | None = None
    exclude: frozenset[str] = frozenset()

    @classmethod
    def of(cls, stored: Mapping[str, Iterable[str]]) -> "FileSelection":
        """Return the selection that a run's `file_selection` holds."""
        only = stored.get("only")
        return cls(None if only is None else frozenset(only), frozenset(stored.get("exclude", ())))

    def includes(self, path: str) -> bool:
        return path not in self.exclude and (self.only is None or path in self.only)

    def as_dict(self) -> dict[str, list[str]]:
        """Return {"only": [...], "exclude": [...]}, without what does not apply."""
        stored = {} if self.only is None else {"only": sorted(self.only)}
        return stored | ({"exclude": sorted(self.exclude)} if self.exclude else {})


@dataclass(frozen=True)
class ImportRequest:
    """The files to import, their source, and in whose name."""

    paths: tuple[Path, ...]
    source: str
    by: Actor
    options: Options = Options()
    selection: FileSelection = field(default_factory=FileSelection)

    @classmethod
    def of(cls, run: ImportRun) -> "ImportRequest":
        """Return the request that a stored run holds.

        A preview looks at excluded files too, so that they can be included again.
        """
        selection = FileSelection.of(run.file_selection)
        return cls(
            paths=tuple(Path(path) for path in run.paths),
            source=run.source.name,
            by=starter_of(run),
            options=Options(**run.options),
            selection=FileSelection(only=selection.only) if run.dry_run else selection,
        )

    @property
    def label(self) -> str:
        return storable(", ".join(str(path) for path in self.paths))

    @property
    def absolute_paths(self) -> list[str]:
        """The paths as a worker in another folder finds them."""
        return [storable(str(path.absolute())) for path in self.paths]

    @cached_property
    def single_file_names(self) -> frozenset[str]:
        """The names of single files among the paths: they say nothing about a folder."""
        return frozenset(path.name for path in self.paths if path.is_file())

    @property
    def folders(self) -> list[Path]:
        return [path for path in self.paths if path.is_dir()]

    @property
    def is_whole_source(self) -> bool:
        """Whether a known file that is not found is missing: not if only some were asked for."""
        return self.selection.only is None and any(
            path.is_dir() or path.suffix.lower() == ".zip" for path in self.paths
        )


def known_source(name: str) -> str:
    """Return a source's name as it is stored; names are compared without case."""
    sources = Source.objects.filter(name__iexact=name.strip())
    return sources.values_list("name", flat=True).first() or name.strip()


def check_request(by: Actor, source: str, options: Options) -> None:
    """Raise NotAllowed or SourceRefused if `by` may not import like this."""
    require_permission(by, "import_seeds")
    if options.trust_published or options.archive_missing:
        require_permission(by, "publish_article")
    if not 0 < len(source.strip()) <= LONGEST_SOURCE_NAME:
        raise SourceRefused(f"The name of a source has 1 to {LONGEST_SOURCE_NAME} characters.")
