"""Each change of a rule is recorded as a version, and the thresholds of articles follow."""

import pytest

from articles.content.thresholds import refresh_all_thresholds
from articles.models import Article, PublishingRule, RuleChange
from articles.publishing import rule_changes
from articles.publishing.rule_changes import change_rule, delete_rule, make_rule
from articles.workflow.actors import SYSTEM
from articles.workflow.errors import NotAllowed, NotPossible
from tests.factories import NOON, draft, person, provider, topic

pytestmark = pytest.mark.django_db


def test_make_rule_records_version_one():
    by = person("Managing editor")
    rule = PublishingRule(name="Fog", threshold=60, topic=topic("Fog"), provider=provider())

    change = make_rule(rule, by=by, now=NOON)

    stored = PublishingRule.objects.get(name="Fog")
    assert (stored.version, stored.owner, stored.after_import) == (1, by, False)
    assert (change.rule, change.version, change.actor, change.at) == (stored, 1, by, NOON)
    assert change.before == {}
    assert (change.after["topic"], change.after["provider"]) == ("Fog", "tidewire.example")
    assert change.after["threshold"] == 60


def test_change_rule_records_before_and_after():
    by, rule = person("Managing editor"), PublishingRule.objects.get()
    rule.threshold, rule.corroborated_threshold = 60, 50

    change = change_rule(rule, by=by)

    assert change is not None
    assert (change.before["threshold"], change.after["threshold"]) == (70, 60)
    assert (change.version, rule.version) == (2, 2)
    stored = PublishingRule.objects.get()
    assert (stored.threshold, stored.version, stored.owner) == (60, 2, by)


def test_change_rule_without_changes_records_nothing():
    assert change_rule(PublishingRule.objects.get(), by=SYSTEM) is None
    assert PublishingRule.objects.get().version == 1
    assert not RuleChange.objects.exists()


def test_change_rule_of_an_outdated_version_is_refused():
    mine, theirs = PublishingRule.objects.get(), PublishingRule.objects.get()
    theirs.threshold = 60
    change_rule(theirs, by=SYSTEM)
    mine.threshold = 10

    for act in change_rule, delete_rule:
        with pytest.raises(NotPossible, match="This rule was changed in the meantime"):
            act(mine, by=SYSTEM)
    assert PublishingRule.objects.get().threshold == 60
    assert RuleChange.objects.count() == 1


def test_delete_rule_keeps_the_history_by_name():
    rule = PublishingRule.objects.get()
    rule.threshold = 60
    change_rule(rule, by=SYSTEM)

    delete_rule(rule, by=SYSTEM)

    assert not PublishingRule.objects.exists()
    gone, changed = RuleChange.objects.all()
    assert (gone.name, gone.version, gone.after) == (changed.name, 3, {})
    assert gone.before["threshold"] == 60


@pytest.mark.parametrize(
    "numbers", [{"threshold": -1}, {"threshold": 50, "corroborated_threshold": 51}]
)
def test_make_rule_with_invalid_thresholds_is_refused(numbers):
    rule = PublishingRule.objects.get()
    for name, value in numbers.items():
        setattr(rule, name, value)

    with pytest.raises(NotPossible):
        change_rule(rule, by=SYSTEM)
    with pytest.raises(NotPossible):
        make_rule(PublishingRule(name="New", type="video", **numbers), by=SYSTEM)


def test_make_rule_for_a_used_scope_is_refused():
    fog = topic("Fog")
    make_rule(PublishingRule(name="Fog", topic=fog), by=SYSTEM)
    whole = PublishingRule.objects.get(topic=None)
    whole.topic = fog

    with pytest.raises(NotPossible, match="a rule for this scope already"):
        make_rule(PublishingRule(name="Fog again", topic=fog), by=SYSTEM)
    with pytest.raises(NotPossible, match="a rule for this scope already"):
        change_rule(whole, by=SYSTEM)
    assert RuleChange.objects.count() == 1


@pytest.mark.parametrize("role", ["", "Reviewer", "Editor"])
def test_rule_changes_need_permission(role):
    rule, by = PublishingRule.objects.get(), person(role)
    rule.threshold = 1

    for act in change_rule, delete_rule:
        with pytest.raises(NotAllowed):
            act(rule, by=by)
    with pytest.raises(NotAllowed):
        make_rule(PublishingRule(name="Mine", type="video"), by=by)
    assert PublishingRule.objects.get().threshold == 70


def test_change_rule_with_many_articles_recomputes_thresholds_in_a_task(
    monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    task = type("Task", (), {"enqueue": staticmethod(lambda: sent.append(1))})
    monkeypatch.setattr(rule_changes, "refresh_thresholds_task", task)
    monkeypatch.setattr(rule_changes, "BATCH", 1)
    draft(), draft()
    rule = PublishingRule.objects.get()
    rule.threshold = 60

    with django_capture_on_commit_callbacks(execute=True):
        change_rule(rule, by=SYSTEM)
    assert sent == [1]
    assert set(Article.objects.values_list("threshold", flat=True)) == {70}

    refresh_all_thresholds()
    assert set(Article.objects.values_list("threshold", flat=True)) == {60}
