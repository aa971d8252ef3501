"""manage.py publish_ready [--threshold N] [--corroborated N] [--leads-only] [--needs-picture]
[--dry-run] [--json]"""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.jobs.lifecycle import execute
from articles.models import Article, PublishingRule, PublishRun, RunState
from articles.publishing.policy import Rule
from articles.publishing.publish_run import start_publish_run
from articles.publishing.rules import one_off_rule
from articles.workflow.actors import SYSTEM
from tests.factories import draft, link, person, stored_image
from tests.management.running import run

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    draft(name="best", quality=80)
    draft(name="good", quality=60)
    backed = draft(name="backed", quality=55)
    link(backed, quality=10, name="z")
    beaten = draft(name="beaten", quality=65)
    link(beaten, quality=90, name="z")
    draft(name="poor", quality=10)
    draft(name="held", quality=99, held=True)


def live():
    return set(Article.objects.published().values_list("name", flat=True))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], {"best"}),
        (["--threshold", 60], {"best", "good", "beaten"}),
        (["--threshold", 60, "--leads-only"], {"best", "good"}),
        (["--threshold", 60, "--corroborated", 50], {"best", "good", "backed", "beaten"}),
        (["--threshold", 60, "--corroborated", 50, "--leads-only"], {"best", "good", "backed"}),
        (["--threshold", 0], {"best", "good", "backed", "beaten", "poor"}),
        (["--threshold", 1000], set()),
        (["--leads-only"], {"best"}),
        (["--corroborated", 50], {"best", "backed", "beaten"}),
    ],
)
def test_publish_ready_threshold_publishes_drafts(desk, arguments, expected):
    ran = run("publish_ready", *arguments)

    assert (ran.code, ran.err) == (0, "")
    assert live() == expected
    assert ran.counts["published"] == str(len(expected))
    assert ran.counts["kept"] == str(6 - len(expected))


def test_publish_ready_without_threshold_uses_rules(desk):
    PublishingRule.objects.update(threshold=60, leads_only=True)

    run("publish_ready")

    assert live() == {"best", "good"}


def test_publish_ready_needs_picture(desk):
    Article.objects.filter(name="best").update(lead_image=stored_image())

    ran = run("publish_ready", "--threshold", 60, "--needs-picture")

    assert live() == {"best"}
    assert int(ran.counts["no picture"]) == Article.objects.drafts().count()


def test_publish_ready_prints_reasons(desk):
    ran = run("publish_ready", "--threshold", 60, "--leads-only")

    assert ran.counts == {
        "published": "2",
        "kept": "4",
        "below threshold": "2",
        "outranked": "1",
        "held": "1",
    }


def test_publish_ready_dry_run_publishes_nothing(desk):
    preview = run("publish_ready", "--threshold", 60, "--dry-run")
    assert (preview.code, live(), PublishRun.objects.count()) == (0, set(), 0)

    assert run("publish_ready", "--threshold", 60).counts == preview.counts
    assert run("publish_ready", "--threshold", 60).counts["published"] == "0"


def test_publish_ready_without_articles_exits_with_0():
    ran = run("publish_ready")

    assert (ran.code, ran.counts) == (0, {"published": "0", "kept": "0"})


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_publish_ready_json_has_totals_reasons_and_items(desk, options):
    ran = run("publish_ready", "--json", *options)

    stored = PublishRun.objects.values_list("pk", flat=True).first()
    items = set() if options else {"items"}
    assert ran.json.keys() == {"run", "dry_run", "totals", "reasons", "left_out"} | items
    assert (ran.json["run"], ran.json["dry_run"]) == (stored, bool(options))
    assert ran.json["totals"] == {"published": 1, "kept": 5}
    if not options:
        assert {
            "name": "best",
            "outcome": "published",
            "quality": 80,
            "reasons": ["Its quality of 80 meets the threshold of 70."],
        } in ran.json["items"]


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_publish_ready_by_the_rules_leaves_out_what_a_person_kept_back(desk, options):
    execute(start_publish_run([one_off_rule(threshold=90)], by=person("Editor")))

    ran = run("publish_ready", *options)

    assert ran.counts["published"] == "0"
    assert ran.counts["left out, kept back by a person's run"] == "1"
    assert live() == set()
    assert run("publish_ready", "--threshold", 70).counts["published"] == "1"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--threshold", "-1"],
        ["--corroborated", "-1"],
        ["--threshold", 60, "--corroborated", 61],
        ["--threshold", 10**30],
    ],
)
def test_publish_ready_invalid_threshold_exits_with_2(desk, arguments):
    ran = run("publish_ready", *arguments)

    assert (ran.code, live()) == (2, set())
    assert ran.err


@pytest.mark.parametrize(("threshold", "is_resumed"), [(60, True), (10, False)])
def test_publish_ready_resumes_a_killed_run_of_the_same_threshold(desk, threshold, is_resumed):
    old = start_publish_run([Rule("As asked for", threshold)], by=SYSTEM)
    PublishRun.objects.filter(pk=old.pk).update(
        state=RunState.RUNNING,
        worker="elsewhere.example:1:2",
        heartbeat=timezone.now() - timedelta(minutes=3),
    )

    run("publish_ready", "--threshold", 60)

    assert (PublishRun.objects.get(pk=old.pk).state == RunState.DONE) == is_resumed
    assert live() == {"best", "good", "beaten"}
