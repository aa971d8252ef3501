"""A plain day at the desk, in a browser: import, publish by threshold, edit, undo."""

import io
import re
import zipfile

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles.models import Article
from articles.workflow.editing import edit
from tests.browser.staff import AXE, log_in
from tests.builders import draft, link, numbered_seeds, person, provider, seed_text, topic

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("roles_and_rule"),
]


def zip_of(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return {"name": "seeds.zip", "mimeType": "application/zip", "buffer": out.getvalue()}


def test_from_the_upload_to_the_undo(page):
    log_in(page, "Editor")
    seeds = numbered_seeds(3, quality=80) | {"_news/weak.md": seed_text(quality=10)}

    page.get_by_label("Desk").get_by_role("link", name="Import seeds").click()
    page.get_by_label("Seeds").set_input_files(zip_of(seeds | {"bad.md": "---\ntitle: [\n---\n"}))
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("New: 4")).to_be_visible()
    expect(page.get_by_role("link", name="Refused: 1")).to_be_visible()
    page.get_by_role("button", name="Import 4 files").click()
    expect(page.get_by_text(re.compile("^Done"))).to_be_visible()

    page.goto("/admin/articles/publishrun/threshold/")
    page.get_by_role("button", name="Publish 3 of 4").click()
    expect(page.get_by_role("link", name="Published: 3")).to_be_visible()

    page.get_by_role("link", name="Report 001").click()
    expect(page.get_by_role("heading", name="This is published")).to_be_visible()
    page.get_by_label("Title", exact=True).first.fill("Report one, corrected")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("Saved: title.")).to_be_visible()

    page.get_by_role("link", name=re.compile("^publish run")).click()
    page.get_by_text("Undo the whole run").click()
    page.get_by_role("button", name="Undo it").click()
    expect(page.get_by_text("2 undone. 1 spared")).to_be_visible()
    assert [a.title for a in Article.objects.published()] == ["Report one, corrected"]


def test_two_people_edit_one_article_and_nobody_loses_anything(page):
    article = draft(title="Fog", excerpt="Thick.")
    log_in(page, "Editor")

    page.goto(f"/admin/articles/article/{article.pk}/change/")
    edit(article, {"excerpt": "Thin."}, by=person("Editor", "rival"))
    page.get_by_label("Title", exact=True).first.fill("Haze")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="somebody else was quicker")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()

    now = Article.objects.get()
    assert (now.title, now.excerpt) == ("Haze", "Thin.")


def test_the_buttons_work_without_javascript(browser, live_server):
    article = draft(title="Fog")
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    log_in(page, "Reviewer")

    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.get_by_label("Reason, for the history").fill("dull")
    page.get_by_role("button", name="Reject").click()

    expect(page.get_by_role("heading", name="This is rejected")).to_be_visible()
    page.goto("/admin/articles/article/")
    page.get_by_label("Tick “Fog”").check()
    page.get_by_role("button", name="Go on…").click()
    expect(page.get_by_text("Choose what to do with the articles.")).to_be_visible()
    context.close()


@pytest.fixture
def paths():
    article = draft(title="Harbour " * 20, provider=provider(), topics=(topic(),))
    link(article, title="Coverage " * 20)
    edit(article, {"excerpt": "Changed."}, by=None)
    return [
        "",
        "articles/article/",
        "articles/article/add/",
        f"articles/article/{article.pk}/change/",
        f"articles/article/{article.pk}/history/",
        "articles/importrun/",
        "articles/importrun/upload/",
        "articles/publishrun/threshold/",
        "articles/publishingrule/",
        "articles/event/",
        "articles/user/",
    ]


@pytest.mark.parametrize("width", [390, 1440])
def test_every_page_fits_its_window(page, paths, width):
    log_in(page, "Superuser")
    page.set_viewport_size({"width": width, "height": 900})

    for path in paths:
        page.goto(f"/admin/{path}")
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_every_page(page, paths, scheme):
    """WCAG 2.2 AA, as far as axe can tell."""
    log_in(page, "Superuser")
    page.emulate_media(color_scheme=scheme)

    for path in paths:
        page.goto(f"/admin/{path}")
        results = Axe().run(page, options=AXE)
        assert results.violations_count == 0, results.generate_report()
