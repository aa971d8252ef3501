"""The filters of articles: what each returns, and how invalid values are handled."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.desk.draft_filter import DeskFilter
from articles.listing.filter_form import style_filter_form
from articles.listing.filters import NO, YES, ArticleFilter
from articles.models import (
    Article,
    BulkAction,
    BulkActionItem,
    ImportItem,
    ImportRun,
    PublishItem,
    PublishRun,
    Source,
    Status,
)
from tests.admin.made import conflict_about
from tests.factories import (
    NOON,
    declared_image,
    draft,
    in_status,
    link,
    person,
    provider,
    published_article,
    source,
    stored_image,
    topic,
)

pytestmark = pytest.mark.django_db


def narrowed(query, user=None):
    return ArticleFilter(QueryDict(query), request=SimpleNamespace(user=user))


def titles(query, user=None):
    found = narrowed(query, user)
    assert found.is_valid(), found.errors
    return sorted(found.qs.values_list("title", flat=True))


@pytest.fixture
def mixed():
    tide = provider("tide.example", name="The Tide")
    draft(title="Plain", type="article", excerpt="Of terns")
    draft(title="Held", held=True, quality=60, type="video")
    draft(title="Unscored", quality=None, source=source("other"))
    draft(title="On topic", quality=70, topics=(topic("Weather"),), provider=tide)
    draft(title="Early", published_at=NOON - timedelta(days=3))
    draft(title="Planned", scheduled_for=NOON)
    draft(title="Long overdue", scheduled_for=NOON - timedelta(days=9000))
    published_article(title="Live", quality=80, expires_at=NOON + timedelta(days=1))
    in_status(Status.REJECTED, title="Rejected", quality=5)
    link(draft(title="Outranked", quality=20), quality=90)
    draft(title="Pictured", lead_image=stored_image())
    draft(title="Linked", images=[declared_image()])
    conflict_about(draft(title="Torn"), "title")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=published", ["Live"]),
        ("status=rejected&quality_to=5", ["Rejected"]),
        ("held=yes", ["Held"]),
        ("held=no&quality_from=70", ["Live", "On topic"]),
        ("quality_from=60&quality_to=70", ["Held", "On topic"]),
        ("scored=no", ["Unscored"]),
        ("type=video", ["Held"]),
        ("outranked=yes", ["Outranked"]),
        ("provider=TIDE.example", ["On topic"]),
        ("provider=the%20tide", ["On topic"]),
        ("topic=weather", ["On topic"]),
        ("conflict=yes", ["Torn"]),
        ("picture=yes", ["Pictured"]),
        ("source=other", ["Unscored"]),
        ("scheduled=yes", ["Long overdue", "Planned"]),
        ("scheduled=overdue", ["Long overdue"]),
        ("expires=yes", ["Live"]),
        ("live_from=2031-05-04", ["Live"]),
        ("live_from=2031-05-05", []),
        ("day_to=2031-05-01", ["Early"]),
        ("day_from=2031-05-01&day_to=2031-05-01", ["Early"]),
        ("ready=yes", ["On topic"]),
        ("q=tern", ["Plain"]),
        ("q=TIDE", ["On topic"]),
        ("q=topic+tide", ["On topic"]),
        ("q=topic+tern", []),
        ("q=100%25", []),
        ("status=draft&held=no&topic=Weather&q=topic", ["On topic"]),
        ("status=&held=&quality_from=&q=+&type=video&p=7&unknown=x", ["Held"]),
    ],
)
def test_filter_returns_matching_articles(mixed, query, expected):
    assert titles(query) == expected


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, each in ArticleFilter.base_filters.items()
        if {YES, NO} <= dict(each.extra.get("choices", ())).keys()
    ],
)
def test_yes_no_filter_partitions_all_articles(mixed, name):
    yes, no = titles(f"{name}=yes"), titles(f"{name}=no")

    assert sorted(yes + no) == titles("")


def test_assigned_filter_by_me_none_or_username():
    ed, rosa = person(username="ed"), person(username="rosa")
    draft(title="Ed's", assigned_to=ed)
    draft(title="Rosa's", assigned_to=rosa)
    draft(title="Unassigned")

    assert titles("assigned=me", rosa) == ["Rosa's"]
    assert titles("assigned=ed", rosa) == ["Ed's"]
    assert titles("assigned=none", rosa) == ["Unassigned"]


def test_run_filter_by_kind_and_outcome():
    new, gone, other = draft(title="New"), draft(title="Gone"), draft(title="Other")
    run = ImportRun.objects.create(source=source(), label="a.zip")
    ImportItem.objects.create(run=run, article=new, path="a.md", outcome="created")
    ImportItem.objects.create(run=run, article=gone, path="b.md", outcome="missing")
    ImportItem.objects.create(run=run, article=None, path="c.md", outcome="created")
    published = PublishRun.objects.create()
    PublishItem.objects.create(run=published, article=new, reasons=1, version=1)
    PublishItem.objects.create(run=published, article=other, reasons=128, version=1)
    job = BulkAction.objects.create(verb="held")
    BulkActionItem.objects.create(bulk_action=job, article=new, version=1, outcome="done")
    BulkActionItem.objects.create(bulk_action=job, article=gone, version=1, outcome="skipped")

    assert titles(f"run=import:{run.pk}") == ["New"]
    assert titles(f"run=import:{run.pk}:missing") == ["Gone"]
    assert titles(f"run=publish:{published.pk}") == ["New"]
    assert titles(f"run=publish:{published.pk}:kept") == ["Other"]
    assert titles(f"run=bulk:{job.pk}") == ["Gone", "New"]
    assert titles(f"run=bulk:{job.pk}:skipped") == ["Gone"]


@pytest.mark.parametrize(
    ("query", "name", "words"),
    [
        ("status=lost", "status", "Select a valid choice"),
        ("quality_from=much", "quality_from", "Enter a number"),
        ("quality_from=-1", "quality_from", "greater than or equal to 0"),
        ("quality_to=99999999999999999999", "quality_to", "less than or equal to 1000000"),
        ("quality_from=9&quality_to=8", "quality_to", "above the highest"),
        ("day_from=yesterday", "day_from", "valid date"),
        ("day_to=9999-12-31", "day_to", "between 1900 and 2199"),
        ("day_from=2031-05-05&day_to=2031-05-04", "day_to", "after the last"),
        ("provider=nowhere.example", "provider", "There is no provider “nowhere.example”"),
        ("topic=Nothing", "topic", "There is no topic “Nothing”"),
        ("source=nil", "source", "There is no source “nil”"),
        ("assigned=ghost", "assigned", "There is no user “ghost”"),
        ("run=12", "run", "import:12"),
        ("run=import:12", "run", "There is no import run 12"),
        ("run=import:12:dropped", "run", "import:12"),
        ("run=import:²", "run", "import:12"),
        ("run=import:9999999999999999999", "run", "import:12"),
        ("held=perhaps", "held", "Select a valid choice"),
        ("q=a%00b", "q", "Null characters"),
        (f"q={'a' * 201}", "q", "at most 200"),
    ],
)
def test_invalid_value_is_an_error_and_filters_nothing(query, name, words):
    draft()

    found = narrowed(query)

    assert words in str(found.errors[name])
    assert found.qs.count() == 1


def test_provider_filter_with_an_ambiguous_name_asks_for_the_domain():
    provider("a.example", name="Tide"), provider("b.example", name="Tide")

    assert "a.example, b.example" in str(narrowed("provider=tide").errors["provider"])


def test_filter_on_related_rows_returns_an_article_once():
    twice = draft(title="Twice", topics=(topic("Weather"), topic("Water")))
    conflict_about(twice, "title"), conflict_about(twice, "excerpt")

    assert titles("conflict=yes&topic=Water&q=tw") == ["Twice"]


def test_query_is_normalized_and_chips_show_labels():
    found = narrowed("p=3&held=yes&status=draft&q=+fog+bank+&type=&status=rejected")

    assert found.query == "q=fog+bank&status=rejected&held=yes"
    assert list(found.chips())[1] == ("status", "Status", "Rejected")


def test_run_filter_offers_recent_runs_and_keeps_the_present_one():
    brought = ImportRun.objects.create(source=Source.objects.create(name="s"), label="a.zip")
    ImportRun.objects.create(source=brought.source, label="b.zip", dry_run=True)
    published = PublishRun.objects.create()
    form = ArticleFilter({"run": "bulk:7:skipped"}).form

    html = str(style_filter_form(form)["run"])

    values = re.findall(r'<option value="([^"]*)"', html)
    assert values == ["", f"import:{brought.pk}", f"publish:{published.pk}", "bulk:7:skipped"]
    assert f"Import {brought.pk} of a.zip, " in html
    assert re.search(r"selected>\s*Bulk action 7, skipped", html)


def test_run_chip_names_the_run_in_words():
    run = ImportRun.objects.create(source=source())

    assert [value for *_, value in narrowed(f"run=import:{run.pk}").chips()] == [f"Import {run.pk}"]


class NeverRaises(TestCase):
    """Whatever stands in an address, the filter answers or says what is wrong."""

    names = st.sampled_from([*ArticleFilter.base_filters, "order", "nothing"])
    parts = st.text(max_size=12) | st.sampled_from(
        ["yes", "no", "me", "draft", "import:1", "2031-05-04", "-1", "1e9", "٣", "%", "\\", "'"]
    )

    @given(st.dictionaries(names, parts, max_size=6))
    def test_filter_with_any_parameters_raises_nothing(self, parameters):
        data = QueryDict(mutable=True)
        data.update(
            {name: value.encode("utf-8", "replace").decode() for name, value in parameters.items()}
        )
        found = ArticleFilter(data, request=SimpleNamespace(user=SimpleNamespace(pk=1)))

        assert found.qs.count() == 0
        assert found.is_valid() or found.errors

    @given(st.text(max_size=80))
    def test_filter_with_any_query_string_raises_nothing(self, query):
        data = QueryDict(query.encode("utf-8", "replace"))
        found = ArticleFilter(data, request=SimpleNamespace(user=SimpleNamespace(pk=1)))

        assert list(found.qs) == list(Article.objects.none())


@pytest.mark.parametrize(
    ("path", "filters"),
    [("/admin/articles/article/", ArticleFilter), ("/desk/filter/", DeskFilter)],
)
def test_every_filter_has_a_control_in_the_form(client, path, filters):
    client.force_login(person("Editor"))

    page = client.get(f"{path}?status=draft").text

    missing = [name for name in filters.base_filters if f'name="{name}"' not in page]
    assert missing == []
