"""The CSV report of an import contains no formulas."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.admin.jobs.csv_report import cell
from articles.models import ImportItem, ImportRun, RunState
from tests.factories import source

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(editor):
    """Return the rows of the report of a run with these items."""

    def rows(*items, query=""):
        run = ImportRun.objects.create(source=source(), label="x", state=RunState.DONE)
        for path, outcome, problems in items:
            ImportItem.objects.create(run=run, path=path, outcome=outcome, problems=problems)
        response = editor.get(f"/admin/articles/importrun/{run.pk}/report.csv{query}")
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert response.headers["Content-Disposition"].startswith('attachment; filename="import-')
        return [*csv.reader(io.StringIO(text))]

    return rows


def problem(message, field="quality", line=3):
    return {"line": line, "field": field, "message": message}


def test_report_has_a_line_for_each_problem(report):
    rows = report(
        ("_news/a.md", "created", []),
        ("_news/b.md", "refused", [problem("is no number"), problem("is odd", "title", None)]),
    )

    assert rows == [
        ["file", "outcome", "line", "field", "reason"],
        ["_news/b.md", "Rejected", "3", "quality", "is no number"],
        ["_news/b.md", "Rejected", "", "title", "is odd"],
        ["_news/a.md", "New", "", "", ""],
    ]


def test_report_of_an_outcome_has_only_its_files(report):
    refused = "b.md", "refused", [problem("x")]

    rows = report(("a.md", "created", []), refused, query="?outcome=refused")

    assert [row[0] for row in rows] == ["file", "b.md"]


def test_report_query_count_is_independent_of_its_length(report):
    def count_queries(number):
        with CaptureQueriesContext(connection) as queries:
            rows = report(*[(f"{n}.md", "created", []) for n in range(number)])
        assert len(rows) == number + 1
        return len([each for each in queries if each["sql"].startswith("SELECT")])

    assert count_queries(10) == count_queries(1_000)


FORMULAS = [
    "=1+1", "+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "|calc", "%0A=1", "'=1+1", '"=1+1',
    '=HYPERLINK("http://evil.example","x")', " =1+1", "\t=1+1", "\r=1+1", "\n=1+1", "\0=1",
    "\u00a0=1+1", "\ufeff=1+1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(A1)",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_cell_with_a_formula_gets_an_apostrophe(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["", "plain", "a=b", "2031-05-04-a.md", "_news/a.md", 3, "5 %"])
def test_cell_without_a_formula_is_unchanged(value):
    assert cell(value) == value


def test_report_escapes_formulas_and_separators_in_each_column(report):
    name, reason = "=a,b;c.md", '=say "x",\nthen y; z'

    _, row = report((name, "refused", [problem(reason, "+x")]))

    assert row == [f"'{name}", "Rejected", "3", "'+x", f"'{reason}"]
