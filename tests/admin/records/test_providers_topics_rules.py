"""The nouns that editors keep by hand."""

import pytest
from django.db import connection
from django.forms import Textarea
from django.test.utils import CaptureQueriesContext

from articles.models import Provider, PublishingRule, Topic
from articles.seeds.limits import LIMITS
from tests.factories import draft, provider, rule, topic

pytestmark = pytest.mark.django_db
PROVIDERS = "/admin/articles/provider/"
TOPICS = "/admin/articles/topic/"
RULES = "/admin/articles/publishingrule/"


def test_what_a_person_writes_about_a_provider_is_marked_as_theirs(editor):
    tide = provider("tide.example", name="tide", edited_at=None)
    data = {"name": "The Tide", "description": "Daily.", "other_names": "Tide\r\nTidal\r\n"}

    editor.post(f"{PROVIDERS}{tide.pk}/change/", data | {"domain": "other.example"})

    tide.refresh_from_db()
    assert (tide.name, tide.other_names) == ("The Tide", ["Tide", "Tidal"])
    assert tide.edited_at is not None
    assert tide.domain == "tide.example"


def test_a_provider_is_added_by_its_domain(editor):
    bad = editor.post(f"{PROVIDERS}add/", {"domain": "no domain", "name": "x"})
    editor.post(f"{PROVIDERS}add/", {"domain": "New.Example", "name": "New"})

    assert "not a domain" in bad.content.decode()
    assert Provider.objects.get().domain == "new.example"


def test_a_topic_is_kept_with_its_parent_keywords_and_services(editor):
    topic("Weather")
    fog = topic("Fog")
    data = {
        "short_name": "F", "parent": "Weather", "keywords": "mist\r\nhaze",
        "services": "news: https://a.example/n\r\nmap: http://a.example:8/?a=b",
        "name": "Renamed", "slug": "renamed",
    }  # fmt: skip

    editor.post(f"{TOPICS}{fog.pk}/change/", data)

    fog = Topic.objects.select_related("parent").get(pk=fog.pk)
    assert fog.parent == Topic.objects.get(name="Weather")
    assert fog.keywords == ["mist", "haze"]
    assert fog.services == {"news": "https://a.example/n", "map": "http://a.example:8/?a=b"}
    assert (fog.name, fog.slug) == ("Fog", "fog")
    assert fog.edited_at is not None
    assert 'value="Weather"' in editor.get(f"{TOPICS}{fog.pk}/change/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("parent", "Nowhere", "Not found."),
        ("parent", "Fog", "A topic cannot stand below itself."),
        ("parent", "Below", "A topic cannot stand below itself."),
        ("services", "no colon", "a name, a colon and an address"),
        ("services", "news: yes", "no web address"),
        ("services", "news: javascript:alert(1)", "no web address"),
        ("services", ": https://a.example/", "has no name"),
        ("services", "<<: https://a.example/", "has no name"),
        ("services", "news: https://a.example/" + 2000 * "n", "no web address"),
    ],
)
def test_what_a_topic_cannot_have_is_refused(editor, field, value, says):
    fog = topic("Fog")
    topic("Below", parent=fog)

    assert says in editor.post(f"{TOPICS}{fog.pk}/change/", {field: value}).content.decode()
    assert Topic.objects.get(pk=fog.pk).edited_at is None


def as_a_browser_sends_it(page):
    """Return what the controls of a page hold: it ends lines in its own way, and has one line
    where there is room for one."""
    sent = {}
    for control in page.context["adminform"].form:
        shown = control.field.widget.format_value(control.value()) or ""
        is_long = isinstance(control.field.widget, Textarea)
        sent[control.html_name] = "\r\n".join(shown.split("\n")) if is_long else shown
    return sent


UNTOUCHED = {
    "description": "Tides.  \n\nOf *us*.\n",
    "other_names": [" TW ", "Tide\nWire"],
}


def test_what_nobody_typed_anew_stays_as_the_file_has_it(editor):
    page = f"{PROVIDERS}{provider('tide.example', **UNTOUCHED).pk}/change/"
    sent = as_a_browser_sends_it(editor.get(page))

    editor.post(page, sent | {"name": "The Tide"})

    (kept,) = Provider.objects.values("name", "description", "other_names", "edited_fields")
    assert kept == UNTOUCHED | {"name": "The Tide", "edited_fields": ["name"]}


@pytest.mark.parametrize(
    "told",
    [
        {"keywords": [f"heron {number}" for number in range(LIMITS.related)]},
        {"services": {f"news {number}": "https://a.example/" for number in range(60)}},
        {
            "services": {
                "api:news": "https://a.example/n",
                "a: b": "https://a.example/" + 1980 * "n",
            }
        },
    ],
)
def test_a_topic_can_be_changed_whatever_its_file_has_told(editor, told):
    page = f"{TOPICS}{topic('Herons', **told).pk}/change/"
    sent = as_a_browser_sends_it(editor.get(page))

    assert editor.post(page, sent | {"short_name": "H"}).status_code == 302

    herons = Topic.objects.get()
    assert {name: getattr(herons, name) for name in told} == told
    assert (herons.short_name, herons.edited_fields) == ("H", ["short_name"])


@pytest.mark.parametrize("listing", [PROVIDERS, TOPICS])
def test_articles_are_counted_without_a_question_for_each_row(editor, listing):
    counts = []
    for number in (10, 100):
        for n in range(number):
            draft(provider=provider(f"p-{number}-{n}.example"), topics=(topic(f"T {number} {n}"),))
        with CaptureQueriesContext(connection) as asked:
            response = editor.get(listing)
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert '">1</a></td>' in response.content.decode()


def test_a_number_of_articles_leads_to_the_list_that_shows_them(editor):
    tide, fog = provider("tide.example"), topic("Fog & mist")
    draft(title="Shown", provider=tide, topics=(fog,)), draft(title="Not shown")

    for listing, query in (
        (PROVIDERS, "provider=tide.example"),
        (TOPICS, "topic=Fog+%26+mist"),
        ("/admin/articles/source/", "source=default"),
    ):
        assert f'href="/admin/articles/article/?{query}"' in editor.get(listing).content.decode()
    found = editor.get("/admin/articles/article/?topic=Fog+%26+mist").context["rows"]
    assert [row["title"] for row in found] == ["Shown"]


def changed_rule(**changes):
    data = {"name": "Everything", "threshold": "60", "shown_version": "1"} | changes
    return PublishingRule.objects.get(), data


def test_a_changed_rule_is_a_new_version_with_an_owner(managing_editor):
    row, data = changed_rule(corroborated_threshold="50", leads_only="on")

    managing_editor.post(f"{RULES}{row.pk}/change/", data)

    row.refresh_from_db()
    assert (row.threshold, row.corroborated_threshold, row.leads_only) == (60, 50, True)
    assert (row.version, row.owner) == (2, managing_editor.person)


def test_a_rule_that_somebody_else_has_changed_is_not_overwritten(managing_editor):
    row, data = changed_rule()
    PublishingRule.objects.update(version=2, threshold=80)

    page = managing_editor.post(f"{RULES}{row.pk}/change/", data)

    assert "Somebody else has changed this rule" in page.content.decode()
    assert PublishingRule.objects.get().threshold == 80


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"threshold": "60", "corroborated_threshold": "61"}, "corroborated_threshold_is_lower"),
        ({"topic": "Nowhere"}, "Not found."),
        ({"provider": "nowhere.example"}, "Not found."),
    ],
)
def test_a_rule_that_cannot_be_is_refused(managing_editor, changes, says):
    row, data = changed_rule(**changes)

    assert says in managing_editor.post(f"{RULES}{row.pk}/change/", data).content.decode()
    assert PublishingRule.objects.get().version == 1


def test_one_scope_has_one_rule(managing_editor):
    response = managing_editor.post(f"{RULES}add/", {"name": "Again", "threshold": "1"})

    assert "one_rule_a_scope" in response.content.decode()
    assert PublishingRule.objects.count() == 1


def test_a_rule_for_a_topic_of_a_provider_is_typed_by_their_names(managing_editor):
    fog, tide = topic("Fog"), provider("tide.example")
    data = {"name": "Fog", "threshold": "40", "topic": "Fog", "provider": "tide.example"}

    managing_editor.post(f"{RULES}add/", data)

    row = PublishingRule.objects.select_related("topic", "provider").get(name="Fog")
    assert (row.topic, row.provider, row.version) == (fog, tide, 1)
    page = managing_editor.get(f"{RULES}{row.pk}/change/").content.decode()
    assert 'value="tide.example"' in page


def test_an_editor_sees_the_rules_and_changes_none(editor):
    row, data = changed_rule()
    rule(name="Gone tomorrow", type="video")

    assert "Gone tomorrow" in editor.get(RULES).content.decode()
    assert editor.post(f"{RULES}{row.pk}/change/", data).status_code == 403
    assert PublishingRule.objects.get(pk=row.pk).version == 1
