"""Files are read ahead in a second process; whatever becomes of it, all are read in order."""

import os
import subprocess
import sys
import time
from hashlib import sha256
from itertools import count
from multiprocessing import active_children
from pathlib import Path
from threading import active_count

import pytest

from articles.ingest.classify import Plan
from articles.ingest.parse_pool import FETCHED_AT_ONCE, fetch_ahead, prepare_ahead
from articles.ingest.parse_process import start_reader
from articles.models import ImportOutcome
from articles.seeds.limits import LIMITS
from tests.factories import seed_text


def plan(number, text=""):
    data = (text or seed_text(title=f"Report {number}")).encode()
    made = Plan(f"{number}.md", ImportOutcome.CREATED, name=str(number), data=data)
    made.digest = sha256(data).digest()
    return made


def batches(number):
    return [[plan(n)] for n in range(number)]


def titles(prepared):
    return [each.seed.values["title"] for batch in prepared for each in batch]


@pytest.mark.parametrize("number", [0, 1, 2, 5])
def test_all_come_back_in_their_order(number):
    prepared = prepare_ahead(batches(number), LIMITS)

    assert titles(prepared) == [f"Report {n}" for n in range(number)]
    assert active_children() == []


def test_a_process_that_waits_already_is_the_one_that_reads():
    start_reader()
    (waiting,) = active_children()
    seen, found = set(), []

    for batch in prepare_ahead(batches(4), LIMITS):
        seen |= {child.pid for child in active_children()}
        found += titles([batch])

    assert found == [f"Report {n}" for n in range(4)]
    assert seen == {waiting.pid}
    assert active_children() == []


def test_if_the_process_that_waits_is_gone_all_are_read_here():
    start_reader()
    (waiting,) = active_children()
    waiting.kill()
    waiting.join()

    assert titles(prepare_ahead(batches(4), LIMITS)) == [f"Report {n}" for n in range(4)]


@pytest.mark.parametrize("end", ["", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_a_process_that_waits_in_vain_ends_with_the_one_that_started_it(end):
    started = (
        "import multiprocessing, os, signal\n"
        "from articles.ingest.parse_process import start_reader\n"
        "start_reader()\n"
        "print(multiprocessing.active_children()[0].pid, flush=True)\n"
    )
    said = subprocess.run([sys.executable, "-c", started + end], capture_output=True, check=False)

    deadline = time.monotonic() + 60
    while _is_running(int(said.stdout)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _is_running(pid):
    try:
        os.kill(pid, 0)
        about = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return about.rpartition(")")[2].split()[0] != "Z"  # nobody waits for an orphan here


def test_one_batch_needs_no_second_process():
    for _ in prepare_ahead(batches(1), LIMITS):
        assert active_children() == []


def test_a_smaller_second_batch_needs_none_either():
    files = [[plan(0), plan(1)], [plan(2)], []]
    found = []
    for batch in prepare_ahead(files, LIMITS):
        assert active_children() == []
        found += titles([batch])

    assert found == ["Report 0", "Report 1", "Report 2"]


def test_what_is_refused_there_is_refused_with_its_reasons():
    files = [*batches(3), [plan(3), plan(4, "---\nno end"), plan(5, seed_text(quality="high"))]]

    *_, (good, no_end, high) = prepare_ahead(files, LIMITS)

    assert (good.is_refused, no_end.is_refused, high.is_refused) == (False, True, True)
    assert high.problems[0]["field"] == "quality"


def test_what_was_refused_before_stays_so():
    refused = Plan("twice.md", ImportOutcome.REFUSED, problems=[{"message": "twice"}])

    *_, (found,) = prepare_ahead([*batches(2), [refused]], LIMITS)

    assert found.problems == [{"message": "twice"}]


@pytest.mark.parametrize("moment", range(4))
def test_a_second_process_that_is_killed_loses_nothing(moment, caplog):
    found = []
    for number, batch in enumerate(prepare_ahead(batches(6), LIMITS)):
        found += titles([batch])
        if number == moment:
            for child in active_children():
                child.kill()
                child.join()

    assert found == [f"Report {n}" for n in range(6)]


def test_an_import_that_stops_half_way_leaves_no_process_behind():
    reading = prepare_ahead(batches(6), LIMITS)
    next(iter(reading))

    reading.close()  # type: ignore[attr-defined] # a generator, as its caller's `for` closes it

    assert active_children() == []


def test_batches_without_anything_new_pass_through():
    files = [[], [plan(0)], [], [plan(1)], []]

    assert titles(prepare_ahead(files, LIMITS)) == ["Report 0", "Report 1"]


@pytest.mark.parametrize("number", [0, 1, FETCHED_AT_ONCE, 7 * FETCHED_AT_ONCE + 1])
def test_what_is_fetched_ahead_comes_in_its_order(number):
    before = active_count()

    assert list(fetch_ahead(iter(range(number)))) == list(range(number))
    assert active_count() == before


def test_an_error_in_fetching_comes_where_it_was_met():
    def files():
        yield 1
        raise OSError("the disk is gone")

    fetching = fetch_ahead(files())

    assert next(fetching) == 1
    with pytest.raises(OSError, match="the disk is gone"):
        next(fetching)


def test_whoever_stops_half_way_has_nothing_fetched_any_more():
    before = active_count()
    numbers = count()
    fetching = fetch_ahead(numbers)
    next(fetching)

    fetching.close()  # type: ignore[attr-defined] # a generator, as its caller's `for` closes it

    assert active_count() == before
    assert next(numbers) < 100 * FETCHED_AT_ONCE
