"""The panel at the side of the desk that filters the queue."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import SavedView
from tests.browser.staff import check_accessibility, check_width, log_in
from tests.factories import draft, provider

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page):
    """A desk with a saved view and three drafts, two of them from one provider."""
    tide = provider("tide.example", name="Tide")
    draft(title="Fog", provider=tide), draft(title="Ice", provider=tide), draft(title="Sun")
    who = log_in(page, "Editor")
    SavedView.objects.create(
        owner=who, place="desk", name="From Tide", query="provider=tide.example"
    )
    page.goto("/desk/")
    return page


def test_filter_panel_counts_suggests_and_leaves_a_clean_address(desk):
    desk.locator(".desk-header").get_by_role("link", name="Filter").click()
    panel = desk.get_by_role("dialog", name="Filter the queue")
    expect(panel.get_by_role("status")).to_have_text("3 drafts")
    check_accessibility(desk)

    panel.get_by_label("Provider").press_sequentially("tid")
    expect(panel.locator("#suggested-provider option")).to_have_attribute("value", "tide.example")
    panel.get_by_label("Provider").fill("tide.example")
    expect(panel.get_by_role("status")).to_have_text("2 drafts")
    panel.get_by_label("Provider").press("Enter")

    expect(desk).to_have_url(re.compile(r"/desk/\?provider=tide\.example(&at=\d+)?$"))
    expect(desk.locator("#desk-remaining")).to_contain_text("2 to review")
    expect(desk.get_by_role("link", name="From Tide")).to_have_attribute("aria-current", "true")


def test_enter_takes_the_only_suggestion(desk):
    desk.locator(".desk-header").get_by_role("link", name="Filter").click()
    panel = desk.get_by_role("dialog", name="Filter the queue")
    panel.get_by_label("Provider").press_sequentially("tid")
    expect(panel.locator("#suggested-provider option")).to_have_count(1)

    panel.get_by_label("Provider").press("Enter")

    expect(desk).to_have_url(re.compile(r"/desk/\?provider=tide\.example(&at=\d+)?$"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_filter_panel_fits_a_phone(desk, scheme):
    desk.emulate_media(color_scheme=scheme)
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.locator(".desk-header").get_by_role("link", name="Filter").click()
    panel = desk.get_by_role("dialog", name="Filter the queue")
    expect(panel).to_be_visible()

    check_width(desk)
    check_accessibility(desk)
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()
