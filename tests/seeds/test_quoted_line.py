"""Which line of a rejected file is shown, and that no line of `secured` is."""

import pytest

from articles.seeds.errors import SeedRefused
from articles.seeds.quoted_line import LONGEST, quoted_line
from articles.seeds.reader import read_article, read_topic

SECRET = "c2VjcmV0"


def text_of_error(text: str) -> str:
    with pytest.raises(SeedRefused) as refused:
        read_article("a.md", f"---\n{text}\n---\n".encode())
    return refused.value.errors[0].text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("title: A\nquality: many\n", "quality: many"),
        ("title: A\ntopics:\n- Fog\n- 1.10\n", "- 1.10"),
        ("title: A: B\n", "title: A: B"),
        ("title: A\nexcerpt: &anchor\n", "excerpt: &anchor"),
        (f"title: {'a' * 400}\n", f"title: {'a' * (LONGEST - 7)}…"),
    ],
)
def test_error_has_the_line_that_it_complains_about(text: str, shown: str) -> None:
    assert text_of_error(f"publishedDateTime: 2031-05-04T12:00:00Z\n{text}") == shown


def test_error_of_a_topic_has_its_line() -> None:
    with pytest.raises(SeedRefused) as refused:
        read_topic("a.yaml", b"name: [1]\n")

    assert refused.value.errors[0].text == "name: [1]"


@pytest.mark.parametrize(
    "text",
    [
        f"secured: {SECRET}: {SECRET}",
        f"secured: |\n  {SECRET}\n {SECRET}",
        f'secured: "{SECRET}\n  {SECRET}',
        f"'secured': &{SECRET} x",
        f'"sec\\u0075red": &{SECRET} x',
        f'title: A\n"sec\\u0075red": &{SECRET} x',
        f"title: A\n? secured\n: &{SECRET} x",
        f"{{title: A, secured: &{SECRET} x}}",
        f"related:\n- secured: &{SECRET} x",
        f"secured:\n- [{SECRET}\n- {SECRET}: {{",
    ],
)
def test_no_line_of_secured_is_shown(text: str) -> None:
    assert SECRET not in text_of_error(text)


@pytest.mark.parametrize("number", [-1, 2, 99])
def test_line_outside_the_front_matter_is_not_shown(number: int) -> None:
    assert quoted_line("title: A\nquality: 1", number) == ""
