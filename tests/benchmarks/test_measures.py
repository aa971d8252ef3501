"""The measures run; what they find depends on the machine and is not asserted."""

import pytest

from benchmarks.bench import Bench, Sizes, change_every_file
from benchmarks.databases import Sqlite
from benchmarks.figures import Figure, table
from benchmarks.imports import measure_growth, measure_imports
from benchmarks.make_corpus import make_corpus
from benchmarks.picture_times import measure_pictures
from benchmarks.processes import Failed, run
from benchmarks.publish_runs import measure_publishing

TINY = Sizes(files=20, small=10, large=30, drafts=(50,), pictures=2, repetitions=1)


@pytest.mark.slow
def test_each_measure_returns_its_figures(tmp_path):
    bench = Bench(tmp_path, Sqlite(tmp_path), TINY, say=lambda what: None)
    bench.prepare()
    figures = measure_imports(bench) + measure_growth(bench) + measure_publishing(bench)
    figures += measure_pictures(bench)
    assert [figure.name for figure in figures if figure.budget is not None] == [
        "import, whole process",
        "the same files again, without start-up",
        "time a file, 20 files against 10",
        "time a file, 30 files against 20",
        "more memory for more files",
        "publish run of 50 drafts",
        "2 pictures, checked, stored, with renditions",
    ]
    assert all(figure.values for figure in figures)


@pytest.mark.parametrize(
    ("values", "budget", "verdict"),
    [
        ((0.6, 0.69, 2.0), 0.7, "within"),
        ((0.6, 0.71, 0.72), 0.7, "OVER"),
        ((5.0,), None, ""),
    ],
)
def test_verdict_compares_the_median_with_the_budget(values, budget, verdict):
    assert Figure("an import", values, "times", budget).verdict == verdict


def test_table_shows_figure_budget_and_verdict():
    shown = table("Imports", [Figure("an import", (0.6, 0.8, 0.9), "times", 0.7, (0.5,), 2.5)])
    title, _, row = shown.splitlines()
    assert title == "Imports"
    assert " ".join(row.split()) == "an import 0.800 0.600 0.900 0.500 2.50 s 0.700 OVER"


def test_changed_corpus_differs_in_one_line_per_file(tmp_path):
    make_corpus(tmp_path / "before", 5)
    change_every_file(tmp_path / "before", tmp_path / "after")
    for path in (tmp_path / "before").rglob("*.md"):
        before = path.read_text(encoding="utf-8").splitlines()
        changed = (tmp_path / "after" / "_posts" / path.name).read_text(encoding="utf-8")
        different = [a for a, b in zip(before, changed.splitlines(), strict=True) if a != b]
        assert [line.partition(":")[0] for line in different] == ["excerpt"]


def test_a_failing_process_raises_failed():
    with pytest.raises(Failed, match=r"ended with 3:\nno such thing"):
        run(["-c", "import sys; print('no such thing'); sys.exit(3)"], {})
