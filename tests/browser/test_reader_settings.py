"""What readers may set: the theme by a switch, and the zone of times by their system."""

import brotli
import pytest
from django.utils import timezone
from playwright.sync_api import Response, expect

from tests.browser.staff import check_accessibility, check_width
from tests.factories import published_article

PAPER = "getComputedStyle(document.body).backgroundColor"
DARK, LIGHT = "rgb(20, 22, 26)", "rgb(251, 250, 247)"


@pytest.fixture
def article(transactional_db):
    at = timezone.now().replace(year=2021, month=5, day=4, hour=22, minute=30)
    return published_article(title="Heron", slug="heron", published_at=at)


def test_theme_is_switched_and_kept(page, article):
    page.emulate_media(color_scheme="dark")
    page.goto("/")
    assert page.evaluate(PAPER) == DARK
    switch = page.get_by_role("button", name="Theme")

    switch.click()
    expect(switch).to_have_text("Theme: light")
    assert page.evaluate(PAPER) == LIGHT
    check_accessibility(page)
    page.goto("/news/heron/")
    assert page.evaluate(PAPER) == LIGHT
    switch.click()
    switch.click()

    assert page.evaluate(PAPER) == DARK
    assert page.context.cookies() == []


def test_times_are_in_the_zone_of_the_reader_without_a_layout_shift(browser, live_server, article):
    context = browser.new_context(
        base_url=live_server.url,
        timezone_id="Pacific/Auckland",
        viewport={"width": 390, "height": 844},
    )
    page = context.new_page()
    page.add_init_script(
        "window.shifts = []; new PerformanceObserver((list) => window.shifts.push("
        "...list.getEntries().map((entry) => entry.value)))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    page.route("**/*.woff2", lambda route: route.abort())  # one that arrives late moves the text

    for path, shown in (
        ("/", "5 May 2021, 10:30 GMT+12"),
        ("/news/heron/", "5 May 2021, 10:30 GMT+12"),
        ("/2021/05/04/", "Wed 10:30"),
    ):
        page.goto(path)
        expect(page.locator("main time").first).to_have_text(shown)
        page.wait_for_load_state("networkidle")
        check_width(page)
        assert page.evaluate("window.shifts") == [], path
    context.close()


def test_page_without_javascript_has_no_switch_and_times_of_the_site(browser, live_server, article):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/news/heron/")

    expect(page.get_by_text("4 May 2021, 22:30 UTC")).to_be_visible()
    expect(page.get_by_role("button", name="Theme")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("path", ["/", "/news/heron/"])
def test_assets_of_a_page_are_at_most_100_kb(page, article, path):
    """Text is compressed as whitenoise does it in production."""
    requested: list[Response] = []
    page.on("response", lambda response: requested.append(response))  # noqa: PLW0108 - Playwright marks the function

    page.goto(path)
    page.wait_for_load_state("networkidle")

    assets = {each.url: each.body() for each in requested if "/static/" in each.url}
    sizes = {
        url: len(body if url.endswith(".woff2") else brotli.compress(body))
        for url, body in assets.items()
    }
    assert any(url.endswith(".woff2") for url in sizes)
    assert sum(sizes.values()) <= 100_000, sizes


def test_header_searches_on_wide_pages_and_leads_to_the_search_on_narrow_ones(page, article):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/")
    page.get_by_label("Search news").fill("heron")
    page.keyboard.press("Enter")
    expect(page.locator("main").get_by_role("link", name="Heron")).to_be_visible()

    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    page.get_by_role("banner").get_by_role("button", name="Search").click()
    expect(page.locator("main").get_by_role("searchbox")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
def test_pages_move_nothing_and_leave_the_console_empty(page, article, width):
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach("
        "(entry) => { moved += entry.value })).observe({type: 'layout-shift', buffered: true})"
    )
    moved = {}
    for path in ("/", "/2021/05/", "/topics/", "/providers/", "/search/?q=heron", "/feeds/"):
        page.goto(path, wait_until="networkidle")
        moved[path] = page.evaluate("moved")

    assert moved == dict.fromkeys(moved, 0)
    assert messages == []


def test_paper_has_the_text_in_light_colours_without_controls(page, article):
    page.emulate_media(color_scheme="dark")
    page.goto("/")
    page.emulate_media(media="print")

    assert page.evaluate(PAPER) == LIGHT
    assert page.get_by_role("heading", name="Heron").is_visible()
    assert page.locator("nav:visible, form:visible, button:visible").count() == 0
