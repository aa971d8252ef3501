"""Upload seeds: nothing is stored before it was seen, and then exactly that."""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.admin import uploads
from articles.models import Article, ImportRun, RunState, SeedFile, Source, Status
from tests.admin.sent import messages_of
from tests.builders import numbered_seeds, seed_text, source

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/articles/importrun/upload/"
BROKEN = "---\ntitle: Half\nquality: [1\n---\n"


def loose(name="2031-05-04-heron.md", text=None, **keys):
    return SimpleUploadedFile(name, (text or seed_text(**keys)).encode())


def zipped(files, name="seeds.zip"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return SimpleUploadedFile(name, out.getvalue())


def upload(client, *files, **more):
    return client.post(UPLOAD, {"seeds": list(files), "source": "default", **more})


def preview(client, *files, **more):
    return client.get(upload(client, *files, **more).url)


@pytest.fixture
def import_all(django_capture_on_commit_callbacks):
    """Confirm a preview, and let the worker do its work."""

    def confirm(client, page):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(
                "/admin/articles/importrun/preview/", {"upload": page.context["token"]}
            )

    return confirm


def kept_files():
    root = Path(settings.NEWSDESK_UPLOADS)
    return [path for path in root.rglob("*") if path.is_file()] if root.exists() else []


def test_the_preview_counts_and_names_and_stores_nothing(editor):
    files = numbered_seeds(3) | {"_news/broken.md": BROKEN}

    page = preview(editor, zipped(files))

    text = page.content.decode()
    assert "New: 3" in text
    assert "Refused: 1" in text
    assert "<td>_news/broken.md</td><td>" in text
    assert "_news/2031-05-04-report-001.md" in text
    assert not Article.objects.exists()
    assert not Source.objects.exists()


def test_a_refused_file_is_named_with_line_field_and_reason(editor):
    page = preview(editor, zipped({"a.md": seed_text(quality="high")}))

    (refused,) = page.context["refused"]
    (problem,) = refused.problems
    assert (refused.path, problem["field"]) == ("a.md", "quality")
    assert f"<td>{problem['line']}</td><td>quality</td>" in page.content.decode()
    assert "There is nothing to import" not in page.content.decode()


def test_confirming_imports_what_was_shown(editor, import_all):
    page = preview(editor, zipped(numbered_seeds(3)), source="harbour")

    response = import_all(editor, page)

    run = ImportRun.objects.get()
    assert response.url == f"/admin/articles/importrun/{run.pk}/change/"
    assert (run.state, run.started_by, run.source.name) == (
        RunState.DONE,
        editor.person,
        "harbour",
    )
    assert Article.objects.drafts().count() == 3


def test_confirming_twice_is_one_import(editor, import_all):
    page = preview(editor, zipped(numbered_seeds(3)))

    first, second = import_all(editor, page), import_all(editor, page)

    assert first.url == second.url
    assert ImportRun.objects.count() == 1


def test_loose_seeds_are_imported_and_the_others_are_not_gone(editor, import_all):
    import_all(editor, preview(editor, zipped(numbered_seeds(3))))

    page = preview(editor, loose(), loose("2031-05-04-gull.md", title="Gull"))
    import_all(editor, page)

    assert "New: 2" in page.content.decode()
    assert "Gone from its source: 0" in page.content.decode()
    assert Article.objects.count() == 5
    assert not SeedFile.objects.filter(gone_since__isnull=False).exists()
    assert str(ImportRun.objects.latest("pk")).endswith(" of 2031-05-04-heron.md and 1 more")
    assert ImportRun.objects.latest("pk").state == RunState.DONE


def test_a_loose_seed_that_we_know_stays_in_its_folder(editor, import_all):
    import_all(editor, preview(editor, zipped(numbered_seeds(1))))
    known = SeedFile.objects.get()

    page = preview(editor, loose("2031-05-04-report-000.md", title="Corrected"))
    import_all(editor, page)

    assert "Changed: 1" in page.content.decode()
    assert SeedFile.objects.get().path == known.path
    assert Article.objects.get().title == "Corrected"


def test_the_same_files_again_have_nothing_to_import(editor, import_all):
    import_all(editor, preview(editor, zipped(numbered_seeds(2))))

    page = preview(editor, zipped(numbered_seeds(2))).content.decode()

    assert "Same: 2" in page
    assert "There is nothing to import" in page
    assert "Import this" not in page


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([], "This field is required"),
        ([("a.txt", b"x")], "Choose one zip, or .md files"),
        ([("a.md", b"x"), ("b.zip", b"x")], "Choose one zip, or .md files"),
        ([("a.zip", b"x"), ("b.zip", b"x")], "Choose one zip, or .md files"),
        ([("a.md", b"x"), ("a.md", b"x")], "the same name"),
        ([("a.zip", b"no zip")], "not a zip that can be read"),
        ([(".hidden.md", b"x")], "Choose one zip, or .md files"),
        ([("-rf.md", b"x")], "Choose one zip, or .md files"),
        ([("two words.md", b"x")], "Choose one zip, or .md files"),
    ],
)
def test_what_is_no_upload_is_refused_with_a_reason(editor, files, says):
    page = upload(editor, *(SimpleUploadedFile(*file) for file in files))

    assert says in page.content.decode()
    assert not ImportRun.objects.exists()


def test_an_upload_that_is_too_large_is_refused(editor, settings):
    settings.NEWSDESK_SEED_LIMITS = {"zip_bytes": 100}

    assert "the most at once" in upload(editor, zipped(numbered_seeds(3))).content.decode()
    assert kept_files() == []


@pytest.mark.parametrize("name", ["../../escape.md", "/etc/escape.md", "a\\..\\escape.md"])
def test_a_name_is_never_a_path(editor, name):
    upload(editor, loose(name))

    root = Path(settings.NEWSDESK_UPLOADS)
    assert all(path.parent.parent == root for path in kept_files())
    assert not list(root.parent.glob("escape*"))


def test_what_is_uploaded_lies_where_nobody_can_guess_and_is_not_served(editor, client):
    upload(editor, zipped(numbered_seeds(1), name="my secret name.zip"))

    (file,) = kept_files()
    assert file.name == "seeds.zip"
    assert len(file.parent.name) == 32
    assert file.parent.stat().st_mode & 0o077 == 0
    assert client.get(f"/media/{file.parent.name}/seeds.zip").status_code == 404


def test_a_preview_belongs_to_who_uploaded_it(editor, at_desk, import_all):
    page = preview(editor, zipped(numbered_seeds(1)))
    other = at_desk("Editor")

    response = import_all(other, page)

    assert response.url == UPLOAD
    assert "it is not yours" in messages_of(response)[0]
    assert not Article.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "eyJ:forged:token"])
def test_a_false_token_leads_back_to_the_form(editor, token):
    response = editor.get("/admin/articles/importrun/preview/", {"upload": token})

    assert response.url == UPLOAD


def test_uploads_that_no_run_needs_any_more_are_deleted_the_next_day(
    editor, monkeypatch, import_all
):
    import_all(editor, preview(editor, zipped(numbered_seeds(1))))
    upload(editor, zipped(numbered_seeds(2)))
    used, abandoned = sorted(kept_files(), key=lambda path: path.stat().st_mtime)
    monkeypatch.setattr(uploads, "LIFETIME", -uploads.LIFETIME)

    upload(editor, zipped(numbered_seeds(3)))

    assert not used.exists()
    assert not abandoned.exists()


def test_an_upload_whose_run_may_be_resumed_is_kept(editor, monkeypatch, import_all):
    import_all(editor, preview(editor, zipped(numbered_seeds(1))))
    (used,) = kept_files()
    ImportRun.objects.update(state=RunState.RUNNING)
    monkeypatch.setattr(uploads, "LIFETIME", -uploads.LIFETIME)

    upload(editor, zipped(numbered_seeds(3)))

    assert used.exists()


def test_two_imports_into_one_source_do_not_run_at_once(editor, import_all):
    ImportRun.objects.create(source=source(), origin="/elsewhere", state=RunState.RUNNING)
    page = preview(editor, zipped(numbered_seeds(1)))

    response = import_all(editor, page)

    assert "Another import into default is at work" in messages_of(response)[0]
    assert ImportRun.objects.count() == 1
    assert editor.get(response.url).status_code == 200


def test_only_a_managing_editor_may_trust_or_archive(editor, managing_editor, import_all):
    live = zipped({"a.md": seed_text(published=True)})

    assert "trust_published" not in editor.get(UPLOAD).content.decode()
    import_all(editor, preview(editor, live, source="one", trust_published="on"))
    assert Article.objects.get().status == Status.DRAFT

    live.seek(0)
    page = preview(managing_editor, live, source="two", trust_published="on")
    assert "will be live at once" in page.content.decode()
    import_all(managing_editor, page)
    assert Article.objects.published().count() == 1


def test_a_reviewer_uploads_nothing(reviewer):
    assert reviewer.get(UPLOAD).status_code == 403
    assert upload(reviewer, loose()).status_code == 403
    assert kept_files() == []


def test_hostile_text_in_a_preview_is_text(editor):
    name = "<script>alert(1)</script>.md"

    page = preview(editor, zipped({name: seed_text(title="<img src=x onerror=alert(1)>")}))

    assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert" in page.content.decode()


def test_a_failed_import_says_why_on_its_page(editor, monkeypatch, import_all):
    page = preview(editor, zipped(numbered_seeds(1)))

    def break_down(*_args, **_options):
        raise RuntimeError("The disk is full.")

    monkeypatch.setattr("articles.ingest.tasks.import_seeds", break_down)
    import_all(editor, page)

    run = ImportRun.objects.get()
    assert run.state == RunState.FAILED
    shown = editor.get(f"/admin/articles/importrun/{run.pk}/change/").content.decode()
    assert "The disk is full." in shown
