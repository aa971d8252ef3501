"""An import's report as CSV, for a spreadsheet that shall not run what a seed says."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from articles.models import ImportItem

HEADER = ("file", "outcome", "line", "field", "reason")
_RUNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "|", "%")
_BYTE_ORDER_MARK = "\ufeff"  # or a spreadsheet takes UTF-8 for something else


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


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


def report_lines(items: Iterable[ImportItem]) -> Iterator[str]:
    """Yield a CSV's lines: one for each problem of each item, or one for an item without any."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield _BYTE_ORDER_MARK + writer.writerow(HEADER)
    for item in items:
        for problem in item.problems or [{}]:
            yield writer.writerow(map(cell, _columns(item, problem)))


def _columns(item: ImportItem, problem: dict[str, Any]) -> tuple[Any, ...]:
    line = problem.get("line")
    what = problem.get("field", ""), problem.get("message", "")
    return (item.path, item.get_outcome_display(), "" if line is None else line, *what)
