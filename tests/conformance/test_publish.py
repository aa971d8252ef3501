"""The publishing rules reach the verdicts that the real sites' own files carry."""

import pytest
from django.core.management import call_command

from articles.models import Article, Event, PublishItem, SeedFile, Verb
from articles.seeds.reader import read_article
from articles.workflow.actors import SYSTEM
from articles.workflow.job_control import undo_now
from articles.workflow.transitions import hold, reject, unpublish
from tests.conformance import tables
from tests.conformance.publishing import AI_RULE, POWERAPPS_RULE, publish_ready

pytestmark = pytest.mark.django_db


def live(source="default"):
    published = Article.objects.published().filter(source__name=source)
    return set(published.values_list("name", flat=True))


def called_published(source):
    """Return the names of the files that say `published: true`."""
    seeds = SeedFile.objects.filter(kind="article", source__name=source)
    return {seed.name for seed in seeds if read_article(seed.path, seed.data).published}


def test_publish_powerapps_at_70_publishes_396(powerapps):
    run = publish_ready(*POWERAPPS_RULE)

    assert live() == called_published("default")
    assert len(live()) == 396
    assert run.totals == {"published": 396, "kept": 229}


def test_publish_default_rule_equals_threshold(powerapps):
    publish_ready()

    assert len(live()) == 396


def test_publish_stores_verdicts_and_events(powerapps):
    run = publish_ready(*POWERAPPS_RULE)

    events = Event.objects.filter(publish_run=run, verb=Verb.PUBLISHED, version=2)
    assert run.items.count() == 625
    assert events.count() == run.items.published().count() == 396
    assert Article.objects.published().filter(version=2).count() == 396


def test_publish_again_publishes_nothing(powerapps):
    publish_ready(*POWERAPPS_RULE)
    before = tables.desk(without=())

    run = publish_ready(*POWERAPPS_RULE)

    assert run.totals == {"published": 0, "kept": 229}
    assert tables.desk(without=()) == before


def test_publish_dry_run_equals_run_and_writes_nothing(powerapps, capsys):
    before = tables.whole()

    call_command("publish_ready", *POWERAPPS_RULE, "--dry-run")

    assert "published: 396\nkept: 229\n" in capsys.readouterr().out
    assert tables.whole() == before


def test_publish_undo_restores_all(powerapps):
    before = tables.desk()
    run = publish_ready(*POWERAPPS_RULE)

    undo_now(run, by=SYSTEM)

    assert run.totals["undone"] == 396
    assert tables.difference(before, tables.desk()) == {}


def test_publish_undo_skips_touched(powerapps):
    run = publish_ready(*POWERAPPS_RULE)
    touched = Article.objects.published().order_by("pk")[0]
    unpublish(touched, by=SYSTEM)

    undo_now(run, by=SYSTEM)

    assert (run.totals["undone"], run.totals["undo_skipped"]) == (395, 1)
    assert PublishItem.objects.exclude(undo_skipped_reason="").get().article == touched
    assert Article.objects.get(pk=touched.pk).held


def test_publish_skips_held_and_rejected(powerapps):
    good = Article.objects.filter(quality__gte=70).order_by("pk")
    held, rejected = good[:2]
    hold(held, by=SYSTEM)
    reject(rejected, by=SYSTEM)

    run = publish_ready(*POWERAPPS_RULE)

    assert run.totals == {"published": 394, "kept": 230}
    assert {held.name, rejected.name} & live() == set()


def test_publish_ai_rule_publishes_139(ai):
    publish_ready(*AI_RULE)

    assert live("ai") == called_published("ai")
    assert len(live("ai")) == 139
