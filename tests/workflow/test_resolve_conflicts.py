"""Resolve conflicts: keep ours or use source, and undo it."""

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
    write_seeds(tmp_path, {"heron.md": seed_text(title="Base")})
    import_seeds([tmp_path], by=SYSTEM)
    return tmp_path


@pytest.fixture
def conflict(site):
    """Title: the source said “Base”, an editor “Ours”, the source now “Source”."""
    edit(Article.objects.get(), {"title": "Ours"}, by=SYSTEM)
    write_seeds(site, {"heron.md": seed_text(title="Source")})
    import_seeds([site], by=SYSTEM)
    return Conflict.objects.get()


def values():
    return article_values(Article.objects.for_values().get())


def test_open_conflict_keeps_the_editors_value(conflict):
    assert values()["title"] == "Ours"
    assert (conflict.field, conflict.base, conflict.ours, conflict.source) == (
        "title",
        "Base",
        "Ours",
        "Source",
    )
    assert conflict.resolved_at is None


@pytest.mark.parametrize(("resolution", "title"), [("ours", "Ours"), ("source", "Source")])
def test_resolve_conflict_uses_the_chosen_side(conflict, resolution, title):
    by = person("Editor")

    event = resolve_conflict(conflict, Resolution(resolution), by=by)

    conflict.refresh_from_db()
    assert values()["title"] == title
    assert (conflict.resolution, conflict.resolved_by) == (resolution, by)
    assert (event.verb, event.before, event.after) == (
        Verb.RESOLVED,
        {"title": "Ours"},
        {"title": title},
    )
    assert not Conflict.objects.unresolved().exists()


@pytest.mark.parametrize("resolution", [Resolution.OURS, Resolution.SOURCE])
def test_import_again_after_the_resolution_opens_no_conflict(site, conflict, resolution):
    resolve_conflict(conflict, resolution, by=SYSTEM)
    before = values()

    report = import_seeds([site], by=SYSTEM)

    assert report.run is None
    assert values() == before
    assert not Conflict.objects.unresolved().exists()


def test_resolve_conflict_twice_is_refused(conflict):
    other = Conflict.objects.get()
    resolve_conflict(conflict, Resolution.OURS, by=SYSTEM)

    for each in conflict, other:
        with pytest.raises(NotPossible, match="already been resolved"):
            resolve_conflict(each, Resolution.SOURCE, by=SYSTEM)
    assert values()["title"] == "Ours"


def test_resolve_conflict_by_a_reviewer_is_refused(conflict):
    with pytest.raises(NotAllowed):
        resolve_conflict(conflict, Resolution.SOURCE, by=person("Reviewer"))
    assert Conflict.objects.unresolved().count() == 1


def test_resolve_conflict_keeps_the_status(conflict):
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
def test_resolve_conflict_about_each_kind_of_field(site, field, keys):
    edit(Article.objects.get(), {field: NEW_VALUES[field]}, by=SYSTEM)
    write_seeds(site, {"heron.md": seed_text(title="Base", **keys)})
    import_seeds([site], by=SYSTEM)
    assert values()[field] == NEW_VALUES[field]

    conflict = Conflict.objects.get()
    resolve_conflict(conflict, Resolution.SOURCE, by=SYSTEM)

    assert values()[field] == conflict.source != NEW_VALUES[field]


def test_edit_to_the_sources_value_ends_the_conflict(conflict):
    edit(Article.objects.get(), {"title": "Source"}, by=SYSTEM)

    assert not Conflict.objects.unresolved().exists()


def test_resolve_conflict_of_a_deleted_article_is_refused(conflict):
    Article.objects.all().delete()

    with pytest.raises(NotPossible):
        resolve_conflict(conflict, Resolution.OURS, by=SYSTEM)


@pytest.mark.parametrize("resolution", [Resolution.OURS, Resolution.SOURCE])
@pytest.mark.parametrize("field", ["title", *SAYS])
def test_undo_of_a_resolution_reopens_the_conflict(site, field, resolution):
    ours = {"title": "Ours"}.get(field, NEW_VALUES[field])
    edit(Article.objects.get(), {field: ours}, by=SYSTEM)
    says = SAYS.get(field, {"title": "Source"})
    write_seeds(site, {"heron.md": seed_text(**{"title": "Base"} | says)})
    import_seeds([site], by=SYSTEM)
    before, still_open, by = values(), list(Conflict.objects.values()), person("Editor")

    event = resolve_conflict(Conflict.objects.get(), resolution, by=by)
    undoing = undo_event(event, by=by)

    assert values() == before
    assert list(Conflict.objects.values()) == still_open
    assert (undoing.verb, undoing.actor, undoing.undone) == (Verb.UNDONE, by, True)
    assert (undoing.before, undoing.after) == (event.after, event.before)
    resolve_conflict(Conflict.objects.get(), Resolution.SOURCE, by=by)  # possible again


def test_undo_of_a_resolution_after_an_edit_is_refused(conflict):
    event = resolve_conflict(conflict, Resolution.SOURCE, by=SYSTEM)
    edit(Article.objects.get(), {"title": "Polished"}, by=SYSTEM)

    with pytest.raises(NotPossible, match="was changed since"):
        undo_event(event, by=SYSTEM)
    assert values()["title"] == "Polished"
    assert not Conflict.objects.unresolved().exists()


def test_undo_of_a_resolution_of_a_deleted_conflict_is_refused(conflict):
    event = resolve_conflict(conflict, Resolution.SOURCE, by=SYSTEM)
    Conflict.objects.all().delete()

    with pytest.raises(NotPossible, match="was deleted"):
        undo_event(event, by=SYSTEM)
    assert (values()["title"], Event.objects.filter(undone=True).count()) == ("Source", 0)


@pytest.mark.parametrize(
    ("by", "may"), [("Reviewer", False), ("Editor", False), ("Managing editor", True)]
)
def test_undo_of_a_colleagues_resolution_needs_permission(conflict, by, may):
    event, other = resolve_conflict(conflict, Resolution.OURS, by=person("Editor")), person(by)

    assert can_undo(event, other) is may
    if not may:
        with pytest.raises(NotAllowed):
            undo_event(event, by=other)
    assert not Conflict.objects.unresolved().exists()


@pytest.fixture
def torn(site):
    """Title and excerpt differ between an editor and the source."""
    edit(Article.objects.get(), {"title": "Ours", "excerpt": "Ours."}, by=SYSTEM)
    write_seeds(site, {"heron.md": seed_text(title="Source", excerpt="Source.")})
    import_seeds([site], by=SYSTEM)
    return Article.objects.get()


@pytest.mark.parametrize(
    ("resolution", "says"),
    [(Resolution.OURS, ("Ours", "Ours.")), (Resolution.SOURCE, ("Source", "Source."))],
)
def test_resolve_all_conflicts_is_one_change(torn, resolution, says):
    event = resolve_all_conflicts(torn, resolution, by=SYSTEM)

    assert (values()["title"], values()["excerpt"]) == says
    assert not Conflict.objects.unresolved().exists()
    assert (event.version, set(event.before)) == (4, {"title", "excerpt"})
    undo_event(event, by=SYSTEM)
    assert (values()["title"], values()["excerpt"]) == ("Ours", "Ours.")
    assert Conflict.objects.unresolved().count() == 2


def test_resolve_all_conflicts_is_refused_when_stale_unknown_or_not_allowed(torn):
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
