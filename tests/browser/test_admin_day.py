"""A plain day at the desk, in a browser: import, publish by threshold, edit, undo."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.browser.staff import log_in, zip_of
from tests.factories import draft, numbered_seeds, seed_text

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("roles_and_rule"),
]


def test_import_publish_edit_and_undo(page):
    log_in(page, "Editor")
    page.goto("/admin/")
    seeds = numbered_seeds(3, quality=80) | {"_news/weak.md": seed_text(quality=10)}

    page.get_by_label("Desk").get_by_role("link", name="Import seeds").click()
    page.get_by_label("Seeds").set_input_files(zip_of(seeds | {"bad.md": "---\ntitle: [\n---\n"}))
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("New: 4")).to_be_visible()
    expect(page.get_by_role("link", name="Rejected: 1")).to_be_visible()
    page.get_by_role("button", name="Import 4 files").click()
    expect(page.get_by_text(re.compile("^Done"))).to_be_visible()

    page.goto("/admin/threshold/")
    page.get_by_role("button", name="Publish 3 of 4").click()
    expect(page.get_by_role("link", name="Published: 3")).to_be_visible()

    page.get_by_role("link", name="Report 001").click()
    expect(page.get_by_role("heading", name="This is published")).to_be_visible()
    page.get_by_label("Title", exact=True).first.fill("Report one, corrected")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("Saved “Report one, corrected”: title.")).to_be_visible()

    page.get_by_role("link", name=re.compile("^publish run")).click()
    page.get_by_text("Undo run…").click()
    page.get_by_role("button", name="Undo run", exact=True).click()
    expect(page.get_by_text("2 reverted. 1 skipped")).to_be_visible()
    assert [a.title for a in Article.objects.published()] == ["Report one, corrected"]


def test_buttons_without_javascript_work(browser, live_server):
    article = draft(title="Fog")
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    log_in(page, "Reviewer")

    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.get_by_label("Reason", exact=True).fill("dull")
    page.get_by_role("button", name="Reject").click()

    expect(page.get_by_role("heading", name="This is rejected")).to_be_visible()
    page.goto("/admin/articles/article/")
    page.get_by_label("Select “Fog”").check()
    page.get_by_role("button", name="Continue…").click()
    expect(page.get_by_text("Choose an action.")).to_be_visible()
    context.close()
