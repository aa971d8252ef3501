"""Pages that rename, merge and delete topics and providers, and ask before a new one is created."""

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from articles.models import Article, BulkAction, Provider, Topic
from tests.admin.sent import address, as_shown, save
from tests.factories import draft, provider, published_article, rule, topic

pytestmark = pytest.mark.django_db


def page(row, name):
    return f"/admin/articles/{row._meta.model_name}/{row.pk}/{name}/"


@pytest.mark.parametrize("kind", [topic, provider])
def test_merge_page_previews_then_merges(managing_editor, kind):
    old, into = kind("old.example"), kind("into.example")
    own = {"topics": (old,)} if kind is topic else {"provider": old}
    article = draft(title="Fog", **own)

    shown = managing_editor.get(f"{page(old, 'merge')}?into=into.example")
    assert "1 article will move" in shown.text
    assert "Fog" in shown.text
    with TestCase.captureOnCommitCallbacks(execute=True):
        managing_editor.post(page(old, "merge"), {"into": "into.example", "expected": "1"})

    article.refresh_from_db()
    assert into in [article.provider, *article.topics.all()]
    merged = managing_editor.get(page(old, "change")).text
    assert "is another name of" in merged
    assert str(BulkAction.objects.get()) in merged


def test_merge_page_with_another_number_of_articles_is_refused(managing_editor):
    old, _into = topic("Old"), topic("Into")
    draft(topics=(old,))

    shown = managing_editor.post(page(old, "merge"), {"into": "Into", "expected": "0"})

    assert shown.status_code == 200
    assert Topic.objects.get(pk=old.pk).merged_into is None


def test_merge_page_names_the_rule_in_the_way(managing_editor):
    old = topic("Old")
    topic("Into")
    rule(topic=old)

    shown = managing_editor.get(f"{page(old, 'merge')}?into=Into").text

    assert "A publishing rule is about “Old”" in shown
    assert "This runs in the background" not in shown


def test_rename_page_renames_and_offers_to_merge_with_a_taken_name(managing_editor):
    fog, _mist = topic("Fog"), topic("Mist")

    taken = managing_editor.post(page(fog, "rename"), {"name": "Mist"})
    assert "?into=Mist" in taken.text
    managing_editor.post(page(fog, "rename"), {"name": "Haze"})

    fog.refresh_from_db()
    assert fog.name == "Haze"


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (topic, ["Café Apps", "cafe apps"]),
        (topic, ["AI in Robotics", "ai in robotic"]),
        (topic, ["Low-code", "Low\u200b code"]),
        (provider, ["thenextweb.example", "the-next-web.example"]),
    ],
)
def test_similar_page_lists_similar_names(managing_editor, kind, names):
    one, other = (kind(name, slug=str(n)) if kind is topic else kind(name)
                  for n, name in enumerate(names))  # fmt: skip
    kind("unrelated.example")

    (pair,) = managing_editor.get(f"/admin/articles/{kind.__name__}/similar/").context["pairs"]

    assert {pair.old, pair.into} == {one, other}


def test_similar_page_compares_names_with_domains(managing_editor):
    provider("the-next-web.example", name="The Next Web")
    provider("thenextweb.example", name="TNW")

    shown = managing_editor.get("/admin/articles/provider/similar/")

    assert len(shown.context["pairs"]) == 1


def test_similar_page_query_count_is_constant(managing_editor):
    counts = []
    for number in (10, 1_000):
        made = [Topic(name=f"Topic {number} {n}", slug=f"t-{number}-{n}") for n in range(number)]
        Topic.objects.bulk_create(made)
        with CaptureQueriesContext(connection) as queries:
            managing_editor.get("/admin/articles/topic/similar/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("kind", [topic, provider])
def test_unused_row_is_deleted_by_a_managing_editor_only(managing_editor, editor, kind):
    row = kind("fog.example")

    assert editor.post(page(row, "delete"), {"post": "yes"}).status_code == 403
    assert managing_editor.post(page(row, "delete"), {"post": "yes"}).status_code == 302
    assert not type(row).objects.exists()


@pytest.mark.parametrize("kind", [topic, provider])
def test_used_row_cannot_be_deleted(managing_editor, kind):
    row = kind("fog.example")
    draft(**{"topics": (row,)} if kind is topic else {"provider": row})

    assert managing_editor.post(page(row, "delete"), {"post": "yes"}).status_code == 403


def test_new_topic_of_an_article_asks_before_it_is_created(editor):
    topic("Robotics")
    article = draft()

    asked = save(editor, article, topics="Robotics\r\nrobotic")
    assert "“robotic” is a new topic. Create it? There is “Robotics” already." in asked.text
    assert not Topic.objects.filter(name="robotic").exists()

    data = as_shown(asked) | {"create_topic": "robotic", "_continue": "yes"}
    assert editor.post(address(article), data).status_code == 302
    assert Topic.objects.filter(name="robotic").exists()


def test_new_provider_of_an_article_asks_before_it_is_created(editor):
    article = draft()

    asked = save(editor, article, provider="fog.example")
    assert "“fog.example” is a new provider. Create it?" in asked.text

    editor.post(address(article), as_shown(asked) | {"create_provider": "fog.example"})
    assert Article.objects.get().provider == Provider.objects.get(domain="fog.example")


def test_old_name_of_a_topic_asks_nothing(editor):
    article, mist = draft(), topic("Mist")
    topic("Fog", merged_into=mist)

    save(editor, article, topics="Fog")

    assert list(article.topics.all()) == [mist]


def test_desk_edit_asks_before_a_topic_is_created(editor):
    article = draft(title="A", excerpt="B")
    data = {"title": "A", "excerpt": "B", "topics": "Fog", "version": "1", "queue": ""}

    asked = editor.post(f"/desk/drafts/{article.pk}/edit/", data)
    assert "“Fog” is a new topic. Create it?" in asked.text
    editor.post(f"/desk/drafts/{article.pk}/edit/", data | {"create_topic": "Fog"})

    assert [each.name for each in article.topics.all()] == ["Fog"]


def test_filter_and_public_page_of_an_old_name_lead_to_the_name_in_use(editor, client):
    mist = topic("Mist")
    topic("Fog", merged_into=mist)
    published_article(title="Shown", topics=(mist,))

    found = editor.get("/admin/articles/article/?topic=Fog")
    assert [row.title for row in found.context["rows"]] == ["Shown"]
    assert client.get("/topics/fog/").headers["Location"] == "/topics/mist/"
