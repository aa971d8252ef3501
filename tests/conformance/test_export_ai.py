"""The AI site and the reference seed go out as they came in."""

import pytest

from articles.models import Article
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from tests.conformance.exported import (
    changed_lines,
    desk_values,
    diff,
    export,
    exported_values,
)
from tests.conformance.publishing import AI_RULE, publish_ready
from tests.conformance.sites import AI, SINGLE_SEED

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def live(ai, single):
    """Both, each in a source and so in a folder of its own, published by the site's rule."""
    publish_ready(*AI_RULE)


def test_export_untouched_sites_is_same_bytes(live, tmp_path):
    export(tmp_path)

    assert diff(AI, tmp_path / "ai") == []
    assert (tmp_path / "single" / SINGLE_SEED.name).read_bytes() == SINGLE_SEED.read_bytes()


def test_export_reordered_topics_changes_only_topic_lines(live, tmp_path):
    changed = next(each for each in Article.objects.published() if each.topics.count() > 2)
    topics = desk_values(changed)["topics"]
    edit(changed, {"topics": topics[::-1]}, by=SYSTEM)

    old, new = changed_lines(changed, export(tmp_path) / "ai")

    assert {line.strip().removeprefix("- ") for line in (*old, *new)} <= {*topics}
    assert exported_values(changed, tmp_path / "ai") == desk_values(changed)


def test_export_removed_related_item_changes_only_its_lines(live, tmp_path):
    changed = Article.objects.published().filter(related_count__gt=3).order_by("pk")[0]
    related = desk_values(changed)["related"]
    edit(changed, {"related": [*related[:1], *related[2:]]}, by=SYSTEM)

    old, new = changed_lines(changed, export(tmp_path) / "ai")

    assert new == []
    assert related[1]["web_url"] in "\n".join(old)
    assert exported_values(changed, tmp_path / "ai") == desk_values(changed)


def test_export_only_changed_files_differ(live, tmp_path):
    changed = Article.objects.published().order_by("pk")[0]
    edit(changed, {"excerpt": "Shorter."}, by=SYSTEM)

    lines = diff(AI, export(tmp_path) / "ai")

    assert [line for line in lines if line[0] == ">"] == ['> excerpt: "Shorter."']
    assert len(lines) == 4  # the place, the old line, a rule, the new line
