"""A terminal gets a table and a bar; a pipe gets plain lines."""

from io import StringIO

import pytest
from django.core.management.base import OutputWrapper

from articles.management.terminal import progress_bar, show_counts, show_json


class Terminal(StringIO):
    def isatty(self):
        return True


def test_show_counts_pipe_prints_plain_lines():
    pipe = StringIO()

    show_counts("Import 3", {"New": 5, "Same": 0}, OutputWrapper(pipe))

    assert pipe.getvalue() == "New: 5\nSame: 0\n"


@pytest.mark.parametrize("title", ["Import [3]", "[red]site", "[/]"])
def test_show_counts_terminal_prints_a_table_with_brackets_escaped(capsys, title):
    terminal = Terminal()

    show_counts(title, {"New": 5}, OutputWrapper(terminal))

    shown = terminal.getvalue() + capsys.readouterr().out
    assert title in shown
    assert "New" in shown


def test_progress_bar_pipe_prints_nothing(capsys):
    with progress_bar("Importing", OutputWrapper(StringIO())) as show:
        show(3, 5)
        show(3, None)

    assert capsys.readouterr().err == ""


def test_show_json_is_indented():
    pipe = StringIO()

    show_json({"title": "Ü"}, OutputWrapper(pipe))

    assert pipe.getvalue() == '{\n  "title": "Ü"\n}\n'
