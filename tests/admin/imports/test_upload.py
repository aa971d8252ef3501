"""Upload seeds: accepted and refused files, storage and permissions."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.models import Article, ImportRun, RunState, SeedFile, Status
from articles.seeds.sources import SourceRefused
from tests.admin.importing import (
    BROKEN,
    UPLOAD,
    counts,
    kept_files,
    loose,
    preview,
    tab,
    upload,
    zipped,
)
from tests.admin.sent import messages_of
from tests.factories import numbered_seeds, seed_text, source, write_seeds

pytestmark = pytest.mark.django_db


def test_upload_zip_shows_preview_and_imports_nothing(editor):
    files = numbered_seeds(3) | {"_news/broken.md": BROKEN}

    page = preview(editor, zipped(files))

    assert counts(page) == {"created": 3, "refused": 1}
    assert "_news/broken.md" in page.content.decode()
    created = tab(editor, page, "created").content.decode()
    assert "_news/2031-05-04-report-001.md" in created
    assert "Report 001" in created
    assert not Article.objects.exists()
    assert not ImportRun.imports.exists()


def test_upload_refused_file_shows_line_field_and_reason(editor):
    page = preview(editor, zipped({"a.md": seed_text(quality="high", topics=["Fog", 7])}))

    (row,) = page.context["rows"]
    quality, _topic = row["item"].problems
    text = page.content.decode()
    assert (page.context["tab"], row["item"].path, quality["field"]) == (
        "refused",
        "a.md",
        "quality",
    )
    assert f"line {quality['line']}</span> <code>quality</code>" in text
    assert "<code>topics no. 2</code>: must be text. Put it in quotes." in text
    assert "every file is unchanged or was rejected" in text


def test_upload_confirm_imports_files(editor, import_all):
    page = preview(editor, zipped(numbered_seeds(3)), new_source="harbour")

    response = import_all(editor, page)

    run = ImportRun.imports.get()
    assert response.url == f"/admin/articles/importrun/{run.pk}/change/"
    assert (run.state, run.started_by, run.source.name) == (
        RunState.DONE,
        editor.person,
        "harbour",
    )
    assert run.message == ""
    assert Article.objects.drafts().count() == 3


def test_upload_confirm_twice_is_one_import(editor, import_all):
    page = preview(editor, zipped(numbered_seeds(3)))

    first, second = import_all(editor, page), import_all(editor, page)

    assert first.url == second.url == editor.get(page.request["PATH_INFO"]).url
    assert ImportRun.imports.count() == 1


def test_upload_seeds_leaves_other_files(editor, import_all):
    import_all(editor, preview(editor, zipped(numbered_seeds(3))))

    page = preview(editor, loose(), loose("2031-05-04-gull.md", title="Gull"))
    import_all(editor, page)

    assert counts(page) == {"created": 2}
    assert Article.objects.count() == 5
    assert not SeedFile.objects.filter(missing_since__isnull=False).exists()
    assert str(ImportRun.imports.latest("pk")).endswith(" of 2031-05-04-heron.md and 1 more")
    assert ImportRun.imports.latest("pk").state == RunState.DONE


def test_upload_known_seed_keeps_folder(editor, import_all):
    import_all(editor, preview(editor, zipped(numbered_seeds(1))))
    known = SeedFile.objects.get()

    page = preview(editor, loose("2031-05-04-report-000.md", title="Corrected"))
    import_all(editor, page)

    assert counts(page) == {"changed": 1}
    assert SeedFile.objects.get().path == known.path
    assert Article.objects.get().title == "Corrected"


def test_upload_unchanged_files_has_nothing_to_import(editor, import_all):
    import_all(editor, preview(editor, zipped(numbered_seeds(2))))

    page = preview(editor, zipped(numbered_seeds(2)))

    assert counts(page) == {"unchanged": 2}
    assert "Nothing to import" in page.content.decode()
    assert "formaction" not in page.content.decode()


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([], "Choose one zip, or some .md files."),
        ([("a.txt", b"x")], "Choose one zip, or .md files"),
        ([("a.md", b"x"), ("b.zip", b"x")], "Choose one zip, or .md files"),
        ([("a.zip", b"x"), ("b.zip", b"x")], "Choose one zip, or .md files"),
        ([("a.md", b"x"), ("a.md", b"x")], "the same name"),
        ([("a.zip", b"no zip")], "a.zip is not a zip that can be read"),
        ([("a.md", b"x"), ("b.md", b"")], "b.md: The submitted file is empty."),
        ([(".hidden.md", b"x")], "Choose one zip, or .md files"),
        ([("-rf.md", b"x")], "Choose one zip, or .md files"),
        ([("two words.md", b"x")], "Choose one zip, or .md files"),
    ],
)
def test_upload_invalid_files_are_refused(editor, files, says):
    page = upload(editor, *(SimpleUploadedFile(*file) for file in files))

    assert says in page.content.decode()
    assert not ImportRun.previews.exists()
    assert kept_files() == []


def test_upload_too_large_is_refused(editor, settings):
    settings.NEWSDESK_SEED_LIMITS = {"zip_bytes": 100}

    assert "the most at once" in upload(editor, zipped(numbered_seeds(3))).content.decode()
    assert kept_files() == []


def test_upload_offers_known_sources_with_that_of_the_last_import(editor, import_all):
    for name in ("ai", "zoo", "bay"):
        source(name)
    preview(editor, zipped(numbered_seeds(1)), source="bay")

    field = editor.get(UPLOAD).context["form"]["source"]

    assert [name for name, _ in field.field.choices] == ["ai", "bay", "zoo", ""]
    assert field.value() == "bay"


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"source": "", "new_source": ""}, "Name the new source."),
        ({"source": "default", "new_source": "other"}, "or leave this empty"),
        ({"source": "other"}, "not one of the available choices"),
    ],
)
def test_upload_without_one_source_is_refused(editor, sent, error):
    text = editor.post(UPLOAD, {"seeds": [loose()], **sent}).content.decode()

    assert error in text
    assert not ImportRun.previews.exists()


def test_upload_new_source_that_differs_by_case_is_the_known_one(editor, import_all):
    import_all(editor, preview(editor, zipped(numbered_seeds(1))))

    page = preview(editor, zipped(numbered_seeds(1)), new_source=" Default ")

    assert counts(page) == {"unchanged": 1}
    assert "is a new source" not in page.content.decode()


def test_upload_into_new_source_counts_addresses_of_other_sources(editor, import_all):
    import_all(editor, preview(editor, zipped(numbered_seeds(3))))

    page = preview(editor, zipped(numbered_seeds(2) | {"a.md": seed_text()}), new_source="copy")

    text = page.content.decode()
    assert "“copy” is a new source." in text
    assert (
        "2 new files have an address that is on the desk already, from the source “default”."
        in text
    )


def test_upload_of_an_older_copy_is_noticed(editor, import_all):
    first = numbered_seeds(2)
    name = min(first)
    second = first | {name: first[name].replace("quality: ", "quality: 1")}
    assert second != first
    import_all(editor, preview(editor, zipped(first)))
    newer = preview(editor, zipped(second))
    assert "as in an earlier import" not in newer.content.decode()
    import_all(editor, newer)

    older = preview(editor, zipped(first))

    assert counts(older) == {"changed": 1, "unchanged": 1}
    assert (
        "1 file is the same as in an earlier import, so this changes articles back. "
        "Is it an old copy?"
    ) in older.content.decode()


@pytest.mark.parametrize("files", [{}, {"notes.txt": "x", "a.docx": "x"}, {"a/.keep": ""}])
def test_upload_zip_without_seeds_is_refused(editor, files):
    text = upload(editor, zipped(files, name="mine.zip")).content.decode()

    assert "There are no seed files (.md) in mine.zip." in text
    assert kept_files() == []


def test_upload_zip_names_ignored_files(editor):
    others = {f"notes-{n}.txt": "x" for n in range(6)} | {"_news/a.markdown": "x"}
    page = preview(editor, zipped(numbered_seeds(1) | others))

    assert (
        "Ignored 7 files of the zip, because only seed files are imported: _news/a.markdown, "
        "notes-0.txt, notes-1.txt, notes-2.txt, notes-3.txt and 2 more." in page.content.decode()
    )


@pytest.mark.parametrize("name", ["../../escape.md", "/etc/escape.md", "a\\..\\escape.md"])
def test_upload_unsafe_name_is_not_a_path(editor, name):
    upload(editor, loose(name))

    root = Path(settings.NEWSDESK_UPLOADS)
    assert all(path.parent.parent == root for path in kept_files())
    assert not list(root.parent.glob("escape*"))


def test_upload_is_stored_privately(editor, client):
    upload(editor, zipped(numbered_seeds(1), name="my secret name.zip"))

    (file,) = kept_files()
    assert file.name == "seeds.zip"
    assert len(file.parent.name) == 32
    assert file.parent.stat().st_mode & 0o077 == 0
    assert client.get(f"/media/{file.parent.name}/seeds.zip").status_code == 404


def test_upload_confirm_while_source_is_busy_is_refused(editor, import_all):
    ImportRun.objects.create(source=source(), label="/elsewhere", state=RunState.RUNNING)
    page = preview(editor, zipped(numbered_seeds(1)))

    response = import_all(editor, page)

    assert "Another import into default is running" in messages_of(response)[0]
    assert ImportRun.imports.count() == 1
    assert editor.get(response.url).status_code == 200


def test_upload_risky_options_need_managing_editor(editor, managing_editor, import_all):
    live = zipped({"a.md": seed_text(published=True)})

    assert "trust_published" not in editor.get(UPLOAD).content.decode()
    import_all(editor, preview(editor, live, new_source="one", trust_published="on"))
    assert Article.objects.get().status == Status.DRAFT

    live.seek(0)
    page = preview(managing_editor, live, new_source="two", trust_published="on")
    assert "will be published immediately" in page.content.decode()
    import_all(managing_editor, page)
    assert Article.objects.published().count() == 1


def test_upload_by_reviewer_is_403(reviewer):
    assert reviewer.get(UPLOAD).status_code == 403
    assert upload(reviewer, loose()).status_code == 403
    assert kept_files() == []


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (SourceRefused("seeds.zip is not a zip that can be read."), "not a zip that can be read."),
        (RuntimeError("SELECT secret FROM table"), "An unexpected error stopped this."),
    ],
)
def test_failed_import_page_shows_reason(editor, monkeypatch, import_all, error, shown):
    page = preview(editor, zipped(numbered_seeds(1)))

    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr("articles.ingest.job.import_run", fail)
    import_all(editor, page)

    run = ImportRun.imports.get()
    text = editor.get(f"/admin/articles/importrun/{run.pk}/change/").content.decode()
    assert run.state == RunState.FAILED
    assert shown in text
    assert "secret" not in text


class TestServerFolder:
    """Folders are allowed by a setting, and paths outside them are refused."""

    @pytest.fixture
    def root(self, tmp_path, settings):
        root = tmp_path / "drop"
        write_seeds(root / "ai", numbered_seeds(2))
        write_seeds(tmp_path / "drop-not", numbered_seeds(3))
        (root / "out").symlink_to(tmp_path / "drop-not")
        (root / "notes.txt").write_text("x")
        settings.NEWSDESK_IMPORT_FOLDERS = [str(root)]
        return root

    def test_upload_folder_without_setting_is_not_offered(self, editor, tmp_path):
        write_seeds(tmp_path, numbered_seeds(1))

        assert "folder on the server" not in editor.get(UPLOAD).content.decode()
        editor.post(UPLOAD, {"folder": str(tmp_path), "source": "default"})
        assert not ImportRun.previews.exists()

    @pytest.mark.parametrize("name", ["ai", "drop/ai", "{root}/ai", " ai ", "./ai", "ai/../ai"])
    def test_upload_folder_is_previewed_and_imported(self, editor, root, name, import_all):
        sent = {"folder": name.format(root=root), "source": "default"}

        page = editor.get(editor.post(UPLOAD, sent).url)
        import_all(editor, page)

        assert counts(page) == {"created": 2}
        assert Article.objects.count() == 2

    @pytest.mark.parametrize(
        "name",
        [
            "..",
            "../drop-not",
            "{root}/../drop-not",
            "out",
            "out/../ai",
            "/etc",
            "nowhere",
            "notes.txt",
            "a\0b",
        ],
    )
    def test_upload_folder_outside_is_refused(self, editor, root, name):
        sent = {"folder": name.format(root=root), "source": "default"}

        text = editor.post(UPLOAD, sent).content.decode()

        assert "There is no such folder" in text or "Null characters" in text
        assert not ImportRun.previews.exists()

    def test_upload_files_and_folder_is_refused(self, editor, root):
        text = upload(editor, loose(), folder="ai").content.decode()

        assert "not both" in text
        assert kept_files() == []
