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


def test_the_handles_move_by_keyboard_and_the_counts_follow(page, drafts):
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

    page.get_by_role("button", name="Publish 15 of 21").click()
    expect(page).to_have_url(re.compile("/publishrun/\\d+/change/"))
    assert Article.objects.published().count() == 15


def test_threshold_and_rule_pages_are_accessible_and_fit_the_window(page, drafts):
    log_in(page, "Managing editor")
    for address in (PAGE, f"{PAGE}rules/add/"):
        page.goto(address)
        check_accessibility(page)
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            check_width(page)
