"""Stored pictures with their renditions against the same files made by bare Pillow."""

from .bench import Bench
from .figures import Figure

RENDITIONS = 1.2  # times bare Pillow


def measure_pictures(bench: Bench) -> list[Figure]:
    """Return the ratio, for each tenth of the pictures, and how many files are made a second."""
    bench.say(f"storing {bench.sizes.pictures} pictures")
    bench.databases.copy("migrated", "pictures")
    measured = bench.pictures("pictures", "measure", str(bench.sizes.pictures))
    times = measured["times"]
    step = max(1, len(times) // 10)
    parts = [times[start : start + step] for start in range(0, len(times), step)]

    def seconds(name: str, rows: list[dict[str, float]]) -> float:
        return float(sum(row[name] for row in rows))

    def a_second(name: str) -> tuple[float, ...]:
        return tuple(measured["files"] * len(part) / seconds(name, part) for part in parts)

    return [
        Figure(
            f"{len(times)} pictures, checked, stored, with renditions",
            tuple(seconds("ours", part) / seconds("bare", part) for part in parts),
            "times",
            RENDITIONS,
            tuple(seconds("ours_cpu", part) / seconds("bare_cpu", part) for part in parts),
            seconds("ours", times),
        ),
        Figure("files of renditions", a_second("ours"), "a second"),
        Figure("the same with bare Pillow", a_second("bare"), "a second"),
    ]
