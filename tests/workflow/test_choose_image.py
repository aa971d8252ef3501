"""Choose the picture of an article, describe it, and undo both."""

from typing import Any

import pytest

from articles.models import Article, Event, StoredImage, Verb
from articles.workflow.actors import SYSTEM
from articles.workflow.choose_image import choose_image, describe_image
from articles.workflow.edit import edit
from articles.workflow.errors import NotAllowed, NotPossible, Stale
from articles.workflow.undo_event import undo_event
from tests.factories import declare, draft, in_status, person, published_article, stored_image

pytestmark = pytest.mark.django_db
HERON, TIDE = "https://tidewire.example/heron.jpg", "https://tidewire.example/tide.jpg"


@pytest.fixture
def small():
    return stored_image(width=640, height=360)


@pytest.fixture
def article(small):
    """A draft with two pictures, of which the larger leads."""
    made = draft()
    declare(made, {HERON: small, TIDE: stored_image()})
    choose_image(made, small, by=SYSTEM)
    choose_image(made, None, by=SYSTEM)
    return made


def lead_of(article):
    return Article.objects.get(pk=article.pk).lead_image


def test_choice_leads_with_one_event(article, small):
    editor, version = person("Editor"), article.version

    event: Any = choose_image(article, small, by=editor)

    assert (event.verb, event.actor, event.version) == (
        Verb.PICTURE_CHANGED, editor, version + 1,
    )  # fmt: skip
    assert event.before == {"chosen_image": None}
    assert event.after == {"chosen_image": {"id": small.pk, "name": "JPEG 640x360"}}
    assert article.lead_image == lead_of(article) == small


def test_automatic_choice_is_the_best_again(article, small):
    larger = lead_of(article)
    choose_image(article, small, by=SYSTEM)
    choose_image(article, None, by=SYSTEM)
    assert article.lead_image == lead_of(article) == larger


def test_choosing_the_chosen_picture_changes_nothing(article, small):
    choose_image(article, small, by=SYSTEM)
    assert choose_image(article, small, by=SYSTEM) is None
    assert article.version == Article.objects.get(pk=article.pk).version


def test_undo_of_a_choice(article, small):
    larger = lead_of(article)
    event: Any = choose_image(article, small, by=SYSTEM)
    undo_event(event, by=SYSTEM)
    stored = Article.objects.get(pk=article.pk)
    assert (stored.chosen_image, stored.lead_image) == (None, larger)


def test_undo_of_an_automatic_choice_whose_picture_was_deleted(article, small):
    choose_image(article, small, by=SYSTEM)
    event: Any = choose_image(article, None, by=SYSTEM)
    small.delete()
    with pytest.raises(NotPossible, match="was deleted"):
        undo_event(event, by=SYSTEM)


def test_second_of_two_editors_is_refused(article, small):
    other = Article.objects.get(pk=article.pk)
    edit(other, {"title": "Another title"}, by=person("Editor"))
    with pytest.raises(Stale):
        choose_image(article, small, by=person("Editor"))
    with pytest.raises(Stale):
        describe_image(article, article.lead_image, {"credit": "Mona"}, by=person("Editor"))


@pytest.mark.parametrize(
    ("status", "role", "may"),
    [
        ("draft", "", False),
        ("draft", "Reviewer", True),
        ("published", "Reviewer", False),
        ("published", "Editor", True),
        ("archived", "Editor", True),
    ],
)
def test_choice_takes_the_right_to_edit(status, role, may):
    article, image, by = in_status(status), stored_image(), person(role)
    if may:
        event: Any = choose_image(article, image, by=by)
        undo_event(event, by=by)
    else:
        with pytest.raises(NotAllowed):
            choose_image(article, image, by=by)
    assert article.events.count() == (3 if may else 1)


def test_undo_of_another_persons_choice_on_a_live_article(small):
    event: Any = choose_image(published_article(), small, by=person("Editor"))
    with pytest.raises(NotAllowed):
        undo_event(event, by=person("Reviewer"))


def test_description_belongs_to_the_picture(article, django_capture_on_commit_callbacks):
    image = lead_of(article)
    values = {"alt_text": "A heron", "credit": "Mona Gull", "focal_x": 20, "focal_y": 50}

    with django_capture_on_commit_callbacks() as callbacks:
        event: Any = describe_image(article, image, values, by=SYSTEM)

    stored = StoredImage.objects.get(pk=image.pk)
    assert (stored.alt_text, stored.credit, stored.focal_x) == ("A heron", "Mona Gull", 20)
    assert stored.focal_by_person
    assert len(callbacks) == 1  # the renditions are made again
    assert event.before == {"image": image.pk, "alt_text": "", "credit": "", "focal_x": 50}
    assert event.verb == Verb.PICTURE_CHANGED


def test_text_alone_leaves_the_renditions(article, django_capture_on_commit_callbacks):
    image = lead_of(article)
    with django_capture_on_commit_callbacks() as callbacks:
        describe_image(article, image, {"credit": "Mona Gull"}, by=SYSTEM)
    assert not callbacks
    assert not StoredImage.objects.get(pk=image.pk).focal_by_person


def test_same_description_changes_nothing(article):
    assert describe_image(article, lead_of(article), {"focal_x": 50}, by=SYSTEM) is None


def test_undo_of_a_description(article):
    image = lead_of(article)
    event: Any = describe_image(article, image, {"credit": "Mona", "focal_y": 10}, by=SYSTEM)
    undo_event(event, by=SYSTEM)
    image.refresh_from_db()
    assert (image.credit, image.focal_y) == ("", 50)


def test_undo_keeps_what_was_described_elsewhere_since(article):
    image, other = lead_of(article), draft()
    declare(other, {TIDE: image})
    choose_image(other, image, by=SYSTEM)
    event: Any = describe_image(article, image, {"credit": "Mona"}, by=SYSTEM)
    describe_image(other, image, {"credit": "Mona Gull"}, by=SYSTEM)
    with pytest.raises(NotPossible, match="changed since, from another article"):
        undo_event(event, by=SYSTEM)


def test_only_the_leading_picture_is_described(article, small):
    with pytest.raises(NotPossible, match="another picture now"):
        describe_image(article, small, {"credit": "Mona"}, by=SYSTEM)
    assert not Event.objects.filter(after__has_key="credit").exists()


@pytest.mark.parametrize(("role", "may"), [("Reviewer", False), ("Editor", True)])
def test_description_of_a_picture_of_a_live_article_takes_the_right_to_publish(article, role, may):
    image, by = lead_of(article), person(role)
    event: Any = describe_image(article, image, {"credit": "Mona"}, by=by)
    published_article(lead_image=image)

    if may:
        undo_event(event, by=by)
        article.refresh_from_db()
        assert describe_image(article, image, {"credit": "Mona Gull"}, by=by)
        return
    with pytest.raises(NotAllowed):
        undo_event(event, by=by)
    with pytest.raises(NotAllowed):
        describe_image(article, image, {"credit": "Mona Gull"}, by=by)
    image.refresh_from_db()
    assert image.credit == "Mona"
