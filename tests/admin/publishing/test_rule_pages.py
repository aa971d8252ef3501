"""The pages of publishing rules: permissions, history, errors, edits by two people at once."""

import pytest

from articles.models import PublishingRule, RuleChange
from tests.factories import provider, rule, topic

pytestmark = pytest.mark.django_db
THRESHOLD = "/admin/threshold/"
RULES = "/admin/rules/"
ADD = f"{RULES}add/"


def url_of(rule):
    return f"{RULES}{rule.pk}/"


@pytest.fixture
def everything():
    return PublishingRule.objects.get()


def form_data(rule, **changes):
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


@pytest.mark.parametrize("page", [THRESHOLD, RULES])
def test_rule_list_for_an_editor_shows_scopes_but_no_button(editor, page):
    rule(name="Storms", threshold=40, topic=topic("Storms"), provider=provider("gull.example"))

    shown = editor.get(page, follow=True).content.decode()

    assert "topic Storms, provider " in shown
    assert "New rule" not in shown


def test_rule_change_is_recorded_with_its_actor(managing_editor, everything):
    managing_editor.post(url_of(everything), form_data(everything, threshold=80, after_import="on"))

    everything.refresh_from_db()
    change = RuleChange.objects.get()
    page = managing_editor.get(url_of(everything)).content.decode()
    assert (everything.threshold, everything.after_import, everything.version) == (80, True, 2)
    assert everything.owner == managing_editor.person
    assert (change.actor, change.before["threshold"], change.after["threshold"]) == (
        managing_editor.person,
        70,
        80,
    )
    assert f"{managing_editor.person}</b> changed the rule" in page


def test_rule_change_of_an_older_version_is_refused(managing_editor, everything):
    opened = form_data(everything, threshold=60)
    managing_editor.post(url_of(everything), form_data(everything, threshold=80))

    answer = managing_editor.post(url_of(everything), opened)

    everything.refresh_from_db()
    assert everything.threshold == 80
    assert "This rule was changed after you opened the page" in answer.content.decode()
    assert answer.context["form"]["threshold"].value() == "60"


def test_rule_add_with_a_scope_in_use_is_refused(managing_editor):
    data = {"name": "Storms", "threshold": 40, "topic": topic("Storms").name}

    managing_editor.post(ADD, data)
    again = managing_editor.post(ADD, data)

    assert PublishingRule.objects.filter(name="Storms").count() == 1
    message = "A rule for this topic, provider and type already exists."
    assert message in again.content.decode()


def test_rule_add_finds_topic_and_provider_by_name(managing_editor):
    fog, tide = topic("Fog"), provider("tide.example", name="The Tide")
    data = {"name": "Fog", "threshold": "40", "topic": "fog", "provider": "the tide"}

    managing_editor.post(ADD, data)

    row = PublishingRule.objects.select_related("topic", "provider").get(name="Fog")
    assert (row.topic, row.provider, row.version) == (fog, tide, 1)
    assert 'value="tide.example"' in managing_editor.get(url_of(row)).content.decode()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"threshold": -1}, "greater than or equal to 0"),
        (
            {"threshold": 50, "corroborated_threshold": 60},
            "The corroborated threshold must not exceed the threshold.",
        ),
        ({"topic": "Nowhere"}, "There is no topic “Nowhere”."),
        ({"provider": "nowhere.example"}, "There is no provider “nowhere.example”."),
        ({"topic": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_rule_change_with_an_invalid_value_is_refused(
    managing_editor, everything, changes, message
):
    answer = managing_editor.post(url_of(everything), form_data(everything, **changes))

    everything.refresh_from_db()
    assert message in answer.content.decode()
    assert (everything.threshold, everything.version) == (70, 1)


def test_rule_page_with_numbers_in_the_address_presets_them(managing_editor, everything):
    tried = {"threshold": 60, "corroborated": 50, "leads_only": "on", "needs_picture": "on"}

    form = managing_editor.get(url_of(everything), tried).context["form"]

    names = ("corroborated_threshold", "leads_only", "needs_picture")
    assert [form[name].value() for name in names] == ["50", True, True]
    assert form["threshold"].value() == "60"


def test_rule_delete_keeps_the_history(managing_editor):
    storms = rule(name="Storms", topic=topic("Storms"))

    managing_editor.post(f"{url_of(storms)}delete/", {"shown_version": storms.version})

    assert not PublishingRule.objects.filter(name="Storms").exists()
    assert RuleChange.objects.get().name == "Storms"


def test_rule_delete_of_an_older_version_is_refused(managing_editor):
    storms = rule(name="Storms", topic=topic("Storms"), version=3)

    managing_editor.post(f"{url_of(storms)}delete/", {"shown_version": 2})

    assert PublishingRule.objects.filter(name="Storms").exists()


def test_rule_page_for_an_editor_is_read_only(editor, everything):
    page = editor.get(url_of(everything))

    assert page.status_code == 200
    assert "Save" not in page.content.decode()
    assert editor.post(url_of(everything), form_data(everything, threshold=1)).status_code == 403
    assert editor.get(ADD).status_code == 403
