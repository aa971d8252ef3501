"""Public pages in a browser: accessibility and narrow screens."""

import struct
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile

from articles.workflow.actors import SYSTEM
from articles.workflow.transitions import archive
from tests.browser.page_checks import small_targets, violations, width
from tests.factories import link, provider, published_article, stored_image, topic

PATHS = [
    "/", "/news/lead/", "/topics/harbours/", "/providers/tidewire.example/", "/topics/",
    "/providers/", "/feeds/", "/nowhere/", "/news/gone/", "/topics/empty/",
    "/search/?q=harbour+crane&topic=harbours", "/search/?q=nothing", "/search/?day_to=x",
    "/stories/lead/", "/2025/05/", "/2025/05/04/",
]  # fmt: skip
THEN = datetime(2025, 5, 4, 12, tzinfo=UTC)


def png(width: int, height: int) -> bytes:
    """Return a one-coloured picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x20\x60\x80" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def site(transactional_db):
    """Create a small site with everything that a page can show."""
    harbours = topic("Harbours")
    cranes = topic("Cranes", parent=harbours)
    topic("Empty")
    tidewire = provider(name="Tidewire", description="Ships and tides since 1899.")
    lead = published_article(
        slug="lead",
        quality=90,
        published_at=THEN,
        title="A harbour crane of ninety-one goes back to work, and nobody is in the cab",
        excerpt="It lifted eleven tonnes of tinned plums.\r\n\r\nNobody said a word. " * 4,
        body="# What was seen\n\nA *bright* light.\n\n> Not I.\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        featured_content='<iframe src="https://www.youtube.com/embed/abc"></iframe>',
        provider=tidewire,
        topics=(harbours, cranes),
        type="video",
    )
    lead.lead_image = stored_image(width=120, height=63)
    lead.lead_image.file.save("a.png", ContentFile(png(120, 63)))
    lead.save()
    for n in range(40):
        published_article(
            title=f"Report number {n} of the harbour commission on cranes",
            excerpt="A line or two about what the commission has found this time. " * 4,
            published_at=THEN - timedelta(hours=5 * n + 1),
            provider=tidewire,
            topics=(harbours,),
        )
        link(lead, title=f"Coverage {n}", web_url=f"https://other.example/{n}", provider=tidewire)
    archive(published_article(slug="gone", published_at=THEN), by=SYSTEM)


def test_public_pages_are_accessible(site, page):
    reports = {path: violations(page, path) for path in PATHS}

    assert {path: report for path, report in reports.items() if report} == {}


def test_public_pages_at_320_pixels_do_not_scroll_sideways(site, page):
    page.set_viewport_size({"width": 320, "height": 640})

    assert {path: width(page, path) for path in PATHS} == dict.fromkeys(PATHS, 320)


def test_public_pages_have_targets_of_44_pixels(site, page):
    """44 px high; links within a text are excepted (WCAG 2.5.8)."""
    page.set_viewport_size({"width": 390, "height": 844})

    assert {path: small_targets(page, path) for path in PATHS} == {path: [] for path in PATHS}


def test_skip_link_is_the_first_stop_of_the_keyboard(site, page):
    page.goto("/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_click_anywhere_on_an_item_opens_its_page(site, page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")

    page.locator(".lead").click()

    assert page.url.endswith("/news/lead/")


def test_public_pages_work_without_javascript(browser, live_server, site):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/topics/harbours/")

    page.get_by_role("link", name="Older").click()
    assert page.get_by_role("heading", name="Report number 39").is_visible()
    page.get_by_role("link", name="Newer").click()
    assert page.get_by_role("heading", name="goes back to work").is_visible()
    page.get_by_role("link", name="goes back to work").click()
    page.get_by_text("32 more").click()
    assert page.get_by_role("heading", name="Coverage 39").is_visible()
    context.close()


def test_content_security_policy_allows_icons_and_fonts(site, page):
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.goto("/news/lead/")
    page.wait_for_load_state("networkidle")

    assert failed == []
    assert page.evaluate("document.fonts.check('16px \"Source Serif 4\"')")
    assert page.locator(".watch .icon use").evaluate("e => e.getBBox().width") > 0
