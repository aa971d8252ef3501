"""Explanations of why an article is published, or still a draft."""

from datetime import UTC, datetime

import pytest

from articles.ingest.options import Options
from articles.ingest.pipeline import import_seeds
from articles.jobs.lifecycle import execute
from articles.models import Article, PublishingRule
from articles.publishing.explanations import describe, why
from articles.publishing.policy import Reason, Rule
from articles.publishing.publish_run import start_publish_run
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.job_control import undo_now
from tests.factories import (
    draft,
    in_status,
    link,
    person,
    provider,
    rule,
    seed_text,
    stored_image,
    write_seeds,
)
from tests.publishing.runs import publish_at
from tests.workflow.transition_cases import LATER, do

pytestmark = pytest.mark.django_db
AT_NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)


def answer(article):
    return why(Article.objects.for_values().get(pk=article.pk))


@pytest.fixture
def rosa():
    return person("Managing editor", "rosa")


DRAFTS = {
    "low": ({"quality": 39}, ["Its quality of 39 is below the threshold of 70."]),
    "unscored": (
        {"quality": None},
        ["It has no quality score, so it meets no threshold."],
    ),
    "scheduled": (
        {"quality": 90, "scheduled_for": LATER},
        [
            "It is scheduled: publish runs skip it.",
            "Its quality of 90 meets the threshold of 70.",
        ],
    ),
    "nowhere to read it": (
        {"quality": 90, "web_url": ""},
        [
            "It has neither an address nor a text of its own, so it cannot be published.",
            "Its quality of 90 meets the threshold of 70.",
        ],
    ),
    "held by a machine": (
        {"quality": 90, "held": True},
        [
            "It is held: publish runs skip it until it is released.",
            "Its quality of 90 meets the threshold of 70.",
        ],
    ),
}


@pytest.mark.parametrize(("traits", "sentences"), DRAFTS.values(), ids=DRAFTS)
def test_why_draft_names_the_blocking_reasons_first(traits, sentences):
    found = answer(draft(**traits))

    assert (found.headline, found.sentences) == ("This is still a draft", sentences)


def test_why_passing_draft_says_that_it_will_be_published():
    found = answer(draft(quality=90))

    assert found.headline == "The next publish run will publish this"
    assert found.sentences == ["Its quality of 90 meets the threshold of 70."]
    assert found.verdict.publishable


@pytest.mark.parametrize(
    ("quality", "coverage", "sentence"),
    [
        (55, 1, "Its quality of 55 meets the threshold of 50 for items with related coverage."),
        (55, 0, "Its quality of 55 is below the threshold of 60 (50 with related coverage)."),
        (60, 0, "Its quality of 60 meets the threshold of 60."),
    ],
)
def test_why_with_two_thresholds_names_the_one_that_applies(quality, coverage, sentence):
    PublishingRule.objects.update(threshold=60, corroborated_threshold=50)
    article = draft(quality=quality)
    for _ in range(coverage):
        link(article)

    assert answer(article).sentences == [sentence]


def test_why_outranked_draft_names_the_top_item():
    PublishingRule.objects.update(leads_only=True)
    article = draft(quality=80)
    link(article, quality=85, title="Second")
    first = link(article, quality=90, title="First")

    found = answer(article)

    assert found.sentences == [
        "Related coverage outranks it, and only leads are published.",
        "Its quality of 80 meets the threshold of 70.",
    ]
    assert found.top == first


@pytest.mark.parametrize(
    ("quality", "words"), [(40, "Now it has a quality of 40."), (None, "Now it has no score.")]
)
def test_why_published_article_with_another_score_says_so(quality, words):
    article = draft(quality=90)
    publish_at(70)

    edit(Article.objects.get(pk=article.pk), {"quality": quality}, by=SYSTEM)

    first, second = answer(article).sentences
    assert "Its quality of 90 meets the threshold of 70." in first
    assert second == words


def test_why_draft_lacks_a_picture_that_its_rule_demands():
    PublishingRule.objects.update(needs_picture=True)

    assert answer(draft(quality=80)).sentences == [
        "It has no usable picture, and its rule demands one.",
        "Its quality of 80 meets the threshold of 70.",
    ]
    pictured = draft(quality=80, lead_image=stored_image())
    assert answer(pictured).headline == "The next publish run will publish this"


BY_ROSA = "by rosa on 4 May 2031, 12:00 UTC"
MEETS = "Its quality of 90 meets the threshold of 70."
HELD = "It is held: publish runs skip it until it is released."
DECISIONS = {
    "held": (["hold"], "Fog", [HELD, MEETS, f"Held {BY_ROSA}: Fog."]),
    "released": (["hold", "release"], "", [MEETS]),
    "unpublished": (["publish", "unpublish"], "", [HELD, MEETS, f"Unpublished {BY_ROSA}."]),
    "published": (["publish"], "Fog", [f"Published {BY_ROSA}: Fog."]),
    "rejected": (["reject"], "A press release.", [f"Rejected {BY_ROSA}: A press release."]),
    "archived": (["archive"], "", [f"Archived {BY_ROSA}."]),
}


@pytest.mark.parametrize(("verbs", "reason", "sentences"), DECISIONS.values(), ids=DECISIONS)
def test_why_after_decisions_names_the_one_that_counts(rosa, verbs, reason, sentences):
    article = draft(quality=90)
    for verb in verbs:
        do(verb, article, by=rosa, reason=reason, now=AT_NOON)

    assert answer(article).sentences == sentences


def test_why_decision_of_the_system_names_newsdesk():
    article = draft()
    do("archive", article, by=SYSTEM, now=AT_NOON)

    assert answer(article).sentences == ["Archived by Newsdesk on 4 May 2031, 12:00 UTC."]


def test_why_published_by_a_run_names_the_run_and_its_verdict(rosa):
    article = draft(quality=80)
    run = execute(start_publish_run([Rule("All", 70)], by=rosa))

    sentence = answer(article).sentences[0]

    assert sentence.startswith("Published by rosa on")
    assert sentence.endswith(f"in {run}. Its quality of 80 meets the threshold of 70.")


def test_why_published_by_a_run_uses_the_rules_of_that_time():
    article = draft(quality=80)
    publish_at(70)
    Article.objects.update(quality=5)
    PublishingRule.objects.update(threshold=100)

    assert "Its quality of 80 meets the threshold of 70." in answer(article).sentences[0]


def test_why_published_again_after_an_undo_names_the_last_decision(rosa):
    article = draft(quality=80)
    undo_now(publish_at(70), by=SYSTEM)
    article.refresh_from_db()
    do("publish", article, by=rosa, now=AT_NOON)

    assert answer(article).sentences == ["Published by rosa on 4 May 2031, 12:00 UTC."]


def test_why_trusted_import_says_that_the_file_was_trusted(tmp_path):
    write_seeds(tmp_path, {"heron.md": seed_text(published=True)})
    import_seeds([tmp_path], by=SYSTEM, options=Options(trust_published=True))

    found = answer(Article.objects.get())

    assert found.headline == "This is published"
    assert "published as its file says" in found.sentences[0]


@pytest.mark.parametrize("status", ["published", "rejected", "archived"])
def test_why_article_without_events_has_a_headline(status):
    article = in_status(status)
    article.events.all().delete()

    assert answer(article).headline == f"This is {status}"


def test_why_names_the_most_specific_rule():
    narrow = provider()
    rule(name="Tidewire", provider=narrow, threshold=95)

    assert answer(draft(quality=90, provider=narrow)).sentences == [
        "Its quality of 90 is below the threshold of 95."
    ]


@pytest.mark.parametrize("reason", [r for r in Reason if r])
def test_describe_has_a_sentence_for_every_reason(reason):
    rule = Rule("All", 70, corroborated_threshold=60, recommended_threshold=55)

    (sentence,) = describe(int(reason), 50, rule)

    assert sentence.endswith(".")
    assert "None" not in sentence
