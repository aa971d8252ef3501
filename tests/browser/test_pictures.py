"""Pictures in a browser: they arrive late and move nothing, and break no policy."""

from io import BytesIO

import pytest
from PIL import Image

from articles.images.renditions import make_renditions
from articles.images.store import store_image
from tests.browser.staff import check_accessibility, log_in
from tests.factories import draft, provider, published_article

PATHS = ["/", "/news/lead/", "/providers/", "/desk/", "/admin/articles/article/"]
OBSERVE = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    const nodes = entry.sources.map((source) => source.node?.outerHTML?.slice(0, 99));
    window.shifts.push([entry.value, nodes]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
SHOWN = "[...document.images].filter((e) => e.checkVisibility() && e.loading !== 'lazy')"


def stored(width, height):
    """Store a drawn picture with all its renditions."""
    drawn = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    out = BytesIO()
    drawn.save(out, "jpeg")
    image = store_image(out.getvalue())
    make_renditions(image.pk)
    return image


@pytest.fixture
def pictured(roles_and_rule):
    """A site and a queue with a wide and a tall picture, an icon, and articles without."""
    wide, tall, square = stored(900, 600), stored(400, 700), stored(120, 120)
    tidewire, bare = provider(icon=square), provider("bare.example")
    made = None
    for n, lead in enumerate([tall, wide, None] * 3):
        values = {
            "lead_image": lead,
            "provider": tidewire if n % 2 else bare,
            "excerpt": "Two. " * 9,
        }
        made = made or published_article(slug="lead", **values)
        published_article(**values)
        draft(quality=60 + n, **values)
    return made


class HeldPictures:
    """Hold back the answers to a page's requests for picture files until `release`."""

    def __init__(self, page):
        self.held = []
        self.is_open = False
        page.route("**/media/**", self.take)

    def take(self, route):
        if self.is_open:
            route.continue_()
        else:
            self.held.append(route)

    def release(self):
        self.is_open = True
        while self.held:
            self.held.pop().continue_()


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=str)
def test_late_pictures_do_not_move_the_pages(page, pictured, size):
    """The first visit counts: fonts are not in the browser's cache either."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.add_init_script(OBSERVE)
    log_in(page, "Editor")
    errors = []
    page.on("console", lambda message: errors.append(message.text))
    pictures = HeldPictures(page)

    assert {path: moved(page, pictures, path) for path in PATHS} == {path: [] for path in PATHS}
    assert errors == []


def moved(page, pictures, path):
    """Return the layout shifts of a page whose pictures arrive after all else."""
    page.goto("about:blank")  # pictures of the page before are no longer asked for
    pictures.held.clear()
    pictures.is_open = False
    page.goto(path, wait_until="domcontentloaded")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate(PAINTED)
    pictures.release()
    page.wait_for_function(f"() => {SHOWN}.every((e) => e.complete && e.naturalWidth)")
    page.evaluate(PAINTED)
    return page.evaluate("window.shifts")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_with_pictures_are_accessible(page, pictured, scheme):
    page.emulate_media(color_scheme=scheme)
    log_in(page, "Editor")

    for path in PATHS:
        page.goto(path)
        check_accessibility(page)


def test_next_draft_is_shown_before_its_picture_arrives(page, pictured):
    log_in(page, "Editor")
    page.goto("/desk/")
    page.locator("#desk-upcoming .draft").first.wait_for(state="attached")
    title = page.locator("#desk-current .draft-title").inner_text()
    HeldPictures(page)

    page.keyboard.press("j")

    page.wait_for_function(
        "title => document.querySelector('#desk-current .draft-title').innerText !== title",
        arg=title,
    )
    assert page.locator("#desk-current .draft-title").is_visible()
