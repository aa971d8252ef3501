"""Run a command on a copy of a database, to its end or to a sudden one."""

import json
import pickle
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.conformance.databases import PostgresDatabases, SqliteDatabases
from tests.conformance.tables import Rows, difference

ROOT = Path(__file__).parents[2]
SMALL_BATCHES = {
    "articles.ingest.pipeline.BATCH": 40,
    "articles.ingest.undo.BATCH": 40,
    "articles.publishing.publish_run.SLICE": 40,
    "articles.jobs.lease.LEASE_SECONDS": 1,
}
"""Many short transactions instead of a few: more moments between them to be killed at."""

Command = Sequence[str]
Databases = SqliteDatabases | PostgresDatabases


class Bench:
    """Databases, and a nursery whose children work on them."""

    def __init__(self, databases: Databases, folder: Path) -> None:
        self.databases = databases
        self.folder = folder
        self.log = folder / "log.txt"
        self.nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.conformance.nursery"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def close(self) -> None:
        """End the nursery process by closing its input."""
        self.nursery.communicate()

    def ask(self, database: str, **request: Any) -> None:
        """Start something in the nursery; `hear` waits for its end."""
        whole = {"command": None, "dump": None, "kill_after": None, "numbers": SMALL_BATCHES}
        whole |= {"database": database, "log": str(self.log)} | request
        assert self.nursery.stdin
        self.nursery.stdin.write(json.dumps(whole) + "\n")
        self.nursery.stdin.flush()

    def hear(self) -> dict[str, Any]:
        assert self.nursery.stdout
        answer: dict[str, Any] = json.loads(self.nursery.stdout.readline())
        return answer

    def run(self, database: str, command: Command, may_be_over: bool = False) -> float:
        """Run a command to its end; return the seconds that it took."""
        self.ask(database, command=[str(part) for part in command])
        done = self.hear()
        assert done["code"] in ({0, 2} if may_be_over else {0}), self.log.read_text()
        return float(done["seconds"])

    def kill(self, database: str, command: Command, after: float) -> bool:
        """Run a command and kill it after so many seconds; return whether it lived until then."""
        self.ask(database, command=[str(part) for part in command], kill_after=after)
        done = self.hear()
        assert done["code"] in {0, -9}, self.log.read_text()
        assert not done["orphans"], "a second process outlived the first"
        return bool(done["code"] == -9)

    def history(self, database: str) -> Rows:
        """Return `tables.history` of a database."""
        path = self.folder / "dump"
        self.ask(database, dump=str(path))
        assert self.hear()["code"] == 0, self.log.read_text()
        rows: Rows = pickle.loads(path.read_bytes())
        return rows


def moments(count: int, seconds: float) -> list[float]:
    """Return so many random moments, one in each of as many equal parts of a duration."""
    part = seconds / count
    return [(number + random.random()) * part for number in range(count)]


def kill_and_start_again(
    bench: Bench, start: str, command: Command, count: int
) -> tuple[int, dict[str, Any]]:
    """Kill a command at `count` moments, each on a copy of `start`, and start it again.

    Returns how many were killed in mid-work, and what differs, by the moment, from the outcome
    of an undisturbed run.
    """
    calm = bench.databases.copy(start)
    seconds = bench.run(calm, command)
    expected = bench.history(calm)
    killed, found = 0, {}
    for moment in moments(count, seconds):
        database = bench.databases.copy(start)
        if bench.kill(database, command, moment):
            killed += 1
            bench.run(database, command, may_be_over=True)
        if differs := difference(expected, without_idle_runs(bench.history(database))):
            found[f"{moment:.4f} of {seconds:.4f} s"] = differs
        bench.databases.drop(database)
    return killed, found


def without_idle_runs(rows: Rows) -> Rows:
    """Return the rows without a second publish run that found nothing to publish.

    One that was killed with its work done, while saying so, makes room for such a one.
    """
    runs = rows["PublishRun"]
    idle = len(runs) == 2 and [run for run in runs if run["totals"]["published"] == 0]
    if not idle:
        return rows
    items = [item for item in rows["PublishItem"] if item["run"] == "PublishRun 1"]
    kept = [run for run in runs if run not in idle]
    return rows | {"PublishRun": kept, "PublishItem": items}
