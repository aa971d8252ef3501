"""The AI site and the reference seed go out as they came in."""

import pytest

from articles.models import Article
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from tests.conformance.exported import (
    diff,
    export,
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


def test_export_only_changed_files_differ(live, tmp_path):
    changed = Article.objects.published().order_by("pk")[0]
    edit(changed, {"excerpt": "Shorter."}, by=SYSTEM)

    lines = diff(AI, export(tmp_path) / "ai")

    assert [line for line in lines if line[0] == ">"] == ['> excerpt: "Shorter."']
    assert len(lines) == 4  # the place, the old line, a rule, the new line
