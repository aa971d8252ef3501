"""The pages of providers and topics."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Provider, Topic
from articles.seeds.limits import LIMITS
from tests.admin.sent import as_shown
from tests.factories import draft, provider, topic

pytestmark = pytest.mark.django_db
PROVIDERS = "/admin/articles/provider/"
TOPICS = "/admin/articles/topic/"


def test_changed_provider_fields_are_marked_as_edited(editor):
    tide = provider("tide.example", name="tide", edited_at=None)
    data = {"name": "The Tide", "description": "Daily.", "other_names": "Tide\r\nTidal\r\n"}

    editor.post(f"{PROVIDERS}{tide.pk}/change/", data | {"domain": "other.example"})

    tide.refresh_from_db()
    assert (tide.name, tide.other_names) == ("The Tide", ["Tide", "Tidal"])
    assert tide.edited_at is not None
    assert tide.domain == "tide.example"


def test_add_provider_requires_a_domain(editor):
    bad = editor.post(f"{PROVIDERS}add/", {"domain": "no domain", "name": "x"})
    editor.post(f"{PROVIDERS}add/", {"domain": "New.Example", "name": "New"})

    assert "Enter a domain such as" in bad.content.decode()
    assert Provider.objects.get().domain == "new.example"


def test_topic_page_saves_parent_keywords_and_services(editor):
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
        ("parent", "Fog", "A topic cannot be its own ancestor."),
        ("parent", "Below", "A topic cannot be its own ancestor."),
        ("services", "no colon", "a name, a colon and an address"),
        ("services", "news: yes", "needs a name and a web address"),
        ("services", "news: javascript:alert(1)", "needs a name and a web address"),
        ("services", ": https://a.example/", "needs a name and a web address"),
        ("services", "<<: https://a.example/", "needs a name and a web address"),
        ("services", "news: https://a.example/" + 2000 * "n", "needs a name and a web address"),
    ],
)
def test_topic_page_invalid_value_is_refused(editor, field, value, says):
    fog = topic("Fog")
    topic("Below", parent=fog)

    assert says in editor.post(f"{TOPICS}{fog.pk}/change/", {field: value}).content.decode()
    assert Topic.objects.get(pk=fog.pk).edited_at is None


UNTOUCHED = {
    "description": "Tides.  \n\nOf *us*.\n",
    "other_names": [" TW ", "Tide\nWire"],
}


def test_provider_page_unchanged_fields_keep_the_text_of_the_file(editor):
    page = f"{PROVIDERS}{provider('tide.example', **UNTOUCHED).pk}/change/"
    sent = as_shown(editor.get(page), "provider_form")

    editor.post(page, sent | {"name": "The Tide"})

    (kept,) = Provider.objects.values("name", "description", "other_names", "edited_fields")
    assert kept == UNTOUCHED | {"name": "The Tide", "edited_fields": ["name"]}


@pytest.mark.parametrize(
    "values",
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
def test_topic_page_keeps_long_values_of_files(editor, values):
    page = f"{TOPICS}{topic('Herons', **values).pk}/change/"
    sent = as_shown(editor.get(page), "topic_form")

    assert editor.post(page, sent | {"short_name": "H"}).status_code == 302

    herons = Topic.objects.get()
    assert {name: getattr(herons, name) for name in values} == values
    assert (herons.short_name, herons.edited_fields) == ("H", ["short_name"])


@pytest.mark.parametrize("listing", [PROVIDERS, TOPICS])
def test_list_counts_articles_with_constant_queries(editor, listing):
    counts = []
    for number in (10, 100):
        for n in range(number):
            draft(provider=provider(f"p-{number}-{n}.example"), topics=(topic(f"T {number} {n}"),))
        with CaptureQueriesContext(connection) as queries:
            response = editor.get(listing)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert '">1</a></td>' in response.content.decode()


def test_number_of_articles_links_to_the_filtered_list(editor):
    tide, fog = provider("tide.example"), topic("Fog & mist")
    draft(title="Shown", provider=tide, topics=(fog,)), draft(title="Not shown")

    for listing, query in (
        (PROVIDERS, "provider=tide.example"),
        (TOPICS, "topic=Fog+%26+mist"),
        ("/admin/articles/source/", "source=default"),
    ):
        assert f'href="/admin/articles/article/?{query}"' in editor.get(listing).content.decode()
    found = editor.get("/admin/articles/article/?topic=Fog+%26+mist").context["rows"]
    assert [row.title for row in found] == ["Shown"]
