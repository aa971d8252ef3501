"""Undo restores providers and topics."""

import pytest

from articles.models import Provider, SeedFile, Topic
from tests.factories import provider, write_seeds
from tests.ingest.desk import content, imported
from tests.ingest.enrichment_files import (
    ORGANISATION,
    TOPIC,
    by_hand,
    herons,
    organisation,
    wire,
)
from tests.ingest.undoing import undo

pytestmark = pytest.mark.django_db


class TestMetadata:
    def bring(self, folder, **keys):
        write_seeds(folder, {ORGANISATION: organisation(**keys)})
        return imported(folder)

    def test_undo_created_provider_is_deleted(self, tmp_path):
        undo(self.bring(tmp_path))

        assert not Provider.objects.exists()
        assert not SeedFile.objects.exists()

    def test_undo_created_topic_is_deleted_with_parent(self, tmp_path):
        write_seeds(tmp_path, {TOPIC: herons()})

        undo(imported(tmp_path))

        assert not Topic.objects.exists()

    def test_undo_known_provider_is_restored(self, tmp_path):
        provider(name="The Wire", description="Before.")

        undo(self.bring(tmp_path))

        assert (wire().name, wire().description) == ("The Wire", "Before.")

    def test_undo_changed_provider_can_be_imported_again(self, tmp_path):
        self.bring(tmp_path)
        undo(self.bring(tmp_path, description="Ebb."))
        assert wire().description == "Tides."

        assert imported(tmp_path).metadata_counts == {"organisation": 1}
        assert wire().description == "Ebb."

    def test_undo_edited_provider_is_skipped(self, tmp_path):
        report = self.bring(tmp_path)
        by_hand(wire(), description="Ours.")

        run = undo(report)

        assert (wire().description, run.totals["undo_skipped"]) == ("Ours.", 1)

    def test_undo_restores_edited_fields(self, tmp_path):
        self.bring(tmp_path)
        by_hand(wire(), description="Ours.")
        self.bring(tmp_path, description="Ours.")
        report = self.bring(tmp_path, description="Ebb.")
        assert wire().edited_fields == []

        undo(report)

        assert (wire().description, wire().edited_fields) == ("Ours.", ["description"])

    def test_undo_provider_of_later_import_is_skipped(self, tmp_path):
        first = self.bring(tmp_path)
        self.bring(tmp_path, description="Ebb.")

        run = undo(first)

        assert (wire().description, run.totals["undo_skipped"]) == ("Ebb.", 1)

    def test_undo_later_then_earlier_import_restores_provider(self, tmp_path):
        first = self.bring(tmp_path)
        second = self.bring(tmp_path, description="Ebb.")

        undo(second)
        undo(first)

        assert not Provider.objects.exists()

    def test_undo_moved_metadata_file_is_restored(self, tmp_path):
        self.bring(tmp_path)
        before = content()
        (tmp_path / ORGANISATION).rename(tmp_path / "_data/organizations/x-tidewire.md")
        (tmp_path / "_data/organizations/more").mkdir()
        (tmp_path / "_data/organizations/x-tidewire.md").rename(
            tmp_path / "_data/organizations/more/tidewire.md"
        )

        undo(imported(tmp_path))

        assert content() == before

    def test_undo_changed_domain_restores_provider_of_file(self, tmp_path):
        self.bring(tmp_path)
        before = content()
        first = SeedFile.objects.get().provider

        undo(self.bring(tmp_path, domain="foghorn.example", description="Fog."))

        assert content() == before
        assert SeedFile.objects.get().provider == first

    def test_undo_changed_name_restores_topic_of_file(self, tmp_path):
        write_seeds(tmp_path, {TOPIC: herons()})
        imported(tmp_path)
        before, first = content(), SeedFile.objects.get().topic
        write_seeds(tmp_path, {TOPIC: herons(name="Egrets")})

        undo(imported(tmp_path))

        assert content() == before
        assert SeedFile.objects.get().topic == first

    def test_undo_removes_a_tree_of_topics_of_any_depth(self, tmp_path):
        write_seeds(
            tmp_path,
            {
                f"_data/topics/t{n}.yaml": f"_id: '{n}'\nname: Level {n}\nparent: Level {n + 1}\n"
                for n in range(4)
            },
        )

        undo(imported(tmp_path))

        assert not Topic.objects.exists()
