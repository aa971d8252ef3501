"""The policy in SQL gives the same verdicts as the policy in Python."""

from itertools import product
from typing import Any

import pytest

from articles.models import Article, PublishingRule
from articles.publishing.policy import Reason, Rule, by_specificity
from articles.publishing.policy_sql import publishable, with_verdicts
from articles.publishing.publish_run import count_publishable, count_verdicts
from articles.publishing.report import count_reasons, preview_as_dict
from articles.publishing.rules import judge, rules_in_force
from tests.factories import draft, in_status, link, provider, rule, stored_image, topic
from tests.workflow.transition_cases import LATER

pytestmark = pytest.mark.django_db
RULES = {
    "none": [],
    "default": [Rule("Default", 70)],
    "leads": [Rule("AI", 60, corroborated_threshold=50, leads_only=True)],
    "pictured": [
        Rule("Herons", 40, topic="Herons"),
        Rule("All", 50, leads_only=True, needs_picture=True),
    ],
    "scoped": [
        Rule("Herons", 40, topic="Herons"),
        Rule("Tidewire", 90, provider="tidewire.example", leads_only=True),
        Rule("Videos", 30, type="video", corroborated_threshold=20),
    ],
    "scoped and default": [
        Rule("Both", 10, topic="Herons", provider="tidewire.example"),
        Rule("Tidewire", 90, provider="tidewire.example", leads_only=True),
        Rule("Rest", 60, corroborated_threshold=50),
    ],
}


@pytest.fixture
def desk():
    """Drafts of every kind that a rule can tell apart, and what is no draft."""
    herons, tidewire, image = topic("Herons"), provider(), stored_image()
    kinds = product((None, 0, 39, 50, 60, 90), (None, 60), ("article", "video"))
    for number, (quality, rival, kind) in enumerate(kinds):
        article = draft(
            name=f"d{number:02}",
            quality=quality,
            type=kind,
            provider=tidewire if number % 3 else None,
            topics=(herons,) if number % 2 else (),
            lead_image=image if number % 5 else None,
        )
        if rival is not None:
            link(article, quality=rival, name=f"d{number - 1 + 2 * (number % 2):02}")
    draft(name="held", held=True, quality=90)
    draft(name="scheduled", scheduled_for=LATER, quality=90)
    draft(name="nowhere", web_url="", quality=90)
    draft(name="own text", web_url="", body="Fog.", quality=90)
    for status in ("published", "rejected", "archived"):
        in_status(status, name=status, quality=90)


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_with_verdicts_equals_judge(desk, rules):
    rows: Any = with_verdicts(Article.objects.for_values(), rules)
    ordered = by_specificity(rules)

    for row in rows:
        verdict = judge(row, rules)
        place = ordered.index(verdict.rule) if verdict.rule else None
        assert (row.reasons, row.rule_place) == (int(verdict.reasons), place), row.name
    live = {row.name for row in rows if judge(row, rules).publishable}
    assert {row.name for row in publishable(rows)} == live


def test_count_verdicts_counts_each_draft_once(desk):
    verdicts = count_verdicts(RULES["leads"])

    assert sum(verdicts.values()) == Article.objects.drafts().count()
    assert (
        count_publishable(verdicts)
        == publishable(with_verdicts(Article.objects.drafts(), RULES["leads"])).count()
    )


def test_count_verdicts_with_ids_counts_only_these():
    one, _ = draft(quality=80), draft(quality=80)

    assert count_verdicts([Rule("All", 70)], {"ids": [one.pk]}) == {int(Reason.MEETS_THRESHOLD): 1}
    assert count_verdicts([Rule("All", 70)], {"ids": []}) == {}


def test_preview_as_dict_counts_and_names_reasons():
    draft(quality=80)
    draft(quality=10, held=True)

    assert preview_as_dict([Rule("All", 70)], {}) == {
        "run": None,
        "dry_run": True,
        "totals": {"published": 1, "kept": 1},
        "reasons": {"held": 1, "below threshold": 1},
    }


def test_count_reasons_most_frequent_first():
    counts = count_reasons({int(Reason.HELD): 2, int(Reason.HELD | Reason.UNSCORED): 3, 1: 9})

    assert list(counts.items()) == [("held", 5), ("unscored", 3)]


def test_rules_in_force_of_a_new_database_is_one_at_70():
    assert rules_in_force() == [Rule("Everything", threshold=70)]


def test_rules_in_force_reads_every_column():
    PublishingRule.objects.all().delete()
    rule(
        name="Narrow",
        threshold=60,
        corroborated_threshold=50,
        recommended_threshold=55,
        leads_only=True,
        needs_picture=True,
        topic=topic("Herons"),
        provider=provider(),
        type="video",
    )

    found = rules_in_force()
    assert found == [
        Rule("Narrow", 60, 50, 55, True, "Herons", "tidewire.example", "video", needs_picture=True)
    ]
    assert found[0].leads_only is True


def test_count_verdicts_without_rules_publishes_nothing():
    draft(quality=240)

    assert count_verdicts([]) == {int(Reason.NO_RULE): 1}
