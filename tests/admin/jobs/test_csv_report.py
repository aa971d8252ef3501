"""A report for a spreadsheet that runs nothing of what a seed says."""

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


def test_every_refused_file_is_named_with_line_field_and_each_reason(report):
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


def test_it_is_narrowed_as_the_page_is(report):
    refused = "b.md", "refused", [problem("x")]

    rows = report(("a.md", "created", []), refused, query="?outcome=refused")

    assert [row[0] for row in rows] == ["file", "b.md"]


def test_a_thousand_files_ask_the_database_no_more_often(report):
    nothing: list[str] = []
    files = [(f"{number}.md", "created", nothing) for number in range(1_000)]

    with CaptureQueriesContext(connection) as few:
        report(*files[:10])
    with CaptureQueriesContext(connection) as many:
        assert len(report(*files)) == 1_001

    def asked(queries):
        return [each["sql"] for each in queries if each["sql"].startswith("SELECT")]

    assert len(asked(many)) == len(asked(few))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1+1",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("http://evil.example","x")',
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        " =1+1",
        "\u00a0=1+1",
        "\ufeff=1+1",
        "'=1+1",
        '"=1+1',
        "\uff1d1+1",
        "\uff0b1",
        "\uff0d1",
        "\uff20SUM(A1)",
        "|calc",
        "%0A=1",
        "\0=1",
    ],
)
def test_what_a_spreadsheet_would_run_is_text(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["", "plain", "a=b", "2031-05-04-a.md", "_news/a.md", 3, "5 %"])
def test_what_it_would_not_run_stays_as_it_is(value):
    assert cell(value) == value


def test_paths_fields_and_reasons_are_all_made_harmless(report):
    (_, row) = report(("=a.md", "refused", [problem("=1+1", "+x")]))

    assert row == ["'=a.md", "Rejected", "3", "'+x", "'=1+1"]


def test_separators_and_line_ends_stay_within_their_cell(report):
    (_, row) = report(("a,b;c.md", "refused", [problem('say "x",\nthen y; z')]))

    assert (row[0], row[4]) == ("a,b;c.md", 'say "x",\nthen y; z')
