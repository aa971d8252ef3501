"""Editors change what articles say; each change is one version that can be taken back."""

from datetime import UTC, datetime

import pytest

from articles.ingest.pipeline import import_seeds
from articles.models import Article, Event, Image, Provider, RelatedLink, Topic, Verb
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
from tests.workflow.values import COVERAGE, NEW_VALUES, PICTURE

pytestmark = pytest.mark.django_db


def stored(article):
    return article_values(Article.objects.for_values().get(pk=article.pk))


def test_the_table_below_knows_all_fields():
    assert set(NEW_VALUES) == set(VALUE_FIELDS)


@pytest.mark.parametrize("field", VALUE_FIELDS)
def test_each_field_can_be_changed_and_the_history_says_how(field):
    article, by = draft(), person("Editor")
    before = stored(article)

    edit(article, {field: NEW_VALUES[field]}, by=by, reason="Better so")

    assert stored(article) == before | {field: NEW_VALUES[field]}
    event = article.events.get(version=2)
    assert (event.verb, event.actor, event.reason) == (Verb.EDITED, by, "Better so")
    assert event.before == {field: before[field]}
    assert event.after == {field: NEW_VALUES[field]}


@pytest.mark.parametrize("field", VALUE_FIELDS)
def test_each_field_can_be_taken_back_to_an_earlier_version(field):
    article = draft()
    before = stored(article)
    edit(article, {field: NEW_VALUES[field]}, by=SYSTEM)

    revert(article, 1, by=SYSTEM)

    assert stored(article) == before
    event = article.events.all()[0]
    assert (event.version, event.reason) == (3, "back to version 1")


def test_all_fields_at_once_are_one_version():
    article = draft()

    edit(article, NEW_VALUES, by=SYSTEM)

    assert stored(article) == NEW_VALUES
    assert Article.objects.get(pk=article.pk).version == 2
    assert article.version == 2


def test_what_is_the_same_already_is_no_change():
    article = draft()

    assert edit(article, stored(article), by=SYSTEM) is None
    assert article.version == 1
    assert Event.objects.filter(article=article).count() == 1


def test_only_what_differs_is_in_the_history():
    article = draft(title="Fog")

    edit(article, stored(article) | {"title": "Mist"}, by=SYSTEM)

    assert article.events.get(version=2).after == {"title": "Mist"}


def test_an_edit_leaves_the_state_alone():
    article = draft(held=True)

    edit(article, {"title": "Mist"}, by=SYSTEM)

    article.refresh_from_db()
    assert (article.status, article.held) == ("draft", True)


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
def test_who_may_edit_what(status, role, may):
    article, by = in_status(status, title="Fog"), person(role)

    if may:
        assert edit(article, {"title": "Mist"}, by=by)
    else:
        with pytest.raises(NotAllowed):
            edit(article, {"title": "Mist"}, by=by)
    assert Article.objects.get(pk=article.pk).title == ("Mist" if may else "Fog")


def test_topics_keep_their_order():
    article = draft(topics=(topic("Harbours"), topic("Herons")))

    edit(article, {"topics": ["Herons", "Harbours"]}, by=SYSTEM)

    assert stored(article)["topics"] == ["Herons", "Harbours"]
    assert Topic.objects.count() == 2


def test_topics_can_all_be_taken_away():
    article = draft(topics=(topic("Harbours"),))

    edit(article, {"topics": []}, by=SYSTEM)

    assert stored(article)["topics"] == []


def test_two_topics_whose_names_make_the_same_address_are_two():
    edit(draft(), {"topics": ["C#", "C++", "C", "日本"]}, by=SYSTEM)

    slugs = Topic.objects.values_list("slug", flat=True)
    assert len(set(slugs)) == 4
    assert all(slugs)


def test_a_provider_can_be_taken_away():
    article = draft(provider=provider())

    edit(article, {"provider": ""}, by=SYSTEM)

    assert Article.objects.get(pk=article.pk).provider is None


def test_a_known_provider_is_not_made_twice():
    known = provider("foghorn.example", name="The Foghorn")

    edit(draft(), {"provider": "foghorn.example"}, by=SYSTEM)

    assert list(Provider.objects.all()) == [known]
    known.refresh_from_db()
    assert known.name == "The Foghorn"


def test_new_coverage_finds_its_article_and_outranks():
    moment = datetime(2031, 5, 3, 10, tzinfo=UTC)
    other = draft(title="Herons everywhere", published_at=moment)
    article = draft(quality=50)

    edit(article, {"related": [COVERAGE]}, by=SYSTEM)

    assert article.links.get().target == other
    assert (article.related_count, article.top_related_quality) == (1, 60)
    article.refresh_from_db()
    assert article.is_outranked


def test_taking_all_coverage_away_leaves_no_rival():
    article = draft()
    edit(article, {"related": [COVERAGE]}, by=SYSTEM)

    edit(article, {"related": []}, by=SYSTEM)

    stored_article = Article.objects.get(pk=article.pk)
    assert (stored_article.related_count, stored_article.top_related_quality) == (0, None)
    assert not RelatedLink.objects.exists()


def test_a_picture_that_we_hold_stays_with_its_address_and_size():
    article = draft()
    edit(article, {"images": [PICTURE]}, by=SYSTEM)
    Image.objects.update(file="images/heron.jpg", real_width=64, real_height=48)

    edit(
        article,
        {"images": [PICTURE | {"url": "https://tidewire.example/2.jpg"}, PICTURE]},
        by=SYSTEM,
    )

    kept = Image.objects.get(position=1)
    assert kept.file.name == "images/heron.jpg"
    assert (kept.real_width, kept.real_height) == (64, 48)


def test_pictures_of_coverage_that_we_hold_stay_as_well():
    article = draft()
    edit(article, {"related": [COVERAGE]}, by=SYSTEM)
    Image.objects.filter(link__article=article).update(file="images/heron.jpg")

    edit(article, {"related": [COVERAGE | {"excerpt": "More of them."}]}, by=SYSTEM)

    assert Image.objects.get(link__article=article).file.name == "images/heron.jpg"


def test_history_can_be_walked_back_to_every_version():
    article = draft(title="One")
    for title in ("Two", "Three", "Four"):
        edit(article, {"title": title}, by=SYSTEM)

    titles = [values_at(article, version)["title"] for version in (1, 2, 3, 4)]

    assert titles == ["One", "Two", "Three", "Four"]


def test_reverting_to_the_version_that_it_is_changes_nothing():
    article = draft()

    assert revert(article, 1, by=SYSTEM) is None


def test_a_revert_can_be_reverted():
    article = draft(title="One")
    edit(article, {"title": "Two"}, by=SYSTEM)
    revert(article, 1, by=SYSTEM)

    revert(article, 2, by=SYSTEM)

    assert stored(article)["title"] == "Two"


def test_a_reviewer_cannot_revert_what_is_live():
    article = published_article(title="One")
    edit(article, {"title": "Two"}, by=SYSTEM)

    with pytest.raises(NotAllowed):
        revert(article, 1, by=person("Reviewer"))


def test_whatever_a_seed_may_say_can_be_gone_back_to(tmp_path):
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
