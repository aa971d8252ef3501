"""Organisation files enrich providers, topic files enrich topics; what people write stays."""

import pytest

from articles.models import ImportItem, Provider, Topic
from tests.factories import provider, seed_text, write_seeds
from tests.ingest.desk import imported, rows
from tests.ingest.enrichment_files import ORGANISATION, TOPIC, by_hand, herons, organisation, wire

pytestmark = pytest.mark.django_db


def parent_of(noun):
    return noun.parent.name if noun.parent else ""


class TestOrganisations:
    def bring(self, folder, **keys):
        write_seeds(folder, {ORGANISATION: organisation(**keys)})
        return imported(folder)

    def test_import_organisation_new_domain_creates_provider(self, tmp_path):
        picture = "\n  - url: https://tidewire.example/logo.png\n    width: 40"

        report = self.bring(tmp_path, images=picture, otherNames="[TW, Tide Wire]")

        made = wire()
        assert (made.name, made.description) == ("Tidewire", "Tides.")
        assert made.other_names == ["TW", "Tide Wire"]
        assert [image["width"] for image in made.images] == [40]
        assert (report.totals, report.metadata_counts) == ({}, {"organisation": 1})

    def test_import_organisation_known_domain_adds_facts(self, tmp_path):
        write_seeds(tmp_path, {"heron.md": seed_text(provider={"domain": "tidewire.example"})})
        imported(tmp_path)
        assert wire().name == "tidewire.example"

        self.bring(tmp_path)

        assert (wire().name, wire().description) == ("Tidewire", "Tides.")

    def test_import_organisation_without_name_keeps_name(self, tmp_path):
        provider(name="The Wire")

        self.bring(tmp_path, name="''")

        assert (wire().name, wire().description) == ("The Wire", "Tides.")

    def test_import_organisation_unchanged_writes_no_row(self, tmp_path):
        self.bring(tmp_path)
        before = rows()

        report = self.bring(tmp_path)

        assert (report.run, report.metadata_counts) == (None, {})
        assert rows() == before

    def test_import_organisation_changed_file_updates_provider(self, tmp_path):
        self.bring(tmp_path)

        report = self.bring(tmp_path, description="Ebb.")

        assert wire().description == "Ebb."
        assert report.items[0].fields == ["description"]

    def test_import_organisation_edited_before_first_file_is_kept(self, tmp_path):
        by_hand(provider(), name="Ours", description="")

        self.bring(tmp_path)

        assert (wire().name, wire().description) == ("Ours", "Tides.")

    def test_import_organisation_edited_field_is_kept_others_updated(self, tmp_path):
        self.bring(tmp_path)
        by_hand(wire(), name="Ours")

        self.bring(tmp_path, name="Theirs", description="Ebb.")

        assert (wire().name, wire().description) == ("Ours", "Ebb.")

    def test_import_organisation_changed_domain_updates_other_provider(self, tmp_path):
        self.bring(tmp_path)

        self.bring(tmp_path, domain="wire.example")

        other = Provider.objects.get(domain="wire.example")
        assert (other.name, other.description) == ("Tidewire", "Tides.")

    def test_import_organisation_refused_file_is_counted(self, tmp_path):
        report = self.bring(tmp_path, domain="'not a domain'")

        assert (report.totals, report.metadata_counts) == ({"refused": 1}, {})
        assert report.is_partial

    def test_import_organisation_refused_file_keeps_valid_files(self, tmp_path):
        write_seeds(tmp_path, {"_data/organizations/bad.md": "---\nname: [\n---\n"})

        report = self.bring(tmp_path)

        assert wire().description == "Tides."
        assert report.totals == {"refused": 1}

    def test_import_organisation_two_files_of_one_domain_is_stable(self, tmp_path):
        write_seeds(
            tmp_path,
            {
                "_data/organizations/a.md": organisation(description="A."),
                "_data/organizations/b.md": organisation(description="B."),
            },
        )
        imported(tmp_path)

        assert imported(tmp_path).run is None

    def test_import_organisations_and_articles_stores_both(self, tmp_path):
        write_seeds(tmp_path, {"heron.md": seed_text(provider={"domain": "tidewire.example"})})

        report = self.bring(tmp_path)

        assert (report.totals, report.metadata_counts) == ({"created": 1}, {"organisation": 1})
        assert (wire().name, wire().articles.count()) == ("Tidewire", 1)


class TestTopics:
    def bring(self, folder, **keys):
        write_seeds(folder, {TOPIC: herons(**keys)})
        return imported(folder)

    def test_import_topic_new_name_creates_topic_and_parent(self, tmp_path):
        services = "\n  news: https://tidewire.example/herons"

        report = self.bring(tmp_path, shortname="Her", services=services)

        made = Topic.objects.get(name="Herons")
        assert (parent_of(made), made.short_name) == ("Birds", "Her")
        assert made.keywords == ["heron", "egret"]
        assert made.services == {"news": "https://tidewire.example/herons"}
        assert report.metadata_counts == {"topic": 1}

    def test_import_topic_without_parent_is_root(self, tmp_path):
        self.bring(tmp_path, parent="''")

        assert Topic.objects.get().parent is None

    def test_import_topic_removed_parent_becomes_root(self, tmp_path):
        self.bring(tmp_path)

        self.bring(tmp_path, parent="''")

        assert Topic.objects.get(name="Herons").parent is None

    def test_import_topic_own_parent_is_ignored(self, tmp_path):
        self.bring(tmp_path, parent="Herons")

        assert Topic.objects.get(name="Herons").parent is None

    def test_import_topic_edited_field_is_kept(self, tmp_path):
        self.bring(tmp_path)
        by_hand(Topic.objects.get(name="Herons"), keywords=["ours"])

        self.bring(tmp_path, keywords="[theirs]", shortname="Her")

        made = Topic.objects.get(name="Herons")
        assert (made.keywords, made.short_name) == (["ours"], "Her")

    def test_import_topic_changed_name_updates_other_topic(self, tmp_path):
        self.bring(tmp_path)

        self.bring(tmp_path, name="Egrets")

        other = Topic.objects.get(name="Egrets")
        assert (parent_of(other), other.keywords) == ("Birds", ["heron", "egret"])

    def test_import_topic_named_by_article_is_shared(self, tmp_path):
        write_seeds(tmp_path, {"a.md": seed_text(topics=["Birds", "Herons"])})

        self.bring(tmp_path)

        assert set(Topic.objects.values_list("name", flat=True)) == {"Birds", "Herons"}


def test_import_metadata_file_stores_item(tmp_path):
    write_seeds(tmp_path, {ORGANISATION: organisation(), TOPIC: herons()})

    imported(tmp_path)

    items = ImportItem.objects.filter(article=None).values_list("path", "outcome")
    assert set(items) == {(ORGANISATION, "created"), (TOPIC, "created")}
