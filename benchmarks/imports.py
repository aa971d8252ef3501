"""Imports against the floor: the first, the second, of changed files, undone, of other sizes."""

from dataclasses import dataclass
from statistics import median

from .bench import Bench, change_every_file
from .figures import Figure
from .processes import Usage

IMPORT = {True: 0.75, False: 0.95}  # of the floor, the whole process; by `is_within` (SQLite)
AGAIN = 0.1  # of the floor, without start-up
MORE_MEMORY = 50  # MB that 20,000 files may take more than 1,000
LINEAR = 1.25  # times as long a file: what noise and deeper indexes may add


@dataclass(frozen=True, slots=True)
class _Round:
    """One repetition, measured in this order."""

    floor: Usage
    start_up: Usage
    first: Usage
    again: Usage


def measure_imports(bench: Bench) -> list[Figure]:
    """Return the figures of the corpus with the usual number of files."""
    rounds = [_round(bench) for _ in range(bench.sizes.repetitions)]
    bench.say("importing changed files, and undoing")
    extra = _changed_and_undone(bench)
    floor = median(each.floor.wall for each in rounds)
    return [
        _ratios(
            "import, whole process",
            rounds,
            "first",
            net=False,
            budget=IMPORT[bench.databases.is_within],
        ),
        _ratios("import without start-up", rounds, "first", net=True),
        _ratios("the same files again, without start-up", rounds, "again", net=True, budget=AGAIN),
        *(
            Figure(name, (usage.wall / floor,), "times", seconds=usage.wall)
            for name, usage in extra.items()
        ),
        _seconds("(start-up)", [each.start_up for each in rounds]),
        _seconds("(the floor)", [each.floor for each in rounds]),
    ]


def measure_growth(bench: Bench) -> list[Figure]:
    """Return how time and memory grow with the number of files."""
    sizes = bench.sizes
    small, usual, large = (
        _imports(bench, files, repetitions)
        for files, repetitions in (
            (sizes.small, sizes.repetitions),
            (sizes.files, 1),
            (sizes.large, 1),
        )
    )
    more = median(each.peak for each in large) - median(each.peak for each in small)
    start_up = bench.start_up().wall
    return [
        _growth(sizes.small, small, sizes.files, usual, start_up),
        _growth(sizes.files, usual, sizes.large, large, start_up),
        Figure(f"peak memory, {sizes.small} files", tuple(each.peak for each in small), "MB"),
        Figure(f"peak memory, {sizes.large} files", tuple(each.peak for each in large), "MB"),
        Figure("more memory for more files", (more,), "MB", budget=MORE_MEMORY),
    ]


def _round(bench: Bench) -> _Round:
    corpus = bench.corpus(bench.sizes.files)
    bench.say("the floor, start-up, an import, the same again")
    return _Round(
        floor=bench.floor(corpus),
        start_up=bench.start_up(),
        first=bench.import_afresh("imported", corpus),
        again=bench.command("imported", "import_seeds", str(corpus)),
    )


def _ratios(
    name: str, rounds: list[_Round], what: str, *, net: bool, budget: float | None = None
) -> Figure:
    usages: list[Usage] = [getattr(each, what) for each in rounds]
    start_wall = median(each.start_up.wall for each in rounds) if net else 0.0
    start_cpu = median(each.start_up.cpu for each in rounds) if net else 0.0
    pairs = list(zip(usages, rounds, strict=True))
    return Figure(
        name,
        tuple((usage.wall - start_wall) / each.floor.wall for usage, each in pairs),
        "times",
        budget,
        tuple((usage.cpu - start_cpu) / each.floor.cpu for usage, each in pairs),
        median(usage.wall for usage in usages),
    )


def _seconds(name: str, usages: list[Usage]) -> Figure:
    return Figure(name, tuple(usage.wall for usage in usages), "s")


def _changed_and_undone(bench: Bench) -> dict[str, Usage]:
    """Go on with the database of the last round. Import run 1 is its import, 2 that of changes."""
    changed = bench.folder / "changed"
    change_every_file(bench.corpus(bench.sizes.files), changed)
    # All files of the source: an import looks for missing ones.
    return {
        "import of files changed in one field": bench.command(
            "imported", "import_seeds", str(changed)
        ),
        "undoing that": bench.command("imported", "undo_run", "import:2"),
        "undoing the first import": bench.command("imported", "undo_run", "import:1"),
    }


def _imports(bench: Bench, files: int, repetitions: int) -> list[Usage]:
    corpus = bench.corpus(files)
    bench.say(f"importing {files} files")
    return [bench.import_afresh("grown", corpus) for _ in range(repetitions)]


def _growth(few: int, small: list[Usage], many: int, large: list[Usage], start_up: float) -> Figure:
    def each_file(files: int, usages: list[Usage]) -> float:
        return (median(usage.wall for usage in usages) - start_up) / files

    ratio = each_file(many, large) / each_file(few, small)
    name = f"time a file, {many} files against {few}"
    return Figure(name, (ratio,), "times", LINEAR, seconds=median(each.wall for each in large))
