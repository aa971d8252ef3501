"""An import in a browser: choose, look, leave out, confirm, watch, report, undo."""

import csv
import re

import pytest
from playwright.sync_api import expect

from articles.ingest.pipeline import import_seeds
from articles.ingest.preview import start_preview
from articles.models import Article, ImportRun, RunState
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from tests.browser.staff import check_accessibility, check_width, log_in, zip_of
from tests.factories import numbered_seeds, seed_text, source, write_seeds
from tests.ingest.desk import run_of
from tests.ingest.interrupting import work_on

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("roles_and_rule"),
]
UPLOAD = "/admin/articles/importrun/upload/"
BROKEN = "---\ntitle: [\n---\n"


def test_one_file_is_excluded_the_rest_is_imported_and_undone(page):
    log_in(page, "Editor")
    page.goto(UPLOAD)
    page.get_by_label("Seeds").set_input_files(zip_of(numbered_seeds(3) | {"bad.md": BROKEN}))
    page.get_by_role("button", name="Preview").click()

    expect(page.get_by_text("1 rejected")).to_be_visible()
    page.get_by_role("link", name="New: 3").click()
    page.get_by_role("checkbox", name="Select _news/2031-05-04-report-001.md").uncheck()
    page.get_by_role("button", name="Import 2 files").click()

    expect(page.get_by_text(re.compile("^Done"))).to_be_visible()
    assert Article.objects.count() == 2
    with page.expect_download() as download:
        page.get_by_role("link", name="Download rejected files (CSV)").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    rows = [*csv.reader(text.splitlines())]
    assert [row[0] for row in rows] == ["file", "bad.md"]

    page.get_by_text("Undo run…").click()
    page.get_by_role("button", name="Undo run", exact=True).click()
    expect(page.get_by_text(": 2 reverted.")).to_be_visible()
    assert not Article.objects.exists()


def test_what_is_dropped_is_taken_a_whole_folder_as_one_zip(page):
    log_in(page, "Editor")
    page.goto(UPLOAD)

    page.evaluate(DROP_FOLDER, [f"report-{n:03}.md" for n in range(120)])
    expect(page.get_by_text("120 files, packed as one zip")).to_be_visible()
    page.get_by_role("button", name="Preview").click()

    expect(page.get_by_role("link", name="New: 120")).to_be_visible()
    dropped = ImportRun.previews.get()
    assert dropped.items.earliest("pk").path == "_news/report-000.md"
    assert dropped.label == "site.zip"


def test_more_than_100_chosen_files_become_one_zip(page):
    log_in(page, "Editor")
    page.goto(UPLOAD)

    files = {f"report-{n:03}.md": seed_text(title=f"Report {n}").encode() for n in range(130)}
    page.get_by_label("Seeds").set_input_files(
        [
            {"name": name, "mimeType": "text/markdown", "buffer": data}
            for name, data in files.items()
        ]
    )
    expect(page.get_by_text("130 files, packed as one zip")).to_be_visible()
    page.get_by_label("Source", exact=True).select_option("A new source…")
    page.get_by_label("Name of the new source").fill("harbour")
    page.get_by_role("button", name="Preview").click()

    expect(page.get_by_role("link", name="New: 130")).to_be_visible()
    expect(page.get_by_text("“harbour” is a new source.")).to_be_visible()


# A folder as a browser hands it over, which no script may make: only what the page asks of it.
DROP_FOLDER = """names => {
  const seed = name => `---\\ntitle: Größe ${name}\\npublishedDateTime: 2031-05-04T08:00:00Z\\n`
    + `originalUrl: https://tidewire.example/${name}\\n---\\n`;
  const files = names.map(name => ({
    name, isFile: true, isDirectory: false,
    file: done => done(new File([seed(name)], name)),
  }));
  const folder = (name, inner) => ({
    name, isFile: false, isDirectory: true,
    createReader: () => ({ left: [inner], readEntries(done) { done(this.left.pop() || []); } }),
  });
  const root = folder("site", [folder("_news", files)]);
  const event = new Event("drop", { bubbles: true, cancelable: true });
  event.dataTransfer = { files: [], items: [{ webkitGetAsEntry: () => root }] };
  document.querySelector("[data-drop-zone]").dispatchEvent(event);
}"""


def test_a_run_at_work_is_watched_and_the_end_is_told(page):
    who = log_in(page, "Editor")
    run = ImportRun.objects.create(
        source=source(),
        label="seeds.zip",
        started_by=who,
        state=RunState.RUNNING,
        worker="elsewhere:1:1",
        total_count=4,
        totals={"created": 1},
    )

    page.goto(f"/admin/articles/importrun/{run.pk}/change/")
    expect(page.get_by_text("1 of 4, 25 %")).to_be_visible()
    ImportRun.imports.update(totals={"created": 3})
    expect(page.get_by_text("3 of 4, 75 %")).to_be_visible()
    expect(page.locator("#job-status")).to_have_text("Running, 75 %")
    ImportRun.imports.update(totals={"created": 4}, state=RunState.DONE)
    expect(page.get_by_text(re.compile("^Done"))).to_be_visible()


def test_without_javascript_ticks_are_kept_by_a_button_and_by_the_confirmation(
    browser, live_server
):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    log_in(page, "Editor")
    page.goto(UPLOAD)
    page.get_by_label("Seeds").set_input_files(zip_of(numbered_seeds(3)))
    page.get_by_role("button", name="Preview").click()

    page.get_by_role("checkbox", name="report-000").uncheck()
    page.get_by_role("button", name="Save selection").click()
    expect(page.get_by_role("button", name="Import 2 files")).to_be_visible()
    page.get_by_role("checkbox", name="report-001").uncheck()
    page.get_by_role("button", name="Import 2 files").click()

    expect(page.get_by_role("link", name="New: 1")).to_be_visible()
    assert Article.objects.count() == 1
    context.close()


@pytest.fixture
def paths(tmp_path, settings):
    """Return the addresses of every page of an import, for the user `who`."""
    settings.NEWSDESK_IMPORT_FOLDERS = [str(tmp_path)]

    def paths(who):
        folder = write_seeds(tmp_path / "seeds", numbered_seeds(60) | {"_news/bad.md": BROKEN})
        run = run_of(import_seeds([folder], by=who))
        edit(Article.objects.get(title="Report 001"), {"title": "Mine " * 40}, by=SYSTEM)
        changed = {
            f"_news/2031-05-04-report-{n:03}.md": seed_text(
                title="A long title of theirs " * 9, quality=90, topics=["Fog", "Harbours"]
            )
            for n in (0, 1)
        }
        write_seeds(folder, changed | numbered_seeds(70))
        write_seeds(folder, changed)
        preview = start_preview([folder], by=who, label="seeds")
        work_on(preview)
        waiting = start_preview([folder], by=who, label="seeds")
        at_work = ImportRun.objects.create(source=source("x"), label="x", total_count=9)
        shown = f"{preview.pk}/file/{preview.items.get(outcome='conflict').pk}/"
        tabs = ("created", "changed", "conflict", "refused", "missing", "unchanged")
        return [
            UPLOAD,
            f"{UPLOAD}?replacing={run.pk}",
            *(f"/admin/articles/importrun/preview/{preview.pk}/?tab={tab}" for tab in tabs),
            f"/admin/articles/importrun/preview/{shown}",
            f"/admin/articles/importrun/preview/{waiting.pk}/",
            f"/admin/articles/importrun/{run.pk}/change/",
            f"/admin/articles/importrun/{at_work.pk}/change/",
            "/admin/articles/importrun/",
        ]

    return paths


def test_import_pages_are_accessible_and_fit_the_window(page, paths):
    who = log_in(page, "Editor")

    for path in paths(who):
        page.goto(path)
        check_accessibility(page)
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            check_width(page)
