"""A whole day of an editor in a browser, with a real site: from its zip to the undone run."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import expect

from articles.models import Article, Event, PublishRun, RunState, Status
from tests.browser.staff import log_in
from tests.conformance.sites import AI, needs_sites

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("roles_and_rule"),
    pytest.mark.conformance,
    needs_sites,
]
THRESHOLD = "/admin/threshold/"


def zip_of(folder):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*.md")):
            archive.write(path, path.relative_to(folder).as_posix())
    return {"name": "ai.zip", "mimeType": "application/zip", "buffer": out.getvalue()}


def move(page, handle, number):
    """Move a handle as a person without a mouse does."""
    page.get_by_label(handle).focus()
    while (value := int(page.get_by_label(handle).input_value())) != number:
        page.keyboard.press("ArrowLeft" if value > number else "ArrowRight")


def log_out(page):
    page.context.clear_cookies()


@pytest.fixture(autouse=True)
def _a_worker_of_its_own(settings):
    """The import runs in the request here, and makes its topics one by one as a worker may."""
    settings.ZEAL_ALLOWLIST = [{"model": "articles.*"}]


def test_from_the_zip_to_the_undone_run(page):
    page.set_default_timeout(60_000)
    log_in(page, "Editor")

    page.goto("/admin/articles/importrun/upload/")
    page.get_by_label("Seeds").set_input_files(zip_of(AI))
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("link", name="New: 642")).to_be_visible()
    assert not Article.objects.exists()
    page.get_by_role("button", name=re.compile("^Import ")).click()
    expect(page.get_by_text(re.compile("^Done"))).to_be_visible()
    assert Article.objects.drafts().count() == 642

    page.goto(THRESHOLD)
    move(page, "Threshold slider", 60)
    move(page, "Slider for corroborated items", 50)
    page.get_by_label("Leads only").check()
    expect(page.get_by_role("heading", name="139 of 642 drafts would be published")).to_be_visible()
    page.get_by_role("button", name="Publish 139 of 642").click()
    expect(page.get_by_text(re.compile("^Done"))).to_be_visible()
    assert Article.objects.published().count() == 139

    page.get_by_role("link", name=re.compile("Published")).first.click()
    page.locator("#content-main table a").first.click()
    title = page.get_by_label("Title", exact=True).first
    title.fill("A better title")
    page.get_by_role("button", name="Save", exact=True).first.click()
    edited = Article.objects.get(title="A better title")
    assert edited.status == Status.PUBLISHED

    run = PublishRun.objects.get()
    page.goto(f"/admin/articles/publishrun/{run.pk}/change/")
    page.get_by_text("Undo run…").click()
    page.get_by_role("button", name="Undo run", exact=True).click()
    expect(page.get_by_text(": 138 reverted.")).to_be_visible()
    page.goto(f"/admin/articles/publishrun/{run.pk}/change/?outcome=undo_skipped")
    expect(page.get_by_role("link", name="A better title")).to_be_visible()
    run.refresh_from_db()
    assert run.state == RunState.UNDONE
    assert [*Article.objects.published()] == [edited]

    log_out(page)
    log_in(page, "Reviewer")
    assert page.goto(THRESHOLD).status == 403
    assert page.goto("/admin/articles/importrun/upload/").status == 403
    page.goto(f"/admin/articles/article/{edited.pk}/change/")
    expect(page.get_by_role("button", name="Unpublish")).to_have_count(0)
    expect(page.get_by_role("button", name="Save and continue")).to_have_count(0)
    assert not Event.objects.filter(actor__groups__name="Reviewer").exists()
