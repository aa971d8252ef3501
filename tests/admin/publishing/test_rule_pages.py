"""Rules on the threshold page: who may change them, what is remembered, who was quicker."""

import pytest

from articles.models import PublishingRule, RuleChange
from tests.factories import provider, rule, topic

pytestmark = pytest.mark.django_db
THRESHOLD = "/admin/threshold/"
RULES = "/admin/rules/"
ADD = f"{RULES}add/"


def page_of(rule):
    return f"{RULES}{rule.pk}/"


@pytest.fixture
def everything():
    return PublishingRule.objects.get()


def sent(rule, **changes):
    """Return what the rule's form sends as it was shown, with some fields changed."""
    data = {
        "name": rule.name,
        "threshold": rule.threshold,
        "corroborated_threshold": rule.corroborated_threshold or "",
        "topic": rule.topic.name if rule.topic else "",
        "provider": rule.provider.domain if rule.provider else "",
        "type": rule.type,
        "shown_version": rule.version,
    }
    return data | changes


def test_the_threshold_page_lists_the_rules_with_what_they_cover(editor):
    rule(name="Storms", threshold=40, topic=topic("Storms"), provider=provider("gull.example"))

    page = editor.get(THRESHOLD).content.decode()

    assert "topic Storms, provider " in page
    assert "New rule" not in page


def test_a_changed_rule_says_who_changed_what(managing_editor, everything):
    managing_editor.post(page_of(everything), sent(everything, threshold=80, after_import="on"))

    everything.refresh_from_db()
    change = RuleChange.objects.get()
    page = managing_editor.get(page_of(everything)).content.decode()
    assert (everything.threshold, everything.after_import, everything.version) == (80, True, 2)
    assert (change.actor, change.before["threshold"], change.after["threshold"]) == (
        managing_editor.person,
        70,
        80,
    )
    assert f"{managing_editor.person}</b> changed the rule" in page


def test_of_two_who_change_a_rule_the_second_is_told(managing_editor, everything):
    opened = sent(everything, threshold=60)
    managing_editor.post(page_of(everything), sent(everything, threshold=80))

    answer = managing_editor.post(page_of(everything), opened)

    everything.refresh_from_db()
    assert everything.threshold == 80
    assert "Somebody else has changed this rule" in answer.content.decode()


def test_a_rule_is_made_for_a_scope_once(managing_editor):
    data = {"name": "Storms", "threshold": 40, "topic": topic("Storms").name}

    managing_editor.post(ADD, data)
    again = managing_editor.post(ADD, data)

    assert PublishingRule.objects.filter(name="Storms").count() == 1
    assert again.status_code == 200


@pytest.mark.parametrize(
    "changes",
    [{"threshold": -1}, {"threshold": 50, "corroborated_threshold": 60}, {"topic": "Nobody's"}],
)
def test_a_rule_that_makes_no_sense_is_not_kept(managing_editor, everything, changes):
    answer = managing_editor.post(page_of(everything), sent(everything, **changes))

    everything.refresh_from_db()
    assert answer.status_code == 200
    assert (everything.threshold, everything.version) == (70, 1)


def test_numbers_that_were_tried_are_offered_to_the_rule(managing_editor, everything):
    tried = {"threshold": 60, "corroborated": 50, "leads_only": "on"}

    form = managing_editor.get(page_of(everything), tried).context["form"]

    assert [form[name].value() for name in ("corroborated_threshold", "leads_only")] == ["50", True]
    assert form["threshold"].value() == "60"


def test_a_deleted_rule_keeps_its_history(managing_editor):
    storms = rule(name="Storms", topic=topic("Storms"))

    managing_editor.post(f"{page_of(storms)}delete/", {"shown_version": storms.version})

    assert not PublishingRule.objects.filter(name="Storms").exists()
    assert RuleChange.objects.get().name == "Storms"


def test_a_rule_that_moved_on_is_not_deleted(managing_editor):
    storms = rule(name="Storms", topic=topic("Storms"), version=3)

    managing_editor.post(f"{page_of(storms)}delete/", {"shown_version": 2})

    assert PublishingRule.objects.filter(name="Storms").exists()


def test_an_editor_looks_and_changes_nothing(editor, everything):
    page = editor.get(page_of(everything))

    assert page.status_code == 200
    assert "Save" not in page.content.decode()
    assert editor.post(page_of(everything), sent(everything, threshold=1)).status_code == 403
    assert editor.get(ADD).status_code == 403
