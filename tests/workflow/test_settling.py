"""A conflict ends with one call: keep mine, or take theirs."""

from typing import Any

import pytest

from articles.ingest.run import import_seeds
from articles.models import Article, Conflict, Resolution, Status, Verb
from articles.models.values import article_values
from articles.workflow.editing import edit, settle
from articles.workflow.errors import NotAllowed, NotPossible
from tests.builders import person, seed_text, write_seeds
from tests.workflow.test_editing import NEW_VALUES
from tests.workflow.verbs import do

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path):
    write_seeds(tmp_path, {"heron.md": seed_text(title="Machine")})
    import_seeds([tmp_path], by=None)
    return tmp_path


@pytest.fixture
def conflict(site):
    """Title: the machine said “Machine”, an editor “Mine”, the source now “Theirs”."""
    edit(Article.objects.get(), {"title": "Mine"}, by=None)
    write_seeds(site, {"heron.md": seed_text(title="Theirs")})
    import_seeds([site], by=None)
    return Conflict.objects.get()


def values():
    return article_values(Article.objects.for_values().get())


def test_the_editor_s_value_is_kept_until_it_is_settled(conflict):
    assert values()["title"] == "Mine"
    assert (conflict.field, conflict.base, conflict.mine, conflict.theirs) == (
        "title",
        "Machine",
        "Mine",
        "Theirs",
    )
    assert list(Article.objects.conflicted()) == [conflict.article]


@pytest.mark.parametrize(("resolution", "title"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_one_call_settles_it_either_way(conflict, resolution, title):
    by = person("Editor")

    event = settle(conflict, Resolution(resolution), by=by)

    conflict.refresh_from_db()
    assert values()["title"] == title
    assert (conflict.resolution, conflict.settled_by) == (resolution, by)
    assert (event.verb, event.before, event.after) == (
        Verb.SETTLED,
        {"title": "Mine"},
        {"title": title},
    )
    assert not Article.objects.conflicted().exists()


@pytest.mark.parametrize("resolution", [Resolution.MINE, Resolution.THEIRS])
def test_the_same_files_again_do_not_open_it_again(site, conflict, resolution):
    settle(conflict, resolution, by=None)
    before = values()

    report = import_seeds([site], by=None)

    assert report.run is None
    assert values() == before
    assert not Conflict.objects.unsettled().exists()


def test_it_is_settled_once(conflict):
    settle(conflict, Resolution.MINE, by=None)

    with pytest.raises(NotPossible, match="settled already"):
        settle(conflict, Resolution.THEIRS, by=None)
    assert values()["title"] == "Mine"


def test_of_two_who_settle_at_once_the_second_is_told(conflict):
    other = Conflict.objects.get()
    settle(conflict, Resolution.MINE, by=None)

    with pytest.raises(NotPossible, match="just settled"):
        settle(other, Resolution.THEIRS, by=None)
    assert values()["title"] == "Mine"
    assert Article.objects.get().version == 4


def test_a_reviewer_cannot_settle(conflict):
    with pytest.raises(NotAllowed):
        settle(conflict, Resolution.THEIRS, by=person("Reviewer"))
    assert Conflict.objects.unsettled().count() == 1


def test_a_person_cannot_call_it_moot(conflict):
    with pytest.raises(NotPossible):
        settle(conflict, Resolution.MOOT, by=None)


def test_settling_a_conflict_leaves_the_state_alone(conflict):
    article = Article.objects.get()
    do("reject", article, by=None)

    settle(conflict, Resolution.THEIRS, by=None)

    assert Article.objects.get().status == Status.REJECTED


SAYS: dict[str, dict[str, Any]] = {
    "topics": {"topics": ["Fog"]},
    "images": {"images": [{"url": "https://tidewire.example/t.jpg", "width": 5, "height": 6}]},
    "related": {"related": [{"title": "Fog", "publishedDateTime": "2031-05-01T00:00:00Z"}]},
    "provider": {"provider": {"name": "Other", "domain": "other.example"}},
    "published_at": {"publishedDateTime": "2031-05-04T09:00:00Z"},
}


@pytest.mark.parametrize(("field", "keys"), SAYS.items(), ids=SAYS)
def test_fields_that_are_more_than_a_text_are_settled_alike(site, field, keys):
    edit(Article.objects.get(), {field: NEW_VALUES[field]}, by=None)
    write_seeds(site, {"heron.md": seed_text(title="Machine", **keys)})
    import_seeds([site], by=None)
    assert values()[field] == NEW_VALUES[field]

    conflict = Conflict.objects.get()
    settle(conflict, Resolution.THEIRS, by=None)

    assert values()[field] == conflict.theirs != NEW_VALUES[field]


def test_an_editor_who_writes_what_the_source_says_has_settled_it(conflict):
    edit(Article.objects.get(), {"title": "Theirs"}, by=None)

    assert not Conflict.objects.unsettled().exists()


def test_a_conflict_whose_article_is_gone_is_refused_in_words(conflict):
    Article.objects.all().delete()

    with pytest.raises(NotPossible):
        settle(conflict, Resolution.MINE, by=None)
