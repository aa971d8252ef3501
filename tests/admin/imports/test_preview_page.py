"""The preview of an import: tabs, differences, selection and permissions."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.ingest.confirm import confirmed_import
from articles.ingest.preview import FEW_FILES
from articles.models import (
    Article,
    Conflict,
    ImportItem,
    ImportRun,
    RunState,
    SeedFile,
)
from articles.workflow.edit import edit
from tests.admin.importing import (
    BROKEN,
    UPLOAD,
    counts,
    kept_files,
    loose,
    only_preview,
    press,
    preview,
    tab,
    ticked,
    upload,
    zipped,
)
from tests.admin.sent import messages_of
from tests.factories import NOON, numbered_seeds, person, seed_text, source
from tests.ingest.enrichment_files import ORGANISATION, organisation

pytestmark = pytest.mark.django_db


def excluded():
    return [*ImportItem.objects.filter(is_excluded=True).values_list("path", flat=True)]


def changed(number, **keys):
    return {
        f"_news/2031-05-04-report-{number:03}.md": seed_text(
            **{"title": f"Report {number:03}", "webUrl": f"https://tidewire.example/{number}"}
            | keys
        )
    }


def test_preview_page_with_rejected_files_shows_and_names_them_first(editor):
    page = preview(editor, zipped(numbered_seeds(1) | {"a.md": BROKEN}))

    assert page.context["tab"] == "refused"
    assert [each["name"] for each in page.context["tabs"]] == [
        "refused", "created", "changed", "conflict", "missing", "unchanged"
    ]  # fmt: skip
    summary = " ".join(page.content.decode().split())
    assert (
        '<b>1 file</b> will be imported, <a href="?tab=refused"><b>1 rejected</b></a>.' in summary
    )


def test_preview_page_new_article_shows_its_values(editor):
    keys: dict[str, Any] = {
        "title": "Fog", "topics": ["Harbours"], "excerpt": "Thick fog.", "secured": "bmV3;"
    }  # fmt: skip
    page = preview(editor, zipped({"a.md": seed_text(**keys)}))
    (row,) = page.context["rows"]

    address = f"{page.request['PATH_INFO']}file/{row['item'].pk}/"
    for text in page.content.decode(), editor.get(address).content.decode():
        assert "tidewire.example" in text
        assert "Harbours" in text
        assert "Thick fog." in text
        assert "4 May 2031" in text
        assert "bmV3" not in text


def test_preview_page_sorts_new_articles_by_quality(editor):
    files = {f"{n}.md": seed_text(quality=n) for n in (10, 30, 20)} | {
        "x.md": seed_text(quality=None)
    }
    page = preview(editor, zipped(files))

    rows = tab(editor, page, "created", order="quality").context["rows"]

    assert [row["item"].quality for row in rows] == [30, 20, 10, None]


def test_preview_counts_organisations_apart_as_the_report_does(editor, import_all):
    files = numbered_seeds(3) | {ORGANISATION: organisation()}
    page = preview(editor, zipped(files))

    assert counts(page) == {"created": 3, "metadata": 1}
    assert "<b>4 files</b> will be imported (including 1 organisation)." in page.content.decode()
    import_all(editor, page)
    run = ImportRun.imports.get()
    report = editor.get(f"/admin/articles/importrun/{run.pk}/change/?outcome=created")
    assert [(name, n) for name, _, n in report.context["totals"] if n] == [
        ("created", 3), ("metadata", 1)
    ]  # fmt: skip
    assert len(report.context["rows"]) == 3

    page = preview(editor, zipped({"_news/other.md": seed_text()}))
    assert counts(page) == {"created": 1, "missing": 3, "metadata": 1}
    import_all(editor, page)
    assert counts(preview(editor, zipped({"_news/other.md": seed_text()}))) == {"unchanged": 1}


def test_preview_page_change_shows_word_diff(editor, import_all):
    import_all(editor, preview(editor, zipped(numbered_seeds(1))))

    page = preview(editor, zipped(changed(0, excerpt="It was right thrice.")))

    text = page.content.decode()
    assert counts(page) == {"changed": 1}
    assert '<del><span class="visually-hidden">[removed: </span>twice' in text
    assert '<ins><span class="visually-hidden">[added: </span>thrice' in text


def test_preview_page_conflict_shows_both_sides(editor, import_all):
    import_all(editor, preview(editor, zipped(numbered_seeds(1))))
    edit(Article.objects.get(), {"title": "Mine 000"}, by=editor.person)

    page = preview(editor, zipped(changed(0, title="Theirs 000")))

    (row,) = page.context["rows"]
    (change,) = row["changes"]
    assert (page.context["tab"], change.field, change.is_conflict) == ("conflict", "title", True)
    assert [(side.who, side.pieces[:2]) for side in change.sides] == [
        ("Ours, kept", [("removed", "Report"), ("added", "Mine")]),
        ("Source", [("removed", "Report"), ("added", "Theirs")]),
    ]
    import_all(editor, page)
    assert Conflict.objects.unresolved().get().source == "Theirs 000"
    assert Article.objects.get().title == "Mine 000"


def test_preview_page_long_text_links_to_file_page(editor, import_all):
    words = "fog and rain " * 1_000
    import_all(editor, preview(editor, zipped(changed(0) | {"b.md": seed_text(body="x")})))

    page = preview(editor, zipped(changed(0) | {"b.md": seed_text(body=f"{words}sun\n")}))
    assert "sun" in page.content.decode()
    import_all(editor, page)

    page = preview(editor, zipped(changed(0) | {"b.md": seed_text(body=f"sun and {words}\n")}))
    assert "too long to show here" in page.content.decode()
    item = page.context["rows"][0]["item"]
    whole = editor.get(f"{page.request['PATH_INFO']}file/{item.pk}/").content.decode()
    assert "fog and rain fog and rain" in whole
    assert "sun" in whole


def test_preview_excluded_file_is_not_imported(editor, import_all):
    page = preview(editor, zipped(numbered_seeds(3)))
    sent = ticked(page)
    first = sent["include"].pop(0)

    press(editor, page, "select", **sent)
    again = editor.get(page.request["PATH_INFO"])
    import_all(editor, again)

    assert (again.context["included"], again.context["skipped"]) == (2, 1)
    assert f'value="{first}" aria-label="Select _news' in again.content.decode()
    assert Article.objects.count() == 2
    assert ImportRun.imports.get().totals == {"created": 2, "unchanged": 0}


def test_preview_confirm_uses_selection_of_page(editor, run_jobs):
    """So a browser without JavaScript needs no other button."""
    page = preview(editor, zipped(numbered_seeds(3)))
    sent = ticked(page)
    sent["include"].pop(0)

    with run_jobs():
        press(editor, page, "confirm", **sent)

    assert Article.objects.count() == 2


@pytest.mark.parametrize(
    ("do", "query", "size"),
    [
        ("exclude_page", {}, 50),
        ("exclude_all", {}, 120),
        ("exclude_all", {"q": "report-11"}, 10),
        ("exclude_all", {"q": "Report 007"}, 1),
        ("exclude_all", {"q": " Report 007\0 "}, 1),
        ("exclude_all", {"tab": "refused"}, 0),
        ("exclude_all", {"tab": "nonsense"}, 0),
    ],
)
def test_preview_select_page_tab_or_search_changes_items(editor, do, query, size):
    page = preview(editor, zipped(numbered_seeds(120) | {"_news/bad.md": BROKEN}))
    page = tab(editor, page, "created")

    press(editor, page, "select", **ticked(page) | {"do": do} | query)
    assert len(excluded()) == size

    press(editor, page, "select", **ticked(page) | {"do": do.replace("exclude", "include")} | query)
    assert excluded() == []


def test_preview_select_by_htmx_returns_summary(editor):
    page = preview(editor, zipped(numbered_seeds(3)))
    pk = only_preview().pk

    answer = editor.post(
        f"/admin/articles/importrun/preview/{pk}/select/",
        ticked(page) | {"include": []},
        headers={"HX-Request": "true"},
    )

    text = answer.content.decode()
    assert text.startswith('<div id="preview-sums"')
    assert "All files are skipped" in text


def test_preview_select_ignores_items_of_other_previews(editor, at_desk):
    theirs = preview(at_desk("Editor"), zipped(numbered_seeds(1)))
    mine = preview(editor, zipped(numbered_seeds(1)))

    press(editor, mine, "select", **ticked(theirs) | {"include": []})

    assert excluded() == []


def test_preview_search_finds_path_and_title(editor):
    page = preview(editor, zipped(numbered_seeds(120)))

    for search, size in [("report-11", 10), ("REPORT 007", 1), ("%", 0), ("_news", 50), ("x\0", 0)]:
        found = tab(editor, page, "created", q=search)
        assert len(found.context["rows"]) == size, search
        assert counts(found).get("created", 0) == {"_news": 120}.get(search, size)
    assert "No results" in tab(editor, page, "created", q="heron").content.decode()


@pytest.mark.parametrize("query", [{"p": "999"}, {"p": "x"}, {"tab": "x"}, {"q": "<b>" * 500}])
def test_preview_page_invalid_query_is_shown(editor, query):
    page = preview(editor, zipped(numbered_seeds(60)))

    assert tab(editor, page, "created", **query).status_code == 200


@pytest.mark.parametrize("button", ["select", "confirm", "refresh", "discard"])
def test_preview_of_other_person_is_read_only(editor, at_desk, button):
    page = preview(editor, zipped(numbered_seeds(2)))
    press(editor, page, "select", **ticked(page) | {"include": ticked(page)["include"][:1]})
    other = at_desk("Editor")

    listed = other.get(UPLOAD).content.decode()
    seen = other.get(page.request["PATH_INFO"])
    response = press(other, page, button, **ticked(page))

    text = seen.content.decode()
    assert f"by {editor.person}" in listed
    assert ": 2 new" in listed
    assert f"{editor.person} created this preview" in text
    assert counts(seen) == {"created": 2, "skipped": 1}
    assert "Skipped" in text
    assert not [
        each for each in ('type="checkbox"', "Discard preview", "Import 1 file<") if each in text
    ]
    assert response.url == page.request["PATH_INFO"]
    assert "you can only look at it" in messages_of(response)[0]
    assert (confirmed_import(only_preview()), len(excluded())) == (None, 1)
    assert not Article.objects.exists()


def test_upload_page_counts_articles_and_organisations(editor, at_desk):
    files = numbered_seeds(2) | {ORGANISATION: organisation()}
    preview(editor, zipped(files))

    assert ": 2 new, 1 organisation" in at_desk().get(UPLOAD).content.decode()


def test_preview_missing_files_are_counted_separately(editor, import_all):
    import_all(editor, preview(editor, zipped(numbered_seeds(3))))

    some = preview(editor, zipped(changed(0, excerpt="Now gone."))).content.decode()
    none = preview(editor, zipped(numbered_seeds(2))).content.decode()

    assert "Import 1 file<" in some
    assert "2 earlier files are missing; their articles stay." in some
    assert "Mark files as missing<" in none
    assert "1 earlier file is missing; its article stays." in none


def test_preview_all_known_files_missing_warns(editor, import_all):
    import_all(editor, preview(editor, zipped(numbered_seeds(2))))

    page = preview(editor, zipped({"_news/2031-05-04-fog.md": seed_text(title="Fog")}))

    assert counts(page) == {"created": 1, "missing": 2}
    warning = page.context["preview"].message
    assert warning.startswith("All 2 files imported earlier are missing here. Is it the wrong")
    assert warning in page.content.decode()


def test_upload_page_lists_own_previews_first(editor, at_desk):
    for who, count in ((editor.person, 30), (person(), 30)):
        ImportRun.previews.bulk_create(
            ImportRun(
                dry_run=True, started_by=who, source=source("s"), created_at=NOON, label=f"{n}.zip"
            )
            for n in range(count)
        )

    pages = [editor.get(f"{UPLOAD}?p={number}") for number in (1, 2, 3, "x")]
    with CaptureQueriesContext(connection) as asked:
        editor.get(UPLOAD)

    held = [(len(p.context["previews"]), len(p.context["others"])) for p in pages]
    assert held == [(25, 0), (5, 20), (0, 10), (25, 0)]
    assert b'href="?p=2"' in pages[0].content
    assert len(asked) <= 20


def test_preview_file_page_is_visible_to_other_importers(editor, at_desk, import_all):
    import_all(editor, preview(editor, zipped(numbered_seeds(1))))
    page = preview(editor, zipped(changed(0, excerpt="It was right thrice.")))
    item = page.context["rows"][0]["item"]

    text = at_desk().get(f"{page.request['PATH_INFO']}file/{item.pk}/").content.decode()

    assert "thrice" in text


def test_preview_page_without_permission_is_403(editor, reviewer):
    page = preview(editor, zipped(numbered_seeds(1)))

    assert reviewer.get(page.request["PATH_INFO"]).status_code == 403


def test_preview_confirm_by_managing_editor_is_allowed(editor, managing_editor, import_all):
    page = managing_editor.get(preview(editor, zipped(numbered_seeds(2))).request["PATH_INFO"])

    import_all(managing_editor, page)

    assert Article.objects.count() == 2
    assert ImportRun.imports.get().started_by == managing_editor.person


def test_preview_confirm_without_permission_is_403(editor):
    page = preview(editor, zipped(numbered_seeds(1)))
    editor.person.groups.clear()

    assert press(editor, page, "confirm", **ticked(page)).status_code == 403
    assert not ImportRun.imports.exists()


def test_preview_confirm_risky_options_without_permission_is_403(managing_editor):
    page = preview(managing_editor, zipped(numbered_seeds(1)), trust_published="on")
    editor = person("Editor")
    managing_editor.person.groups.set(editor.groups.all())

    assert press(managing_editor, page, "confirm", **ticked(page)).status_code == 403


def test_preview_outdated_is_shown_and_refused(editor, at_desk, import_all):
    mine = preview(editor, zipped(numbered_seeds(2)))
    other = at_desk("Editor")
    import_all(other, preview(other, zipped(numbered_seeds(2))))

    page = editor.get(mine.request["PATH_INFO"])
    assert "This preview is out of date: 2 files changed" in page.content.decode()
    response = import_all(editor, page)
    assert "out of date" in messages_of(response)[-1]
    assert ImportRun.imports.count() == 1

    address = press(editor, page, "refresh").url
    again = editor.get(address)
    assert counts(again) == {"unchanged": 2}
    assert again.context["outdated"] == 0


def test_preview_many_files_runs_in_background(editor, run_jobs):
    files = numbered_seeds(FEW_FILES + 1)
    with run_jobs():
        address = upload(editor, zipped(files)).url
        waiting = editor.get(address).content.decode()
        progress = editor.get(f"{address}progress/")
        assert "Waiting" in editor.get(UPLOAD).content.decode()

    assert 'hx-trigger="every 2s"' in waiting
    assert "0 of 201 files looked at" in waiting
    assert "HX-Refresh" not in progress.headers
    assert editor.get(f"{address}progress/").headers["HX-Refresh"] == "true"
    assert counts(editor.get(address)) == {"created": FEW_FILES + 1}
    assert "Ready" in editor.get(UPLOAD).content.decode()


def test_preview_discarded_is_hidden_then_deleted(editor, run_jobs):
    page = preview(editor, zipped(numbered_seeds(1)))

    with run_jobs():
        response = press(editor, page, "discard")
        assert messages_of(response) == ["The preview was discarded. Nothing was imported."]
        assert editor.get(page.request["PATH_INFO"]).url == UPLOAD
        assert "not confirmed" not in editor.get(UPLOAD).content.decode()
        assert press(editor, page, "confirm", **ticked(page)).url == UPLOAD
        assert ImportItem.objects.exists()

    assert not ImportRun.previews.exists()
    assert not ImportItem.objects.exists()


def test_preview_failed_shows_reason_and_can_be_refreshed(editor):
    page = preview(editor, zipped(numbered_seeds(1)))
    ImportRun.previews.update(state=RunState.FAILED, message="The disk is full.")

    text = editor.get(page.request["PATH_INFO"]).content.decode()
    assert "The preview failed: The disk is full." in text
    assert counts(editor.get(press(editor, page, "refresh").url)) == {"created": 1}


def test_preview_page_hostile_text_is_escaped(editor, import_all):
    name = "<script>alert(1)</script>.md"
    evil = "<img src=x onerror=alert(1)>"

    page = preview(editor, zipped({name: seed_text(title=evil)}))
    assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert" in page.content.decode()

    import_all(editor, page)
    page = preview(editor, zipped({name: seed_text(title=f"{evil}{evil}")}))
    assert evil not in page.content.decode()
    assert "&lt;img" in page.content.decode()


def test_preview_does_not_store_secured_values(editor, import_all):
    import_all(editor, preview(editor, loose(secured="c2VjcmV0;eHg=")))

    page = preview(editor, loose(secured="b3RoZXI7;eHg=", quality=51))

    kept = str([*ImportItem.objects.values()])
    assert "b3RoZXI7" not in kept + page.content.decode()
    assert "c2VjcmV0" not in kept + page.content.decode()


@pytest.mark.parametrize("name", ["created", "changed", "unchanged"])
def test_preview_page_query_count_is_constant(editor, run_jobs, name):
    def queries(number):
        if name != "created":
            with run_jobs():
                page = preview_of(zipped(numbered_seeds(number)))
            with run_jobs():
                press(editor, page, "confirm", **ticked(page))
        keys = {"quality": number} if name == "changed" else {}
        with run_jobs():
            page = preview_of(zipped(numbered_seeds(number, **keys)))
        with CaptureQueriesContext(connection) as caught:
            assert counts(tab(editor, page, name))[name] == number
        Article.objects.all().delete()
        SeedFile.objects.all().delete()
        return len(caught)

    def preview_of(files):
        with run_jobs():
            address = upload(editor, files).url
        return editor.get(address)

    few, many = queries(10), queries(1_000)
    assert few == many


class TestRetry:
    def refused(self, editor, import_all, **files):
        page = preview(editor, zipped(files or {"_news/bad.md": BROKEN} | numbered_seeds(1)))
        import_all(editor, page)
        return ImportRun.imports.latest("pk")

    def test_retry_refused_files_opens_preview(self, editor, import_all):
        run = self.refused(editor, import_all)

        response = editor.post(f"/admin/articles/importrun/{run.pk}/retry/")

        assert counts(editor.get(response.url)) == {"refused": 1}

    def test_retry_deleted_files_says_what_to_do(self, editor, import_all):
        run = self.refused(editor, import_all)
        for file in kept_files():
            file.unlink()

        response = editor.post(f"/admin/articles/importrun/{run.pk}/retry/")

        assert "Upload them again" in messages_of(response)[-1]

    def test_replace_corrected_files_are_imported(self, editor, import_all):
        run = self.refused(editor, import_all)
        address = f"{UPLOAD}?replacing={run.pk}"

        assert "_news/bad.md" in editor.get(address).content.decode()
        page = editor.get(editor.post(address, {"seeds": [loose("bad.md")]}).url)
        import_all(editor, page)

        assert counts(page) == {"created": 1}
        assert SeedFile.objects.filter(path="_news/bad.md").exists()
        assert not SeedFile.objects.exclude(missing_since=None).exists()

    def test_replace_zip_imports_refused_files_only(self, editor, import_all):
        run = self.refused(editor, import_all)
        files = {"_news/bad.md": seed_text()} | numbered_seeds(9)

        page = editor.get(
            editor.post(f"{UPLOAD}?replacing={run.pk}", {"seeds": [zipped(files)]}).url
        )

        assert counts(page) == {"created": 1}

    def test_replace_other_file_is_refused(self, editor, import_all):
        run = self.refused(editor, import_all)

        text = editor.post(f"{UPLOAD}?replacing={run.pk}", {"seeds": [loose("other.md")]})

        assert "did not refuse these: other.md" in text.content.decode()
        assert ImportRun.previews.count() == 1

    @pytest.mark.parametrize("replacing", ["x", "0", "99999999999999999999"])
    def test_replace_unknown_run_is_plain_upload(self, editor, replacing):
        assert "Import seeds" in editor.get(UPLOAD, {"replacing": replacing}).content.decode()
