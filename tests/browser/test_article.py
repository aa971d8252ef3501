"""The page of one article in a browser: two at once, rows, preview, the keyboard."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.presence import others_present
from tests.admin.made import conflict_about
from tests.browser.staff import check_accessibility, check_width, log_in
from tests.factories import draft, link, provider, topic

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("roles_and_rule"),
]
UNFOLD = "for (const part of document.querySelectorAll('main details')) part.open = true"
LINK: dict[str, object] = {
    **dict.fromkeys(("title", "excerpt", "web_url", "amp_url", "cdn_amp_url", "type"), ""),
    "published_at": None,
    "provider": "",
    "quality": None,
    "images": [],
}


def address(article, page="change"):
    return f"/admin/articles/article/{article.pk}/{page}/"


@pytest.fixture
def second_page(browser, live_server):
    """The browser of a second person."""
    context = browser.new_context(base_url=live_server.url)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def questions(page):
    """Return a list that grows with each question of the browser; all are answered with yes."""
    asked: list[str] = []

    def answer(dialog):
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    return asked


def titles(article):
    return [link.title for link in Article.objects.get(pk=article.pk).links.all()]


def test_edit_conflict_between_two_browsers_keeps_both_edits(page, second_page):
    article = draft(title="Fog", excerpt="Thick.", body="Old text.")
    log_in(page, "Editor")
    rival = log_in(second_page, "Editor")
    page.goto(address(article))
    second_page.goto(address(article))
    expect(second_page.get_by_text("is editing this article")).to_be_visible()

    second_page.get_by_label("Title", exact=True).fill("Mist")
    second_page.get_by_label("Excerpt").first.fill("Thin.")
    second_page.get_by_role("button", name="Save and continue").click()
    expect(second_page.get_by_text("Saved “Mist”: title, excerpt.")).to_be_visible()
    page.get_by_label("Title", exact=True).fill("Haze")
    page.get_by_label("Body", exact=True).fill("New text.")
    page.keyboard.press("Control+s")

    expect(page.get_by_role("heading", name="Not saved: edit conflict")).to_be_visible()
    expect(page.get_by_text(f"{rival}: edited")).to_be_visible()
    page.get_by_label("Saved version").check()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Mist")
    page.get_by_label("Your version").check()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Haze")
    check_accessibility(page)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("Saved “Haze”: title, body.")).to_be_visible()

    now = Article.objects.get()
    assert (now.title, now.excerpt, now.body) == ("Haze", "Thin.", "New text.")


def test_open_page_names_others_until_they_leave(page, second_page):
    article = draft(title="Fog")
    editor = log_in(page, "Editor")
    page.goto(address(article))
    rival = log_in(second_page, "Reviewer")
    second_page.goto(address(article))

    page.evaluate(
        "htmx.ajax('POST', document.querySelector('[data-presence]').dataset.presence,"
        " '[data-presence]')"
    )
    expect(page.get_by_text(f"{rival} is editing this article")).to_be_visible()
    second_page.goto("/admin/articles/article/")
    second_page.wait_for_timeout(300)

    assert not others_present([article.pk], editor)


def test_related_links_are_added_and_moved_in_one_save(page):
    article = draft(title="Fog")
    edit(article, {"related": [LINK | {"title": name} for name in ("One", "Two")]}, by=SYSTEM)
    log_in(page, "Editor")
    page.goto(address(article))

    page.get_by_text("Change related coverage").click()
    for title in ("Three", "Four"):
        page.get_by_role("button", name="Add related link").click()
        page.keyboard.type(title)
    page.get_by_role("button", name="Move up: Two").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Moved to position 1 of 4.")).to_be_attached()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text(": related coverage.")).to_be_visible()

    assert titles(article) == ["Two", "One", "Three", "Four"]


def with_links(count):
    article = draft(title="A long story")
    rows = [LINK | {"title": f"Link {n}", "quality": n} for n in range(1, count + 1)]
    edit(article, {"related": rows}, by=SYSTEM)
    return article


def test_rows_of_a_long_list_are_fetched_singly_or_by_page(page):
    article = with_links(45)
    log_in(page, "Editor")
    page.goto(address(article))
    rows = page.locator("#related-rows [data-row]")
    page.get_by_label("Excerpt").first.fill("Typed before.")

    page.get_by_role("link", name="Edit Link 30", exact=True).press("Enter")
    expect(page.get_by_label("Title", exact=True).last).to_be_focused()
    page.keyboard.type("b")
    page.get_by_role("link", name="Items 21 to 40").click()
    expect(rows).to_have_count(20)
    expect(rows.nth(9).locator("summary")).to_contain_text("Link 30")
    page.get_by_role("button", name="Move up: Link 22").click()
    page.get_by_role("button", name="Add related link").click()
    page.keyboard.type("New")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text(": excerpt, related coverage.")).to_be_visible()

    told = [title.removeprefix("Link ") for title in titles(article)]
    assert told[19:22] == ["20", "22", "21"]
    assert told[39:42] == ["40", "New", "41"]
    assert "b" in told[29]
    assert len(told) == 46


def test_leaving_after_opening_rows_asks_nothing(page):
    article = with_links(45)
    log_in(page, "Editor")
    page.goto(address(article))
    asked = questions(page)
    page.get_by_text("Change related coverage").click()
    page.get_by_role("link", name="Items 1 to 20").click()
    expect(page.locator("#related-rows [data-row]")).to_have_count(20)
    page.get_by_role("link", name="Show all 45").click()
    expect(page.locator(".coverage-list > li")).to_have_count(45)
    page.get_by_role("link", name="History", exact=True).last.click()
    expect(page.locator("#content-main .timeline")).to_be_visible()

    assert asked == []


def test_rows_without_javascript_are_added_and_edited(browser, live_server):
    article = draft(title="Fog")
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    log_in(page, "Editor")
    page.goto(address(article))

    page.get_by_text("Change related coverage").click()
    row = page.locator("#related-rows [data-row]").last
    row.get_by_label("Title").fill("By hand")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text(": related coverage.")).to_be_visible()

    assert titles(article) == ["By hand"]
    many = with_links(45)
    page.goto(address(many))
    page.get_by_text("Change related coverage").click()
    page.get_by_role("link", name="Items 41 to 45").click()
    page.locator("#related-rows [data-row] summary").nth(1).click()
    page.locator("#related-rows [data-row]").nth(1).get_by_label("Title").fill("Link 42b")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text(": related coverage.")).to_be_visible()
    assert titles(many)[40:] == ["Link 41", "Link 42b", "Link 43", "Link 44", "Link 45"]
    context.close()


def test_leaving_with_unsaved_text_asks(page):
    article = draft(title="Fog")
    log_in(page, "Editor")
    page.goto(address(article))
    asked = questions(page)
    page.get_by_role("link", name="History", exact=True).last.click()
    assert asked == []
    page.goto(address(article))
    page.get_by_label("Title", exact=True).fill("Mist")
    page.get_by_role("link", name="History", exact=True).last.click()

    assert asked == ["beforeunload"]


def test_keyboard_alone_publishes_undoes_and_previews(page):
    article = draft(title="Fog")
    log_in(page, "Editor")
    page.goto(address(article))

    press_by_keyboard(page, "button", "Publish")
    expect(page.get_by_role("heading", name="This is published")).to_be_visible()
    press_by_keyboard(page, "button", "Undo")
    expect(page.get_by_role("heading", name="This is still a draft")).to_be_visible()
    with page.expect_popup() as popup:
        press_by_keyboard(page, "button", "Preview")
    expect(popup.value.get_by_text("Readers cannot see it")).to_be_visible()


def test_preview_in_a_new_tab_and_publish_keep_what_was_typed(page):
    article = draft(title="Fog")
    log_in(page, "Editor")
    page.goto(address(article))
    asked = questions(page)
    page.get_by_label("Title", exact=True).fill("Mist")

    with page.expect_popup() as popup:
        page.get_by_role("button", name="Preview").click()
    expect(popup.value.get_by_role("heading", name="Mist", exact=True)).to_be_visible()
    assert Article.objects.get().title == "Fog"
    page.get_by_role("button", name="Publish", exact=True).click()

    expect(page.get_by_text("“Mist”: published.")).to_be_visible()
    assert Article.objects.published().get().title == "Mist"
    assert asked == []


def test_save_bar_is_within_reach_and_hides_no_focused_field(page):
    article = draft(title="Fog")
    log_in(page, "Editor")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address(article))
        expect(page.get_by_role("button", name="Publish", exact=True)).to_be_in_viewport()
        for label in ("Heat", "Publish at (UTC)"):
            page.get_by_label(label, exact=True).focus()
            field = page.get_by_label(label, exact=True).bounding_box()
            bar = page.locator(".save-bar").bounding_box()
            assert field["y"] + field["height"] <= bar["y"], (width, label)
        page.keyboard.press("End")
        expect(page.get_by_role("button", name="Save", exact=True)).to_be_in_viewport()


def press_by_keyboard(page, role, name):
    """Tab to a control from the page's start, and press it."""
    wanted = page.get_by_role(role, name=name, exact=True).first
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("control => control === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"The keyboard does not reach {name}.")


def test_article_pages_with_long_texts_are_accessible_and_fit_the_window(page):
    article = draft(
        title="W" * 300, excerpt="y" * 500, provider=provider(), topics=(topic("t" * 90),)
    )
    target = draft(title="We have it")
    link(article, title="Strong " + "x" * 200, quality=90, target=target)
    conflict = conflict_about(article, "title", ours=article.title)
    edit(article, {"excerpt": "z" * 400}, by=SYSTEM, reason="r" * 300)
    log_in(page, "Editor")
    paths = [
        address(article),
        address(article, "history"),
        address(article, "preview"),
        "/admin/articles/article/add/",
        f"/admin/articles/conflict/{conflict.pk}/change/",
        "/admin/articles/conflict/",
    ]

    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for path in paths:
            page.goto(path)
            page.evaluate(UNFOLD)
            check_width(page)
            if width == 1440:
                check_accessibility(page)


def test_topics_and_providers_are_suggested_while_typing(page):
    article = draft(title="Fog", topics=(topic("Harbours"),))
    topic("Weather")
    provider("weatherpost.example")
    log_in(page, "Editor")
    page.goto(address(article))

    page.get_by_label("Provider", exact=True).first.press_sequentially("weath")
    expect(page.locator("#suggested-provider option")).to_have_count(1)
    page.get_by_label("Add a topic").press_sequentially("Wea")
    expect(page.locator("#suggested-topic option")).to_have_count(1)
    page.get_by_label("Add a topic").fill("Weather")
    page.keyboard.press("Enter")

    expect(page.get_by_label("Topics", exact=True)).to_have_value("Harbours\nWeather")
