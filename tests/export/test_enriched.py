"""What people change of providers and topics comes back to the files about them."""

import pytest

from articles.export.files import export_seeds
from articles.models import Provider, Topic
from tests.export.trees import tree
from tests.factories import topic, write_seeds
from tests.ingest.desk import imported
from tests.ingest.enrichment_files import by_hand, wire
from tests.seeds.diffs import changed_lines

pytestmark = pytest.mark.django_db
ORGANISATION = "_data/organizations/tidewire.md"
TOPIC = "_data/topics/herons.yaml"
FILES = {
    ORGANISATION: "---\nname: Tidewire # ours\ndomain: tidewire.example\n---\n\nBody.\n",
    TOPIC: "_id: '1'\nname: Herons\nparent: Birds\nservices:\n  news: https://a.example/n",
}


@pytest.fixture
def site(tmp_path):
    site = write_seeds(tmp_path / "site", FILES)
    imported(site)
    return site


def herons():
    return Topic.objects.get(name="Herons")


def lines(out, path):
    return changed_lines(FILES[path].encode(), (out / path).read_bytes())


def test_export_metadata_unedited_is_same_bytes(site, out):
    by_hand(wire())
    by_hand(herons())

    export_seeds(out)

    assert tree(out) == tree(site)


@pytest.mark.parametrize(
    ("columns", "changed"),
    [
        ({"name": "The Wire"}, ["-name: Tidewire # ours", "+name: The Wire # ours"]),
        ({"description": "Tides: daily"}, ['+description: "Tides: daily"']),
        ({"other_names": ["TW"]}, ["+otherNames:", "+  - TW"]),
    ],
)
def test_export_organisation_edited_changes_only_its_lines(site, out, columns, changed):
    by_hand(wire(), **columns)

    exported = export_seeds(out)

    assert lines(out, ORGANISATION) == changed
    assert lines(out, TOPIC) == []
    assert (exported.written, exported.problems) == (2, [])


@pytest.mark.parametrize(
    ("columns", "changed"),
    [
        ({"short_name": "H"}, ["+shortname: H"]),
        ({"keywords": ["egret", "a: b"]}, ["+keywords:", "+  - egret", '+  - "a: b"']),
        ({"services": {}}, ["-services:", "-  news: https://a.example/n"]),
    ],
)
def test_export_topic_edited_changes_only_its_lines(site, out, columns, changed):
    by_hand(herons(), **columns)

    export_seeds(out)

    assert lines(out, TOPIC) == changed


def test_export_topic_parent_is_written_by_name(site, out):
    by_hand(herons(), parent=topic("Waders"))

    export_seeds(out)

    assert lines(out, TOPIC) == ["-parent: Birds", "+parent: Waders"]


def test_export_metadata_then_import_changes_nothing(site, out):
    by_hand(wire(), name="The Wire", description="Line\n\nline")
    by_hand(herons(), parent=None, keywords=["x"])
    export_seeds(out, changed_only=True)
    before = [*Provider.objects.values(), *Topic.objects.values()]

    imported(out)

    assert [*Provider.objects.values(), *Topic.objects.values()] == before
    assert export_seeds(out).written == 0


def test_export_metadata_excludes_other_source(site, out, tmp_path):
    other = {ORGANISATION: FILES[ORGANISATION].replace("domain", "description: Theirs.\ndomain")}
    imported(write_seeds(tmp_path / "other", other), source="other")

    export_seeds(out)

    assert lines(out, ORGANISATION) == []
    assert wire().description == "Theirs."


def test_export_metadata_edited_excludes_other_source(site, out, tmp_path):
    other = {ORGANISATION: FILES[ORGANISATION].replace("domain", "description: Theirs.\ndomain")}
    imported(write_seeds(tmp_path / "other", other), source="other")
    by_hand(wire(), name="The Wire")

    export_seeds(out)

    assert lines(out, ORGANISATION) == ["-name: Tidewire # ours", "+name: The Wire # ours"]


def test_export_metadata_value_in_file_is_not_edited(site, out, tmp_path):
    other = {ORGANISATION: FILES[ORGANISATION].replace("domain", "description: Old.\ndomain")}
    imported(write_seeds(tmp_path / "other", other), source="other")
    by_hand(wire(), description="Ours.")
    other = {path: text.replace("Old.", "Ours.") for path, text in other.items()}
    imported(write_seeds(tmp_path / "other", other), source="other")
    other = {path: text.replace("Ours.", "Newest.") for path, text in other.items()}
    imported(write_seeds(tmp_path / "other", other), source="other")

    export_seeds(out)

    assert wire().description == "Newest."
    assert lines(out, ORGANISATION) == []


def test_export_organisation_without_name_stays_without(tmp_path, out):
    nameless = "---\ndomain: tidewire.example\n---\n"
    imported(write_seeds(tmp_path / "site", {ORGANISATION: nameless}))
    by_hand(wire(), description="Tides.")
    export_seeds(out)
    first = (out / ORGANISATION).read_text()
    by_hand(wire(), name="The Wire")
    export_seeds(out)

    assert "name:" not in first
    assert "name: The Wire\n" in (out / ORGANISATION).read_text()


def test_export_metadata_unwritable_value_is_reported(site, out):
    by_hand(herons(), services={"news": "no address"})
    by_hand(wire(), name="The Wire")

    exported = export_seeds(out)

    (problem,) = exported.problems
    assert problem.startswith(f"{TOPIC}: ")
    assert len(lines(out, ORGANISATION)) == 2
