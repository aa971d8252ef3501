"""Batches are parsed in order, by a second process where there are many files."""

from contextlib import closing
from hashlib import sha256
from multiprocessing import active_children

import pytest

from articles.ingest import parse_pool
from articles.ingest.classify import FilePlan
from articles.ingest.parse_pool import FEW_FILES, parse_batches
from articles.models import ImportOutcome
from articles.seeds.limits import LIMITS
from tests.factories import numbered_seeds, seed_text, write_seeds
from tests.ingest.desk import imported


def plan(number, text=""):
    data = (text or seed_text(title=f"Report {number}")).encode()
    made = FilePlan(f"{number}.md", ImportOutcome.CREATED, name=str(number), data=data)
    made.digest = sha256(data).digest()
    return made


def batches(number):
    return [[plan(n)] for n in range(number)]


def titles(parsed):
    return [each.seed.values["title"] for batch in parsed for each in batch]


@pytest.fixture
def few_files_are_two(monkeypatch):
    monkeypatch.setattr(parse_pool, "FEW_FILES", 2)


@pytest.mark.parametrize("use_process", [False, True])
@pytest.mark.parametrize("number", [0, 1, 3, 8])
@pytest.mark.usefixtures("few_files_are_two")
def test_parse_batches_any_number_keeps_their_order(number, use_process, caplog):
    parsed = parse_batches(batches(number), LIMITS, use_process=use_process)

    assert titles(parsed) == [f"Report {n}" for n in range(number)]
    assert active_children() == []
    assert caplog.messages == []  # such as: the parsing process has died


@pytest.mark.parametrize(
    ("number", "use_process", "processes"),
    [(FEW_FILES, True, 0), (FEW_FILES + 1, True, 1), (FEW_FILES + 1, False, 0)],
)
def test_parse_batches_starts_a_process_only_for_many_files(number, use_process, processes):
    seen = 0
    for _ in parse_batches([[plan(n) for n in range(number)]], LIMITS, use_process=use_process):
        seen = max(seen, len(active_children()))

    assert seen <= processes


@pytest.mark.usefixtures("few_files_are_two")
def test_parse_batches_refused_file_in_process_keeps_its_reasons():
    refused = FilePlan("twice.md", ImportOutcome.REFUSED, problems=[{"message": "twice"}])
    last = [plan(3), plan(4, "---\nno end"), plan(5, seed_text(quality="high")), refused]

    *_, (good, no_end, high, twice) = parse_batches([*batches(3), last], LIMITS, use_process=True)

    assert [each.is_refused for each in (good, no_end, high, twice)] == [False, True, True, True]
    assert high.problems[0]["field"] == "quality"
    assert twice.problems == [{"message": "twice"}]


@pytest.mark.parametrize("moment", [0, 2, 5])
@pytest.mark.usefixtures("few_files_are_two")
def test_parse_batches_process_killed_loses_no_file(moment):
    found = []
    for number, batch in enumerate(parse_batches(batches(8), LIMITS, use_process=True)):
        found += titles([batch])
        if number == moment:
            for child in active_children():
                child.kill()
                child.join()

    assert found == [f"Report {n}" for n in range(8)]


@pytest.mark.usefixtures("few_files_are_two")
def test_parse_batches_closed_early_leaves_no_process():
    with closing(parse_batches(batches(8), LIMITS, use_process=True)) as parsed:
        next(parsed)

    assert active_children() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("few_files_are_two")
def test_import_that_fails_leaves_no_process_while_its_error_is_held(tmp_path):
    def fail(_number):
        raise OSError("disk full")

    write_seeds(tmp_path, numbered_seeds(5))
    with pytest.raises(OSError, match="disk full") as error:
        imported(tmp_path, progress=fail, use_process=True)

    assert error.value.__traceback__ is not None
    assert active_children() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("few_files_are_two")
def test_import_without_use_process_starts_no_process(tmp_path):
    write_seeds(tmp_path, numbered_seeds(5))
    seen = []

    imported(tmp_path, progress=lambda _: seen.append(active_children()))

    assert seen == [[]]
