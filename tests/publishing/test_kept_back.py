"""What a person's run keeps back by one-off settings is not ready to publish the next morning."""

from types import SimpleNamespace

import pytest

from articles.admin.dashboard.views import count_ready
from articles.jobs.lifecycle import execute
from articles.listing.filters import ArticleFilter
from articles.models import Article, PublishingRule
from articles.publishing.explanations import why
from articles.publishing.kept_back import keeping_verdicts
from articles.publishing.policy import Rule
from articles.publishing.publish_run import start_publish_run
from articles.publishing.rule_changes import change_rule
from articles.publishing.rules import one_off_rule
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.job_control import undo_now
from tests.factories import draft, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return draft(quality=75)


def run_by_person(rules=None):
    rules = rules or [one_off_rule(threshold=90)]
    return execute(start_publish_run(rules, by=person("Editor")))


def kept():
    return [item.article for item in keeping_verdicts()]


def test_draft_kept_by_one_off_settings_is_not_ready(article):
    ready = draft(quality=70)
    article.refresh_from_db()
    run = execute(
        start_publish_run(
            [one_off_rule(threshold=90)], by=person("Editor"), scope={"ids": [article.pk]}
        )
    )

    assert count_ready() == (1, {run.pk: 1})
    request = SimpleNamespace(user=run.started_by)
    assert list(ArticleFilter({"ready": "yes"}, request=request).qs) == [ready]
    assert list(ArticleFilter({"ready": "no"}, request=request).qs) == [article]


def test_why_draft_kept_by_one_off_settings_names_the_run(article):
    run = run_by_person()

    found = why(Article.objects.for_values().get())

    assert found.headline == "This is still a draft"
    words = f"Kept back in {run}: Its quality of 75 is below the threshold of 90."
    assert found.sentences[-1] == words


CHANGES = {
    "the draft is edited": lambda article, _: edit(article, {"title": "New"}, by=SYSTEM),
    "the run is undone": lambda _, run: undo_now(run, by=SYSTEM),
    "a rule is changed": lambda *_: change_everything(),
}


def change_everything():
    rule = PublishingRule.objects.get()
    rule.threshold = 60
    change_rule(rule, by=SYSTEM)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_kept_draft_is_ready_again_after_a_change(article, change):
    run = run_by_person()
    assert kept() == [article]

    change(article, run)

    assert kept() == []
    assert count_ready() == (1, {})


def test_draft_kept_by_rules_or_by_the_system_is_not_kept_back(article):
    run_by_person([Rule("All", 90)])
    execute(start_publish_run([one_off_rule(threshold=90)], by=SYSTEM))

    assert kept() == []
