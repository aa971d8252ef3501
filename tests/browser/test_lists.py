"""The list of articles in a browser: narrow, save a view, do something to many, by keyboard too."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.admin.made import conflict_about
from tests.browser.staff import check_accessibility, check_width, log_in
from tests.factories import draft, link, provider, published_article, topic

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("roles_and_rule"),
]
LIST = "/admin/articles/article/"


@pytest.fixture
def desk(page):
    tide = provider("tide.example", name="The Tide")
    for number in range(6):
        draft(title=f"Fog {number}", quality=60 + number, provider=tide)
    link(draft(title="Sun", quality=20, topics=(topic("Weather"),)), quality=90)
    conflict_about(published_article(title="Harbour " * 20), "title")
    log_in(page, "Editor")
    page.goto(LIST)
    return page


def test_filter_with_suggestions_is_saved_as_a_view(desk):
    desk.get_by_text("Filters", exact=False).first.click()
    desk.get_by_label("Provider", exact=True).press_sequentially("tid")
    option = desk.locator("#suggested-provider option")
    expect(option).to_have_attribute("value", "tide.example")
    desk.get_by_label("Provider", exact=True).fill("tide.example")
    desk.get_by_label("Quality from").fill("62")
    desk.get_by_role("button", name="Filter", exact=True).click()

    expect(desk.get_by_text("4 articles")).to_be_visible()
    assert desk.url.endswith("?quality_from=62&provider=tide.example")
    desk.get_by_text("Save this view…").click()
    desk.get_by_label("Name").fill("Good tides")
    desk.get_by_role("button", name="Save view").click()
    desk.goto(LIST)
    desk.get_by_role("link", name="Good tides").click()
    expect(desk.get_by_text("4 articles")).to_be_visible()
    desk.get_by_role("link", name="Quality from: 62").click()
    expect(desk.get_by_text("6 articles")).to_be_visible()


def test_bulk_hold_of_all_matches_is_undone(desk):
    desk.goto(f"{LIST}?q=fog")
    desk.get_by_label("Action", exact=True).select_option("hold")
    desk.get_by_label("for", exact=True).select_option("all")
    desk.get_by_role("button", name="Continue…").click()
    expect(desk.get_by_role("heading", name="Hold 6 drafts?")).to_be_visible()
    desk.get_by_role("button", name="Hold 6 drafts").click()

    expect(desk.get_by_role("link", name="Done: 6")).to_be_visible()
    assert Article.objects.filter(held=True).count() == 6
    desk.get_by_text("Undo run…").click()
    desk.get_by_role("button", name="Undo run", exact=True).click()
    expect(desk.get_by_text(": 6 reverted.")).to_be_visible()
    assert not Article.objects.filter(held=True).exists()
    desk.get_by_role("link", name="Back to the list").click()
    expect(desk).to_have_url(f"{desk.url.partition('/admin')[0]}{LIST}?q=fog")


def test_keyboard_alone_ticks_and_rejects(desk):
    desk.goto(f"{LIST}?q=fog&order=quality")
    boxes = desk.locator("input[name=chosen]")
    boxes.nth(1).focus()
    desk.keyboard.press("Space")
    boxes.nth(2).focus()
    desk.keyboard.press("Space")
    expect(desk.get_by_label("for", exact=True)).to_contain_text("2 selected articles")
    desk.get_by_label("Action", exact=True).focus()
    desk.keyboard.type("Reject")
    desk.get_by_role("button", name="Continue…").focus()
    desk.keyboard.press("Enter")
    desk.get_by_label("Reason, for the history").focus()
    desk.keyboard.type("Too much fog")
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("link", name="Done: 2")).to_be_visible()
    rejected = Article.objects.filter(status="rejected").values_list("title", flat=True)
    assert set(rejected) == {"Fog 4", "Fog 3"}


def test_article_list_and_its_pages_are_accessible_and_fit_the_window(desk):
    for address in (f"{LIST}?status=draft&quality_from=x&q=o", "/admin/articles/savedview/",
                    "/admin/articles/rejectionreason/", "/admin/articles/bulkaction/"):  # fmt: skip
        desk.goto(address)
        check(desk)
    desk.goto(LIST)
    check(desk)
    desk.get_by_label("Action", exact=True).select_option("add_topic")
    desk.get_by_label("for", exact=True).select_option("all")
    desk.get_by_role("button", name="Continue…").click()
    check(desk)
    desk.get_by_role("link", name="Cancel").click()
    desk.get_by_label("Action", exact=True).select_option("hold")
    desk.get_by_label("for", exact=True).select_option("all")
    desk.get_by_role("button", name="Continue…").click()
    desk.get_by_label("There is no filter. Type 7 to confirm").fill("7")
    desk.get_by_role("button", name="Hold 7 drafts").click()
    expect(desk.get_by_role("link", name="Skipped: 1")).to_be_visible()
    check(desk)


def check(page):
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        check_width(page)
    check_accessibility(page)
