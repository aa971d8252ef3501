"""The threshold page in a browser: handles by keyboard, counts at once, publish, undo."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.browser.staff import check_accessibility, check_width, log_in
from tests.factories import draft, link, provider, topic

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("roles_and_rule"),
]
PAGE = "/admin/threshold/"


@pytest.fixture
def drafts(transactional_db):
    gull, storms = provider("gull.example"), topic("Storms")
    for quality in range(60, 80):
        draft(quality=quality, provider=gull, topics=(storms,))
    link(draft(title="Covered", quality=55), quality=90)


def test_threshold_sliders_by_keyboard_update_count_and_address(page, drafts):
    log_in(page, "Editor")
    page.goto(PAGE)
    expect(page.get_by_role("heading", name="10 of 21 drafts would be published")).to_be_visible()

    handle = page.get_by_label("Threshold slider")
    handle.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")

    expect(page.get_by_role("heading", name="15 of 21 drafts would be published")).to_be_visible()
    expect(page.get_by_role("spinbutton", name="Threshold")).to_have_value("65")
    expect(handle).to_be_focused()

    page.get_by_role("spinbutton", name="Corroborated").fill("50")
    expect(page.get_by_role("heading", name="16 of 21 drafts would be published")).to_be_visible()
    page.get_by_label("Leads only").check()
    expect(page.get_by_role("heading", name="15 of 21 drafts would be published")).to_be_visible()

    # The numbers are in the address: a link out and Back, a reload and a new tab show the same.
    expect(page).to_have_url(re.compile("threshold=65&corroborated=50&leads_only=on"))
    page.get_by_role("link", name="Harbour report").first.click()
    expect(page).to_have_url(re.compile("/article/"))
    page.go_back()
    expect(page.get_by_role("heading", name="15 of 21 drafts would be published")).to_be_visible()
    expect(page.get_by_role("spinbutton", name="Threshold")).to_have_value("65")
    page.reload()
    expect(page.get_by_role("spinbutton", name="Corroborated")).to_have_value("50")

    page.get_by_role("button", name="Publish 15 of 21").click()
    expect(page).to_have_url(re.compile("/publishrun/\\d+/change/"))
    assert Article.objects.published().count() == 15


def test_threshold_publish_before_the_count_is_updated_is_refused(page, drafts):
    log_in(page, "Editor")
    page.goto(PAGE)
    page.route(
        "**/threshold/?*", lambda route: route.abort() if is_htmx(route) else route.continue_()
    )

    page.get_by_role("spinbutton", name="Threshold").fill("79")
    page.get_by_role("button", name="Publish 10 of 21").click()

    expect(page.get_by_text("Nothing was published.")).to_be_visible()
    expect(page.get_by_role("heading", name="1 of 21 drafts would be published")).to_be_visible()
    assert not Article.objects.published().exists()


def is_htmx(route):
    return "hx-request" in route.request.headers


def test_threshold_count_and_button_stay_in_view_on_small_screens(page, drafts):
    log_in(page, "Editor")
    for width, height in ((1024, 768), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(PAGE)
        page.get_by_role("spinbutton", name="Threshold").scroll_into_view_if_needed()
        expect(page.get_by_role("button", name="Publish 10 of 21")).to_be_in_viewport()


def test_threshold_and_rule_pages_are_accessible_and_fit_the_window(page, drafts):
    log_in(page, "Managing editor")
    for address in (PAGE, "/admin/rules/add/"):
        page.goto(address)
        check_accessibility(page)
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            check_width(page)
