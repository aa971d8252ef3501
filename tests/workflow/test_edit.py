"""Edit articles, and revert them to earlier versions."""

from datetime import UTC, datetime

import pytest

from articles.ingest.pipeline import import_seeds
from articles.models import Article, Provider, RelatedLink, Topic, Verb
from articles.models.value_fields import VALUE_FIELDS, article_values
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit, revert, values_at
from articles.workflow.errors import NotAllowed
from tests.factories import (
    draft,
    in_status,
    person,
    provider,
    published_article,
    seed_text,
    topic,
    write_seeds,
)
from tests.workflow.values import COVERAGE, NEW_VALUES

pytestmark = pytest.mark.django_db


def stored(article):
    return article_values(Article.objects.for_values().get(pk=article.pk))


def test_new_values_cover_all_fields():
    assert set(NEW_VALUES) == set(VALUE_FIELDS)


@pytest.mark.parametrize("field", VALUE_FIELDS)
def test_edit_changes_each_field_with_one_event(field):
    article, by = draft(), person("Editor")
    before = stored(article)

    edit(article, {field: NEW_VALUES[field]}, by=by, reason="Better so")

    assert stored(article) == before | {field: NEW_VALUES[field]}
    event = article.events.get(version=2)
    assert (event.verb, event.actor, event.reason) == (Verb.EDITED, by, "Better so")
    assert event.before == {field: before[field]}
    assert event.after == {field: NEW_VALUES[field]}


@pytest.mark.parametrize("field", VALUE_FIELDS)
def test_revert_restores_each_field(field):
    article = draft()
    before = stored(article)
    edit(article, {field: NEW_VALUES[field]}, by=SYSTEM)

    revert(article, 1, by=SYSTEM)

    assert stored(article) == before
    event = article.events.all()[0]
    assert (event.version, event.reason) == (3, "back to version 1")


def test_edit_of_all_fields_is_one_version():
    article = draft()

    edit(article, NEW_VALUES, by=SYSTEM)

    assert stored(article) == NEW_VALUES
    assert Article.objects.get(pk=article.pk).version == 2
    assert article.version == 2


def test_edit_event_holds_only_the_fields_that_differ():
    article = draft(title="Fog", held=True)

    assert edit(article, stored(article), by=SYSTEM) is None
    event = edit(article, stored(article) | {"title": "Mist"}, by=SYSTEM)

    assert event is not None
    assert (event.version, event.after) == (2, {"title": "Mist"})
    article.refresh_from_db()
    assert (article.status, article.held) == ("draft", True)


@pytest.mark.parametrize("field", ["provider", "topics", "images", "related"])
def test_edit_can_empty_a_field(field):
    article, empty = draft(), [] if field != "provider" else ""
    edit(article, {field: NEW_VALUES[field]}, by=SYSTEM)

    edit(article, {field: empty}, by=SYSTEM)

    assert stored(article)[field] == empty
    article.refresh_from_db()
    assert (article.provider, article.related_count, article.top_related_quality) == (None, 0, None)
    assert not RelatedLink.objects.exists()


@pytest.mark.parametrize(
    ("status", "role", "may"),
    [
        ("draft", "", False),
        ("draft", "Reviewer", True),
        ("draft", "Editor", True),
        ("published", "Reviewer", False),
        ("published", "Editor", True),
        ("rejected", "Reviewer", False),
        ("archived", "Reviewer", False),
        ("archived", "Managing editor", True),
    ],
)
def test_edit_needs_the_permission_for_the_status(status, role, may):
    article, by = in_status(status, title="Fog"), person(role)

    if may:
        assert edit(article, {"title": "Mist"}, by=by)
    else:
        with pytest.raises(NotAllowed):
            edit(article, {"title": "Mist"}, by=by)
    assert Article.objects.get(pk=article.pk).title == ("Mist" if may else "Fog")


def test_edit_of_topics_keeps_their_order():
    article = draft(topics=(topic("Harbours"), topic("Herons")))

    edit(article, {"topics": ["Herons", "Harbours"]}, by=SYSTEM)

    assert stored(article)["topics"] == ["Herons", "Harbours"]
    assert Topic.objects.count() == 2


def test_new_topics_with_the_same_slug_get_different_ones():
    edit(draft(), {"topics": ["C#", "C++", "C", "日本"]}, by=SYSTEM)

    slugs = Topic.objects.values_list("slug", flat=True)
    assert len(set(slugs)) == 4
    assert all(slugs)


def test_edit_with_a_known_provider_uses_it():
    known = provider("foghorn.example", name="The Foghorn")

    edit(draft(), {"provider": "foghorn.example"}, by=SYSTEM)

    assert list(Provider.objects.all()) == [known]
    known.refresh_from_db()
    assert known.name == "The Foghorn"


def test_edit_of_related_links_resolves_and_ranks_them():
    moment = datetime(2031, 5, 3, 10, tzinfo=UTC)
    other = draft(title="Herons everywhere", published_at=moment)
    article = draft(quality=50)

    edit(article, {"related": [COVERAGE]}, by=SYSTEM)

    assert article.links.get().target == other
    assert (article.related_count, article.top_related_quality) == (1, 60)
    article.refresh_from_db()
    assert article.is_outranked


def test_values_at_each_version_are_those_of_its_time():
    article = draft(title="One")
    edit(article, {"title": "Two"}, by=SYSTEM)
    revert(article, 1, by=SYSTEM)
    assert revert(article, 1, by=SYSTEM) is None
    revert(article, 2, by=SYSTEM)

    titles = [values_at(article, version)["title"] for version in (1, 2, 3, 4)]

    assert titles == ["One", "Two", "One", "Two"]


def test_revert_of_a_published_article_by_a_reviewer_is_refused():
    article = published_article(title="One")
    edit(article, {"title": "Two"}, by=SYSTEM)

    with pytest.raises(NotAllowed):
        revert(article, 1, by=person("Reviewer"))


def test_revert_to_an_address_that_django_calls_invalid(tmp_path):
    """Seeds may hold addresses that Django's own validator does not know."""
    address = "https://my_wire.example/heron"
    write_seeds(tmp_path, {"heron.md": seed_text(webUrl=address)})
    import_seeds([tmp_path], by=SYSTEM)
    article = Article.objects.get()
    edit(article, {"web_url": "https://tidewire.example/heron"}, by=SYSTEM)

    revert(article, 1, by=SYSTEM)

    assert stored(article)["web_url"] == address


@pytest.mark.parametrize("field", ["quality", "heat"])
def test_edit_of_a_score_without_publish_permission_is_refused(field):
    """A rule publishes by the score: who changes it decides what is published."""
    article = draft()

    with pytest.raises(NotAllowed, match="publish article"):
        edit(article, {field: 99}, by=person("Reviewer"))
    assert edit(article, {field: 99}, by=person("Editor"))


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"topics": ["Brand new"]}, "topic Brand new"),
        ({"provider": "new.example"}, "provider new.example"),
        ({"related": [COVERAGE | {"provider": "new.example"}]}, "provider new.example"),
    ],
)
def test_edit_with_a_new_topic_or_provider_needs_permission_to_add_it(values, named):
    article = draft()

    with pytest.raises(NotAllowed, match=f"There is no {named}"):
        edit(article, values, by=person("Reviewer"))
    assert not Topic.objects.filter(name="Brand new").exists()
    assert edit(article, values, by=person("Editor"))


def test_revert_to_a_deleted_topic_without_permission_to_add_it_is_refused():
    article = draft(topics=(topic("Fog"),))
    edit(article, {"topics": []}, by=SYSTEM)
    Topic.objects.filter(name="Fog").delete()

    with pytest.raises(NotAllowed, match="There is no topic Fog"):
        revert(article, 1, by=person("Reviewer"))
    assert not Topic.objects.exists()
