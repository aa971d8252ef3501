"""A conflict ends with one call: keep ours or use source."""

from typing import Any

import pytest

from articles.ingest.pipeline import import_seeds
from articles.models import Article, Conflict, Event, Resolution, Status, Verb
from articles.models.value_fields import article_values
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.errors import NotAllowed, NotPossible, Stale
from articles.workflow.resolve_conflicts import resolve_all_conflicts, resolve_conflict
from articles.workflow.undo_event import can_undo, undo_event
from tests.factories import person, seed_text, write_seeds
from tests.workflow.transition_cases import do
from tests.workflow.values import NEW_VALUES

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path):
    write_seeds(tmp_path, {"heron.md": seed_text(title="Machine")})
    import_seeds([tmp_path], by=SYSTEM)
    return tmp_path


@pytest.fixture
def conflict(site):
    """Title: the machine said “Machine”, an editor “Mine”, the source now “Theirs”."""
    edit(Article.objects.get(), {"title": "Mine"}, by=SYSTEM)
    write_seeds(site, {"heron.md": seed_text(title="Theirs")})
    import_seeds([site], by=SYSTEM)
    return Conflict.objects.get()


def values():
    return article_values(Article.objects.for_values().get())


def test_the_editor_s_value_is_kept_until_it_is_resolved(conflict):
    assert values()["title"] == "Mine"
    assert (conflict.field, conflict.base, conflict.ours, conflict.source) == (
        "title",
        "Machine",
        "Mine",
        "Theirs",
    )
    assert list(Article.objects.conflicted()) == [conflict.article]


@pytest.mark.parametrize(("resolution", "title"), [("ours", "Mine"), ("source", "Theirs")])
def test_one_call_resolves_it_either_way(conflict, resolution, title):
    by = person("Editor")

    event = resolve_conflict(conflict, Resolution(resolution), by=by)

    conflict.refresh_from_db()
    assert values()["title"] == title
    assert (conflict.resolution, conflict.resolved_by) == (resolution, by)
    assert (event.verb, event.before, event.after) == (
        Verb.RESOLVED,
        {"title": "Mine"},
        {"title": title},
    )
    assert not Article.objects.conflicted().exists()


@pytest.mark.parametrize("resolution", [Resolution.OURS, Resolution.SOURCE])
def test_the_same_files_again_do_not_open_it_again(site, conflict, resolution):
    resolve_conflict(conflict, resolution, by=SYSTEM)
    before = values()

    report = import_seeds([site], by=SYSTEM)

    assert report.run is None
    assert values() == before
    assert not Conflict.objects.unresolved().exists()


def test_it_is_resolved_once(conflict):
    resolve_conflict(conflict, Resolution.OURS, by=SYSTEM)

    with pytest.raises(NotPossible, match="already been resolved"):
        resolve_conflict(conflict, Resolution.SOURCE, by=SYSTEM)
    assert values()["title"] == "Mine"


def test_of_two_who_resolve_at_once_the_second_is_told(conflict):
    other = Conflict.objects.get()
    resolve_conflict(conflict, Resolution.OURS, by=SYSTEM)

    with pytest.raises(NotPossible, match="already been resolved"):
        resolve_conflict(other, Resolution.SOURCE, by=SYSTEM)
    assert values()["title"] == "Mine"
    assert Article.objects.get().version == 4


def test_a_reviewer_cannot_resolve(conflict):
    with pytest.raises(NotAllowed):
        resolve_conflict(conflict, Resolution.SOURCE, by=person("Reviewer"))
    assert Conflict.objects.unresolved().count() == 1


def test_a_person_cannot_call_it_obsolete(conflict):
    with pytest.raises(NotPossible):
        resolve_conflict(conflict, Resolution.OBSOLETE, by=SYSTEM)


def test_resolving_a_conflict_leaves_the_state_alone(conflict):
    article = Article.objects.get()
    do("reject", article, by=SYSTEM)

    resolve_conflict(conflict, Resolution.SOURCE, by=SYSTEM)

    assert Article.objects.get().status == Status.REJECTED


SAYS: dict[str, dict[str, Any]] = {
    "topics": {"topics": ["Fog"]},
    "images": {"images": [{"url": "https://tidewire.example/t.jpg", "width": 5, "height": 6}]},
    "related": {"related": [{"title": "Fog", "publishedDateTime": "2031-05-01T00:00:00Z"}]},
    "provider": {"provider": {"name": "Other", "domain": "other.example"}},
    "published_at": {"publishedDateTime": "2031-05-04T09:00:00Z"},
}


@pytest.mark.parametrize(("field", "keys"), SAYS.items(), ids=SAYS)
def test_fields_that_are_more_than_a_text_are_resolved_alike(site, field, keys):
    edit(Article.objects.get(), {field: NEW_VALUES[field]}, by=SYSTEM)
    write_seeds(site, {"heron.md": seed_text(title="Machine", **keys)})
    import_seeds([site], by=SYSTEM)
    assert values()[field] == NEW_VALUES[field]

    conflict = Conflict.objects.get()
    resolve_conflict(conflict, Resolution.SOURCE, by=SYSTEM)

    assert values()[field] == conflict.source != NEW_VALUES[field]


def test_an_editor_who_writes_what_the_source_says_has_resolved_it(conflict):
    edit(Article.objects.get(), {"title": "Theirs"}, by=SYSTEM)

    assert not Conflict.objects.unresolved().exists()


def test_a_conflict_whose_article_is_gone_is_refused_in_words(conflict):
    Article.objects.all().delete()

    with pytest.raises(NotPossible):
        resolve_conflict(conflict, Resolution.OURS, by=SYSTEM)


@pytest.mark.parametrize("resolution", [Resolution.OURS, Resolution.SOURCE])
@pytest.mark.parametrize("field", ["title", *SAYS])
def test_a_resolution_is_taken_back_and_the_conflict_is_open_again(site, field, resolution):
    ours = {"title": "Mine"}.get(field, NEW_VALUES[field])
    edit(Article.objects.get(), {field: ours}, by=SYSTEM)
    says = SAYS.get(field, {"title": "Theirs"})
    write_seeds(site, {"heron.md": seed_text(**{"title": "Machine"} | says)})
    import_seeds([site], by=SYSTEM)
    before, open_ones, by = values(), list(Conflict.objects.values()), person("Editor")

    event = resolve_conflict(Conflict.objects.get(), resolution, by=by)
    undoing = undo_event(event, by=by)

    assert values() == before
    assert list(Conflict.objects.values()) == open_ones
    assert (undoing.verb, undoing.actor, undoing.undone) == (Verb.UNDONE, by, True)
    assert (undoing.before, undoing.after) == (event.after, event.before)
    resolve_conflict(Conflict.objects.get(), Resolution.SOURCE, by=by)  # and can be resolved anew


def test_a_resolution_is_not_taken_back_when_something_was_changed_since(conflict):
    event = resolve_conflict(conflict, Resolution.SOURCE, by=SYSTEM)
    edit(Article.objects.get(), {"title": "Polished"}, by=SYSTEM)

    with pytest.raises(NotPossible, match="was changed since"):
        undo_event(event, by=SYSTEM)
    assert values()["title"] == "Polished"
    assert not Conflict.objects.unresolved().exists()


def test_a_resolution_whose_conflict_is_gone_is_not_taken_back(conflict):
    event = resolve_conflict(conflict, Resolution.SOURCE, by=SYSTEM)
    Conflict.objects.all().delete()

    with pytest.raises(NotPossible, match="was deleted"):
        undo_event(event, by=SYSTEM)
    assert (values()["title"], Event.objects.filter(undone=True).count()) == ("Theirs", 0)


@pytest.mark.parametrize(
    ("by", "may"), [("Reviewer", False), ("Editor", False), ("Managing editor", True)]
)
def test_who_may_take_somebody_elses_resolution_back(conflict, by, may):
    event, other = resolve_conflict(conflict, Resolution.OURS, by=person("Editor")), person(by)

    assert can_undo(event, other) is may
    if not may:
        with pytest.raises(NotAllowed):
            undo_event(event, by=other)
    assert not Conflict.objects.unresolved().exists()


@pytest.fixture
def torn(site):
    """Title and excerpt: an editor and the source say otherwise."""
    edit(Article.objects.get(), {"title": "Mine", "excerpt": "Mine."}, by=SYSTEM)
    write_seeds(site, {"heron.md": seed_text(title="Theirs", excerpt="Theirs.")})
    import_seeds([site], by=SYSTEM)
    return Article.objects.get()


@pytest.mark.parametrize(
    ("resolution", "says"),
    [(Resolution.OURS, ("Mine", "Mine.")), (Resolution.SOURCE, ("Theirs", "Theirs."))],
)
def test_all_conflicts_of_an_article_end_as_one_change(torn, resolution, says):
    event = resolve_all_conflicts(torn, resolution, by=SYSTEM)

    assert (values()["title"], values()["excerpt"]) == says
    assert not Conflict.objects.unresolved().exists()
    assert (event.version, set(event.before)) == (4, {"title", "excerpt"})
    undo_event(event, by=SYSTEM)
    assert (values()["title"], values()["excerpt"]) == ("Mine", "Mine.")
    assert Conflict.objects.unresolved().count() == 2


def test_all_conflicts_are_not_resolved_from_an_old_page_nor_by_a_reviewer(torn):
    stale = Article.objects.get()
    edit(torn, {"body": "Newer."}, by=SYSTEM)

    with pytest.raises(Stale):
        resolve_all_conflicts(stale, Resolution.SOURCE, by=SYSTEM)
    with pytest.raises(NotAllowed):
        resolve_all_conflicts(torn, Resolution.SOURCE, by=person("Reviewer"))
    with pytest.raises(NotPossible):
        resolve_all_conflicts(torn, Resolution.OBSOLETE, by=SYSTEM)
    assert Conflict.objects.unresolved().count() == 2
    resolve_all_conflicts(torn, Resolution.OURS, by=SYSTEM)
    with pytest.raises(NotPossible, match="no open conflict"):
        resolve_all_conflicts(torn, Resolution.OURS, by=SYSTEM)
