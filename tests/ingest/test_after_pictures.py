"""An automatic rule that demands a picture publishes drafts of an import once they have one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.jobs.lifecycle import execute
from articles.models import Article, PublishingRule, PublishItem, PublishRun, RunState
from articles.publishing.auto_publish import start_after_pictures
from articles.publishing.policy import Reason
from articles.publishing.rule_changes import change_rule
from articles.workflow.actors import SYSTEM
from articles.workflow.job_control import undo_now
from articles.workflow.transitions import perform, unpublish
from tests.factories import person, seed_text, stored_image, write_seeds
from tests.ingest.desk import imported

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path):
    """An import of two drafts under the rule, of which one is good enough."""
    PublishingRule.objects.update(
        after_import=True, threshold=50, recommended_threshold=5, needs_picture=True
    )
    files = {
        f"_news/2031-05-04-{name}.md": seed_text(title=name, quality=quality)
        for name, quality in {"good": 90, "poor": 10}.items()
    }
    imported(write_seeds(tmp_path, files))


def pictures_arrive():
    Article.objects.update(lead_image=stored_image())


def published():
    """Do what the scheduler does; return what is live then."""
    for run in start_after_pictures():
        execute(run)
    return [*Article.objects.published().values_list("title", flat=True)]


def test_draft_is_published_once_it_has_a_picture(site):
    assert published() == []

    pictures_arrive()

    assert published() == ["good"]
    assert PublishRun.objects.get().totals == {"published": 1, "kept": 0}
    assert start_after_pictures() == []


def test_rule_that_demands_no_picture_publishes_only_after_the_import(site):
    PublishingRule.objects.update(needs_picture=False)
    pictures_arrive()
    assert published() == []


def test_draft_that_was_judged_with_a_picture_waits_for_a_person(site, tmp_path):
    pictures_arrive()
    published()
    poor = Article.objects.get(title="poor")
    PublishItem.objects.create(
        run=PublishRun.objects.get(),
        article=poor,
        reasons=int(Reason.BELOW_THRESHOLD),
        quality=10,
        version=1,
    )
    perform("recommend", poor, by=person("Reviewer"))
    assert published() == ["good"]


def test_nothing_is_published_after_an_undone_run(site):
    pictures_arrive()
    published()
    undo_now(PublishRun.objects.get(), by=SYSTEM)
    assert published() == []


def test_decision_of_a_person_stands(site):
    pictures_arrive()
    published()
    live = Article.objects.get(title="good")
    unpublish(live, by=person("Editor"))
    Article.objects.filter(pk=live.pk).update(held=False)
    assert published() == []


def test_pictures_of_old_imports_publish_nothing(site):
    pictures_arrive()
    assert start_after_pictures(timezone.now() + timedelta(days=4)) == []


def test_two_workers_start_one_run(site):
    pictures_arrive()
    (run,) = start_after_pictures()
    assert run.state == RunState.QUEUED
    assert start_after_pictures() == []


def test_changed_rule_publishes_nothing_of_earlier_imports(site):
    pictures_arrive()
    published()
    rule = PublishingRule.objects.get()
    rule.threshold = 5
    change_rule(rule, by=person("Managing editor"))
    assert published() == ["good"]
