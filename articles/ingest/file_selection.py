"""Which files of a source are wanted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """All files, or `only` some of them by their paths, and none of those in `without`."""

    only: frozenset[str] | None = None
    without: frozenset[str] = frozenset()

    @classmethod
    def of(cls, stored: Mapping[str, Iterable[str]]) -> "Choice":
        """Return the choice that a run's or a preview's `chosen` holds."""
        only = stored.get("only")
        return cls(None if only is None else frozenset(only), frozenset(stored.get("without", ())))

    def takes(self, path: str) -> bool:
        return path not in self.without and (self.only is None or path in self.only)

    def as_dict(self) -> dict[str, list[str]]:
        """Return what `chosen` holds: {"only": [...]}, {"without": [...]}, both, or nothing."""
        stored = {} if self.only is None else {"only": sorted(self.only)}
        return stored | ({"without": sorted(self.without)} if self.without else {})
