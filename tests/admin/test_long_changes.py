"""A long change is shown by its beginning; all of it stands on a page of its own."""

import pytest

from articles.desk.word_diff import FIRST_LINES, beginning, collapse, word_diff
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from tests.admin.made import conflict_about
from tests.admin.sent import address
from tests.factories import draft
from tests.workflow.values import COVERAGE

pytestmark = pytest.mark.django_db


def lines(count, word="line"):
    return "\n".join(f"{word} {number}" for number in range(count))


def coverage(count):
    return [COVERAGE | {"title": f"Link {number:03}", "images": []} for number in range(count)]


def start_of(before, after):
    return beginning(collapse(word_diff(before, after)))


@pytest.mark.parametrize(
    ("after", "left"),
    [
        ("", (0, 0)),
        ("one word", (0, 0)),
        (lines(FIRST_LINES), (0, 0)),
        (lines(FIRST_LINES) + "\n", (0, 0)),
        (lines(10), (4, len(lines(10)) - len(lines(6)) - 1)),
        ("x" * 1_000, (0, 100)),
    ],
)
def test_beginning_of_a_change_counts_what_is_left_out(after, left):
    assert start_of("", after)[1:] == left


def test_beginning_of_a_change_is_its_start():
    shown = start_of(lines(30, "old"), lines(30, "new"))

    whole = "".join(piece.text for piece in word_diff(lines(30, "old"), lines(30, "new")))
    assert whole.startswith("".join(piece.text for piece in shown.pieces))
    assert shown.lines > 10


@pytest.mark.parametrize("where", ["change", "history"])
def test_edit_of_200_links_is_shown_shortened_with_a_link_to_all(editor, where):
    article = draft()
    edit(article, {"related": coverage(200)}, by=SYSTEM)
    event = article.events.get(version=2)

    text = editor.get(address(article, where)).content.decode()
    all_of_it = editor.get(f"/admin/articles/event/{event.pk}/change/").content.decode()

    history = text[text.index("timeline") :]
    assert "Show 194 more lines" in history
    assert f"/admin/articles/event/{event.pk}/change/#changed-related" in history
    assert ("Link 005" in history, "Link 006" in history) == (True, False)
    assert 'id="changed-related"' in all_of_it
    assert "Link 199" in all_of_it


def test_conflict_about_200_links_is_whole_only_on_its_own_page(editor):
    conflict = conflict_about(draft(), "related", base=[], ours=[], source=coverage(200))

    article = editor.get(address(conflict.article)).content.decode()
    own = editor.get(f"/admin/articles/conflict/{conflict.pk}/change/").content.decode()

    assert "Link 199" not in article
    assert f"/admin/articles/conflict/{conflict.pk}/change/#source-{conflict.pk}" in article
    assert "Link 199" in own
    assert f'id="source-{conflict.pk}"' in own
    assert "more lines" not in own


def test_shortened_change_is_escaped(editor):
    article = draft()
    edit(article, {"body": "<script>&amp;" * 100}, by=SYSTEM)

    text = editor.get(address(article)).content.decode()

    assert "<script>&amp;" not in text
    assert "Show all" in text
