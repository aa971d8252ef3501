"""Everything goes back to the files it came from; only what the desk changed differs."""

import difflib
import zipfile

import pytest

from articles.export.files import UnsafePath, export_seeds
from articles.ingest.run import import_seeds
from articles.models import Article, Provider, SeedFile, Source
from articles.models.values import article_values
from articles.seeds.reader import read_article
from articles.workflow.editing import edit, revert
from articles.workflow.writing import write_article
from tests.builders import numbered_seeds, seed_text, write_seeds
from tests.ingest.desk import imported, only_article
from tests.workflow.test_editing import COVERAGE, NEW_VALUES, PICTURE
from tests.workflow.verbs import do

pytestmark = pytest.mark.django_db
HERON = "_news/heron.md"
PLAIN = """---
category: news
title: "Machine"   # a comment that stays
publishedDateTime: 2031-05-04T08:00:00Z

originalUrl:   'https://tidewire.example/heron'
quality: 50
published: false
unknown: {kept: [1, 2]}

topics:
- Harbours
secured: "c2VjcmV0;c2VjcmV0"
---

"""


@pytest.fixture
def site(tmp_path):
    return write_seeds(tmp_path / "site", {HERON: PLAIN})


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def tree(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def changed_lines(before, after):
    lines = difflib.ndiff(before.decode().splitlines(), after.decode().splitlines())
    return [line for line in lines if line[0] in "+-"]


def exported_heron(out, **options):
    export_seeds(out, **options)
    return (out / HERON).read_bytes()


class TestUntouched:
    @pytest.mark.parametrize(
        "data",
        [
            PLAIN.encode(),
            PLAIN.replace("\n", "\r\n").encode(),
            b"\xef\xbb\xbf" + PLAIN.encode(),
            PLAIN.encode().rstrip(b"\n"),
            seed_text(body="\n\nText.  \n\n\n").encode(),
            seed_text(title="A &amp; B &#8217; C", published=None).encode(),
            seed_text(webUrl="javascript:alert(1)").encode(),
        ],
        ids=["plain", "CRLF", "BOM", "no last line end", "body", "entities", "neutralised"],
    )
    def test_comes_out_byte_for_byte(self, tmp_path, out, data):
        site = write_seeds(tmp_path / "site", {HERON: data})
        imported(site)

        export_seeds(out)

        assert tree(out) == tree(site)

    def test_organisations_topics_and_empty_files_come_out_as_well(self, site, out):
        write_seeds(
            site,
            {
                "_data/organizations/w.md": "---\nname: W\ndomain: w.example\n---\n\nBody.\n",
                "_data/topics/t.yml": "# a comment\n_id: '1'\nname: T\n",
                "_drafts/.keep": b"",
            },
        )
        imported(site)

        export_seeds(out)

        assert tree(out) == tree(site)

    def test_a_second_export_writes_nothing(self, site, out):
        write_seeds(site, numbered_seeds(3))
        imported(site)
        first = export_seeds(out)
        times = {path: path.stat().st_mtime_ns for path in out.rglob("*.md")}

        second = export_seeds(out)

        assert (first.written, first.same) == (4, 0)
        assert (second.written, second.same) == (0, 4)
        assert {path: path.stat().st_mtime_ns for path in out.rglob("*.md")} == times

    def test_export_then_import_changes_nothing(self, site, out):
        write_seeds(site, numbered_seeds(3))
        imported(site)
        export_seeds(out)

        report = imported(out)

        assert (report.run, report.totals) == (None, {"unchanged": 4})

    def test_what_was_edited_and_set_back_is_untouched(self, site, out):
        imported(site)
        edit(only_article(), {"title": "Mine"}, by=None)
        revert(only_article(), 1, by=None)

        assert exported_heron(out) == PLAIN.encode()

    def test_what_is_gone_from_its_source_is_written_all_the_same(self, site, out):
        imported(site)
        write_seeds(site, numbered_seeds(1))
        (site / HERON).unlink()
        imported(site)

        assert exported_heron(out) == PLAIN.encode()


class TestPublished:
    def test_publishing_flips_one_word(self, site, out):
        imported(site)
        do("publish", only_article(), by=None)

        assert exported_heron(out) == PLAIN.replace("published: false", "published: true").encode()

    def test_what_is_published_as_its_file_says_is_untouched(self, site, out):
        text = PLAIN.replace("published: false", "published: true")
        write_seeds(site, {HERON: text})
        imported(site, trust_published=True)

        assert exported_heron(out) == text.encode()

    @pytest.mark.parametrize("verb", ["reject", "archive", "hold"])
    def test_what_is_not_live_says_so(self, site, out, verb):
        write_seeds(site, {HERON: PLAIN.replace("published: false", "published: true")})
        imported(site)
        do(verb, only_article(), by=None)

        assert exported_heron(out) == PLAIN.encode()

    def test_a_file_that_said_nothing_gets_one_line_once_it_is_live(self, site, out):
        text = PLAIN.replace("published: false\n", "")
        write_seeds(site, {HERON: text})
        imported(site)
        assert exported_heron(out) == text.encode()

        do("publish", only_article(), by=None)

        assert changed_lines(text.encode(), exported_heron(out)) == ["+ published: true"]


class TestEdited:
    def test_only_the_line_of_the_field_changes(self, site, out):
        imported(site)
        edit(only_article(), {"title": 'Ferry: "late" again'}, by=None)

        data = exported_heron(out)

        removed, added = changed_lines(PLAIN.encode(), data)
        assert removed.startswith('- title: "Machine"')
        assert added.startswith("+ title: ")
        assert read_article(HERON, data).title == 'Ferry: "late" again'

    @pytest.mark.parametrize("field", NEW_VALUES)
    def test_each_field_reads_back_as_it_was_written(self, site, out, field):
        imported(site)
        edit(only_article(), {field: NEW_VALUES[field]}, by=None)

        data = exported_heron(out)

        wanted = article_values(Article.objects.for_values().get())
        assert read_article(HERON, data).values() == wanted
        assert b"c2VjcmV0;c2VjcmV0" in data
        assert b"unknown: {kept: [1, 2]}" in data

    def test_all_fields_at_once_read_back_and_import_as_no_change(self, site, out):
        imported(site)
        edit(only_article(), NEW_VALUES, by=None)
        export_seeds(out)
        before = article_values(Article.objects.for_values().get())

        report = imported(out)

        assert article_values(Article.objects.for_values().get()) == before == NEW_VALUES
        assert report.totals["conflict"] == 0
        assert (export_seeds(out).written, imported(out).run) == (0, None)

    @pytest.mark.parametrize(
        "title",
        [
            "A: b",
            "- a",
            "? a",
            "# a",
            "a # b",
            "'a'",
            '"a"',
            "!a",
            "&a",
            "*a",
            "@a",
            "%a",
            "`a`",
            "{a}",
            "[a]",
            "yes",
            "null",
            "~",
            "70",
            "1.0",
            "2031-05-04",
            "---",
            "...",
            "a \\ b \\n",
            "Q&amp;A",
            "AT&T",
            "\U0001f99a",
            "a\u00a0b",
            "a\u2028b",
            "{{ a }}",
            "a" * 300,
        ],
    )
    def test_a_title_of_any_kind_reads_back(self, site, out, title):
        imported(site)
        edit(only_article(), {"title": title}, by=None)

        data = exported_heron(out)

        assert read_article(HERON, data).title == title

    @pytest.mark.parametrize("body", ["---\na: b\n---", "# A\n\n> b", "a\n\n---\n\nb", "\ta"])
    def test_a_body_of_any_kind_reads_back(self, site, out, body):
        imported(site)
        edit(only_article(), {"body": body}, by=None)

        assert read_article(HERON, exported_heron(out)).body == body

    def test_what_an_editor_kept_in_a_conflict_is_what_comes_out(self, site, out):
        imported(site)
        edit(only_article(), {"title": "Mine"}, by=None)
        write_seeds(site, {HERON: PLAIN.replace("Machine", "Theirs")})
        imported(site)

        assert read_article(HERON, exported_heron(out)).title == "Mine"

    def test_a_provider_is_written_with_its_name(self, site, out):
        imported(site)
        Provider.objects.create(domain="foghorn.example", name="The Foghorn")
        edit(only_article(), {"provider": "foghorn.example", "related": [COVERAGE]}, by=None)

        record = read_article(HERON, exported_heron(out))

        named = [record.provider, record.related[0].provider]
        assert [provider and provider.name for provider in named] == ["The Foghorn"] * 2

    def test_a_picture_keeps_what_is_said_of_it(self, site, out):
        imported(site)
        pictures = [PICTURE, {**PICTURE, "url": "beside.png", "width": None, "is_cached": True}]
        edit(only_article(), {"images": pictures}, by=None)

        record = read_article(HERON, exported_heron(out))

        assert [image.model_dump() for image in record.images] == pictures


class TestWrittenHere:
    VALUES = {
        "title": "Fog: a “report”",
        "published_at": "2031-05-04T08:00:00Z",
        "body": "Thick.\n\nVery.",
        "topics": ["Fog"],
        "provider": "tidewire.example",
    }

    def test_it_gets_a_file_that_reads_back(self, out):
        written = write_article(self.VALUES, by=None)

        export_seeds(out)

        (path,) = tree(out)
        assert path == "_posts/2031-05-04-fog-a-report.md"
        record = read_article(path, (out / path).read_bytes())
        stored = Article.objects.for_values().get(pk=written.pk)
        assert record.values() == article_values(stored)
        assert (record.generation, record.published) == (3, False)

    def test_its_file_lies_where_most_of_the_source_s_lie(self, site, out):
        write_seeds(site, numbered_seeds(2))
        write_seeds(site, {"elsewhere/fog.md": seed_text()})
        imported(site)
        write_article(self.VALUES, by=None)

        export_seeds(out)

        assert (out / "_news/2031-05-04-fog-a-report.md").is_file()

    def test_it_says_when_it_is_live(self, out):
        do("publish", write_article(self.VALUES, by=None), by=None)

        export_seeds(out)

        assert b"published: true" in next(iter(tree(out).values()))

    def test_its_export_is_found_again(self, out):
        write_article(self.VALUES, by=None)
        export_seeds(out)

        imported(out)

        assert Article.objects.count() == 1
        assert only_article().seed_file.path == "_posts/2031-05-04-fog-a-report.md"
        assert imported(out).run is None


class TestOptions:
    @pytest.fixture
    def desk(self, site):
        write_seeds(site, numbered_seeds(3))
        write_seeds(site, {"_data/topics/t.yml": "_id: '1'\nname: T\n", "_drafts/.keep": b""})
        imported(site)
        do("publish", Article.objects.get(name="heron"), by=None)
        edit(Article.objects.get(name="2031-05-04-report-000"), {"title": "Mine"}, by=None)
        write_article(TestWrittenHere.VALUES, by=None)

    def test_published_only(self, desk, out):
        export_seeds(out, published_only=True)

        assert list(tree(out)) == [HERON]

    def test_changed_only(self, desk, out):
        export_seeds(out, changed_only=True)

        assert set(tree(out)) == {
            HERON,
            "_news/2031-05-04-report-000.md",
            "_news/2031-05-04-fog-a-report.md",
        }

    def test_both(self, desk, out):
        do("publish", Article.objects.get(name="2031-05-04-report-001"), by=None)

        export_seeds(out, changed_only=True, published_only=True)

        assert set(tree(out)) == {HERON, "_news/2031-05-04-report-001.md"}

    def test_progress_tells_of_every_file(self, desk, out):
        seen: list[int] = []

        export_seeds(out, progress=seen.append)

        assert sum(seen) == len(tree(out)) == 7


class TestSources:
    def test_the_default_one_lies_at_the_top_and_others_in_folders_of_their_names(self, site, out):
        imported(site)
        import_seeds([site], by=None, source="ai site")

        export_seeds(out)

        assert set(tree(out)) == {HERON, f"ai site/{HERON}"}

    @pytest.mark.parametrize("name", ["../up", "a/b", "/etc", "..", ".", "a\\b", "~", "ü \u2013"])
    def test_a_source_s_name_is_never_a_path(self, site, tmp_path, out, name):
        import_seeds([site], by=None, source=name)

        export_seeds(out)

        assert len(tree(out)) == 1
        assert {path.name for path in tmp_path.iterdir()} == {"site", "out"}

    def test_two_sources_never_share_a_folder(self, site, out):
        imported(site, source="a/b")
        write_seeds(site, {HERON: PLAIN.replace("Machine", "Other")})
        imported(site, source="a:b")

        export_seeds(out)

        assert len(tree(out)) == 2


class TestSafety:
    @pytest.mark.parametrize(
        "path", ["../evil.md", "_news/../../evil.md", "/tmp/evil-newsdesk.md", "a/../../evil.md"]
    )
    def test_a_stored_path_that_leads_out_is_not_written(self, site, tmp_path, out, path):
        imported(site)
        SeedFile.objects.update(path=path)

        with pytest.raises(UnsafePath, match="leads out of"):
            export_seeds(out)
        assert {each.name for each in tmp_path.iterdir()} <= {"site", "out"}

    def test_a_placeholder_that_leads_out_is_not_written(self, site, tmp_path, out):
        imported(site)
        Source.objects.update(placeholders=["../.keep"])

        with pytest.raises(UnsafePath):
            export_seeds(out)
        assert not (tmp_path / ".keep").exists()

    def test_a_link_in_the_folder_is_not_followed_out_of_it(self, site, tmp_path, out):
        imported(site)
        (tmp_path / "elsewhere").mkdir()
        out.mkdir()
        (out / "_news").symlink_to(tmp_path / "elsewhere")

        with pytest.raises(UnsafePath):
            export_seeds(out)
        assert list((tmp_path / "elsewhere").iterdir()) == []

    def test_one_that_cannot_be_written_is_named_and_the_rest_is(self, site, out):
        """Stored before the rules were what they are: the file could not be read again."""
        write_seeds(site, numbered_seeds(2))
        imported(site)
        do("publish", Article.objects.get(name="heron"), by=None)
        Article.objects.filter(name="heron").update(web_url="javascript:alert(1)")

        exported = export_seeds(out)

        assert len(tree(out)) == 2
        assert exported.written == 2
        assert exported.problems[0].startswith("heron: ")

    def test_the_settings_limits_hold_for_reading_again(self, site, out, settings):
        settings.NEWSDESK_SEED_LIMITS = {"seed_bytes": 600_000}
        body = "Fog. " * 60_000
        write_seeds(site, {HERON: seed_text(body=body)})
        imported(site)
        do("publish", only_article(), by=None)

        assert b"published: true" in exported_heron(out).replace(b'"published"', b"published")

    def test_what_else_lies_in_the_folder_stays(self, site, out):
        imported(site)
        write_seeds(out, {"README.md": b"Ours", "_news/notes.txt": b"Ours"})

        export_seeds(out)

        assert set(tree(out)) == {HERON, "README.md", "_news/notes.txt"}


@pytest.mark.parametrize("size", [1, 12])
def test_the_number_of_questions_does_not_grow(site, out, size, django_assert_max_num_queries):
    write_seeds(site, numbered_seeds(size))
    imported(site)
    for article in Article.objects.all():
        do("publish", article, by=None)

    with django_assert_max_num_queries(12):
        export_seeds(out)


class TestOddNames:
    """A zip may hold names that a file system does not take; they cost no other file."""

    def from_zip(self, tmp_path, *names):
        with zipfile.ZipFile(tmp_path / "site.zip", "w") as archive:
            for name in names:
                archive.writestr(name, seed_text(title=name[:9]))
        assert imported(tmp_path / "site.zip").totals == {"created": len(names)}

    def test_a_name_of_too_many_bytes_is_told_and_the_rest_is_written(self, tmp_path, out):
        long = "鷺" * 200
        self.from_zip(tmp_path, f"_news/{long}.md", HERON)

        exported = export_seeds(out)

        assert list(tree(out)) == [HERON]
        assert exported.problems[0].startswith(long)

    def test_a_file_in_the_place_of_a_folder_is_told_and_the_rest_is_written(self, tmp_path, out):
        self.from_zip(tmp_path, "a.md", "a.md/b.md", HERON)

        exported = export_seeds(out)

        assert set(tree(out)) == {"a.md", HERON}
        assert len(exported.problems) == 1

    def test_a_source_of_a_long_name_in_another_script_has_a_folder_too(self, site, out):
        import_seeds([site], by=None, source="鷺" * 100)

        export_seeds(out)

        assert len(tree(out)) == 1
