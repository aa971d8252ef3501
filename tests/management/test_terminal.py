"""A terminal gets a table and a bar; a pipe gets plain lines."""

from io import StringIO

import pytest
from django.core.management.base import OutputWrapper

from articles.management.terminal import progress_bar, show_counts, show_json


class Terminal(StringIO):
    def isatty(self):
        return True


def test_a_pipe_gets_plain_lines():
    pipe = StringIO()

    show_counts("Import 3", {"New": 5, "Same": 0}, OutputWrapper(pipe))

    assert pipe.getvalue() == "New: 5\nSame: 0\n"


def test_a_terminal_gets_a_table_with_its_title(capsys):
    terminal = Terminal()

    show_counts("Import [3]", {"New": 5}, OutputWrapper(terminal))

    shown = terminal.getvalue() + capsys.readouterr().out
    assert "Import [3]" in shown
    assert "New" in shown


def test_nobody_watches_a_pipe_so_no_bar_is_drawn(capsys):
    with progress_bar("Importing", OutputWrapper(StringIO())) as show:
        show(3, 5)
        show(3, None)

    assert capsys.readouterr().err == ""


def test_json_is_for_people_too():
    pipe = StringIO()

    show_json({"title": "Ü"}, OutputWrapper(pipe))

    assert pipe.getvalue() == '{\n  "title": "Ü"\n}\n'


@pytest.mark.parametrize("folder", ["[red]site", "[/]"])
def test_a_path_with_brackets_is_shown_as_it_is(folder, capsys):
    terminal = Terminal()

    show_counts(f"Import 1 of {folder}", {"New": 1}, OutputWrapper(terminal))

    assert folder in terminal.getvalue() + capsys.readouterr().out
