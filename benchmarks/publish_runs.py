"""Publish runs against the least that any publishing has to write."""

from statistics import median

from .bench import Bench
from .figures import Figure

PUBLISH = 4.0  # times the bare statements


def measure_publishing(bench: Bench) -> list[Figure]:
    """Return the figures of publish runs of each size, and of their undoing."""
    return [figure for drafts in bench.sizes.drafts for figure in _runs(bench, drafts)]


def _runs(bench: Bench, drafts: int) -> list[Figure]:
    bench.say(f"making {drafts} drafts")
    bench.fill("drafts", drafts)
    pairs = []
    for _ in range(bench.sizes.repetitions):
        bench.say("the bare statements, a publish run")
        bench.databases.copy("drafts", "published")
        bare = bench.publishing("published", "bare")
        bench.databases.copy("drafts", "published")
        pairs.append((bare, bench.publishing("published", "ours")))
    bench.say("undoing it")
    undone = bench.publishing("published", "undo")
    bare_wall = median(bare.wall for bare, _ in pairs)
    return [
        Figure(
            f"publish run of {drafts} drafts",
            tuple(ours.wall / bare.wall for bare, ours in pairs),
            "times",
            PUBLISH,
            tuple(ours.cpu / bare.cpu for bare, ours in pairs),
            median(ours.wall for _, ours in pairs),
        ),
        Figure("undoing that", (undone.wall / bare_wall,), "times", seconds=undone.wall),
    ]
