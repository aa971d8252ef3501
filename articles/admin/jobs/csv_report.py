"""An import's report as CSV, for a spreadsheet that shall not run what a seed says."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from articles.models import ImportItem

AT_ONCE = 1_000
HEADER = ("file", "outcome", "line", "field", "reason")
_RUNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "|", "%")
_BYTE_ORDER_MARK = "\ufeff"  # or a spreadsheet takes UTF-8 for something else


def cell(value: Any) -> Any:
    """Return a text such that no spreadsheet takes it for a formula.

    What begins like one, also behind blanks or control characters, gets an apostrophe before it
    (OWASP, CSV injection).
    """
    if not isinstance(value, str):
        return value
    bare = value.lstrip(" \t\r\n\0\u00a0\ufeff'\"")
    begins_so = bare.startswith(_RUNS) or value.startswith(("\t", "\r", "\n"))
    return f"'{value}" if begins_so else value


def report_parts(items: Iterable[ImportItem]) -> Iterator[str]:
    """Yield a CSV, many lines at once: one for each problem of an item, or one if it has none."""
    yield _BYTE_ORDER_MARK + _lines([HEADER])
    rows = (_columns(item, problem) for item in items for problem in item.problems or [{}])
    while part := [*islice(rows, AT_ONCE)]:
        yield _lines(part)


def _lines(rows: Iterable[Iterable[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([map(cell, row) for row in rows])
    return out.getvalue()


def _columns(item: ImportItem, problem: dict[str, Any]) -> tuple[Any, ...]:
    line = problem.get("line")
    what = problem.get("field", ""), problem.get("message", "")
    return (item.path, item.get_outcome_display(), "" if line is None else line, *what)
