"""A NUL, which PostgreSQL stores in no text, is refused and fails nothing."""

import pytest

from tests.api.pushing import Program
from tests.factories import draft, seed_text

pytestmark = pytest.mark.database
PERMISSIONS = (
    "import_seeds", "publish_article", "view_article", "change_article", "review_article",
    "add_topic", "add_provider",
)  # fmt: skip


@pytest.fixture
def program():
    return Program(*PERMISSIONS, role="Managing editor")


@pytest.mark.parametrize("name", ["topic", "provider", "type"])
def test_nul_in_the_scope_of_a_publish_run(program, name):
    answer = program.send("/publish-runs/preview", {name: "a\0"})

    assert answer.status_code == 422


RELATED = {"title": "A", "provider": "\0"}


@pytest.mark.parametrize(
    "values", [{"topics": ["\0"]}, {"provider": "\0"}, {"title": "\0"}, {"related": [RELATED]}]
)
def test_nul_in_a_field(program, values):
    path = f"/api/v1/desk/articles/{draft().pk}"
    data, headers = {"values": values}, {"If-Match": "*"}

    answer = program.patch(path, data, content_type="application/json", headers=headers)

    assert answer.status_code == 422


def test_nul_in_a_reason_is_removed(program):
    article = draft()

    answer = program.send(f"/desk/articles/{article.pk}/reject", {"reason": "a\0b"})

    assert answer.status_code == 200
    assert article.events.get(verb="rejected").reason == "ab"


def test_nul_in_the_name_of_a_source(program):
    assert program.push("a.md", seed_text(), source="a%00b").status_code == 422
    assert program.push_zip({"a.md": seed_text()}, source="a%00b").status_code == 422
