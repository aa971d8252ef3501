"""A changed field changes only its own lines, and reads back as it was written."""

import pytest

from articles.export.files import export_seeds
from articles.models import Article, Conflict, Provider, SeedFile
from articles.models.value_fields import article_values
from articles.seeds.reader import read_article
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from tests.export.trees import HERON, PLAIN, exported_heron, tree
from tests.factories import seed_text, write_seeds
from tests.ingest.desk import imported, only_article
from tests.seeds.diffs import changed_lines
from tests.workflow.transition_cases import do
from tests.workflow.values import COVERAGE, NEW_VALUES, PICTURE

pytestmark = pytest.mark.django_db


TITLES = [
    "A: b", "- a", "? a", "# a", "a # b", "'a'", '"a"', "!a", "&a", "*a", "@a", "%a", "`a`", "{a}",
    "[a]", "yes", "null", "~", "70", "1.0", "2031-05-04", "---", "...", "a \\ b \\n", "Q&amp;A",
    "AT&T", "\U0001f99a", "a\u00a0b", "a\u2028b", "{{ a }}", "a" * 300,
]  # fmt: skip


class TestEdited:
    def test_export_edited_field_changes_its_line(self, site, out):
        imported(site)
        edit(only_article(), {"title": 'Ferry: "late" again'}, by=SYSTEM)

        data = exported_heron(out)

        removed, added = changed_lines(PLAIN.encode(), data)
        assert removed.startswith('-title: "Machine"')
        assert added.startswith("+title: ")
        assert read_article(HERON, data).title == 'Ferry: "late" again'

    @pytest.mark.parametrize("field", NEW_VALUES)
    def test_export_each_edited_field_reads_back(self, site, out, field):
        imported(site)
        edit(only_article(), {field: NEW_VALUES[field]}, by=SYSTEM)

        data = exported_heron(out)

        wanted = article_values(Article.objects.for_values().get())
        assert read_article(HERON, data).values() == wanted
        assert b"c2VjcmV0;c2VjcmV0" in data
        assert b"unknown: {kept: [1, 2]}" in data

    def test_export_all_edited_fields_read_back(self, site, out):
        imported(site)
        edit(only_article(), NEW_VALUES, by=SYSTEM)
        export_seeds(out)
        before = article_values(Article.objects.for_values().get())

        report = imported(out)

        assert article_values(Article.objects.for_values().get()) == before == NEW_VALUES
        assert report.totals["conflict"] == 0
        assert (export_seeds(out).written, imported(out).run) == (0, None)

    @pytest.mark.parametrize("title", TITLES)
    def test_export_any_title_reads_back(self, site, out, title):
        imported(site)
        edit(only_article(), {"title": title}, by=SYSTEM)

        data = exported_heron(out)

        assert read_article(HERON, data).title == title

    @pytest.mark.parametrize("body", ["---\na: b\n---", "# A\n\n> b", "a\n\n---\n\nb", "\ta"])
    def test_export_any_body_reads_back(self, site, out, body):
        imported(site)
        edit(only_article(), {"body": body}, by=SYSTEM)

        assert read_article(HERON, exported_heron(out)).body == body

    def test_export_conflict_writes_value_of_editor(self, site, out):
        imported(site)
        edit(only_article(), {"title": "Mine"}, by=SYSTEM)
        write_seeds(site, {HERON: PLAIN.replace("Machine", "Theirs")})
        imported(site)

        assert read_article(HERON, exported_heron(out)).title == "Mine"

    def test_export_provider_has_name(self, site, out):
        imported(site)
        Provider.objects.create(domain="foghorn.example", name="The Foghorn")
        edit(only_article(), {"provider": "foghorn.example", "related": [COVERAGE]}, by=SYSTEM)

        record = read_article(HERON, exported_heron(out))

        named = [record.provider, record.related[0].provider]
        assert [provider and provider.name for provider in named] == ["The Foghorn"] * 2

    def test_export_image_keeps_attributes(self, site, out):
        imported(site)
        pictures = [PICTURE, {**PICTURE, "url": "beside.png", "width": None, "is_cached": True}]
        edit(only_article(), {"images": pictures}, by=SYSTEM)

        record = read_article(HERON, exported_heron(out))

        assert [image.model_dump() for image in record.images] == pictures


class TestFieldNewerThanTheImport:
    """A base from before the application knew a field lacks it; the file may have its key."""

    @pytest.fixture(params=["category", "excerpt", "original_url"])
    def field(self, request):
        return request.param

    @pytest.fixture
    def site(self, tmp_path, field):
        site = write_seeds(tmp_path / "site", {HERON: seed_text()})
        imported(site)
        seed = SeedFile.objects.get()
        del seed.base[field]
        seed.save()
        Article.objects.update(**{field: ""})
        return site

    def test_export_keeps_the_key_of_a_field_that_the_base_lacks(self, site, out, field):
        do("publish", only_article(), by=SYSTEM)

        (before,) = tree(site).values()
        assert changed_lines(before, exported_heron(out)) == [
            "-published: false",
            "+published: true",
        ]

    def test_import_takes_a_field_that_the_base_lacks(self, site, field):
        write_seeds(site, {HERON: seed_text(quality=90)})

        imported(site)

        assert getattr(only_article(), field)

    def test_import_keeps_what_an_editor_wrote_in_a_field_that_the_base_lacks(self, site, field):
        ours = "https://ours.example/" if field == "original_url" else "Ours"
        edit(only_article(), {field: ours}, by=SYSTEM)
        write_seeds(site, {HERON: seed_text(quality=90)})

        imported(site)

        assert getattr(only_article(), field) == ours
        assert Conflict.objects.unresolved().get().field == field
