"""The kinds of jobs: what the life cycle must know about publish runs, bulk actions, imports."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from articles.models import Run

J = TypeVar("J", bound=Run)


@dataclass(frozen=True, slots=True)
class Kind(Generic[J]):
    """One kind of job.

    `step` does the next batch in a transaction that ends with `lease.renew`, and returns False
    when nothing is left to do; `undo_step` the same for the undo. Both may be repeated after a
    rollback. `check` raises PermissionDenied if the person in whose name the job runs may not do
    that any more. `permission` names what starting, cancelling and undoing an own job takes.
    """

    model: type[J]
    step: Callable[[J], bool]
    undo_step: Callable[[J], bool]
    check: Callable[[J], None]
    permission: Callable[[J], str]


_KINDS: dict[type[Run], Kind[Any]] = {}


def register(kind: Kind[Any]) -> None:
    """Make a kind known. Modules that define one call this when they are imported."""
    _KINDS[kind.model] = kind


def kind_of(job: J) -> Kind[J]:
    return _KINDS[type(job)]


def all_kinds() -> list[Kind[Any]]:
    return list(_KINDS.values())
