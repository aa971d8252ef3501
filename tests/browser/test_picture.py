"""The page of an article's picture in a browser: the focal point, and dropped files."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from articles.images.store import store_image
from articles.models import StoredImage
from articles.workflow.actors import SYSTEM
from articles.workflow.choose_image import choose_image
from tests.browser.staff import check_accessibility, check_width, log_in
from tests.factories import draft

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("roles_and_rule"),
]


def harbour():
    """Return a picture of 1600x800 pixels with a mark on its left."""
    image = Image.linear_gradient("L").resize((1600, 800)).convert("RGB")
    image.paste((200, 40, 40), (150, 300, 350, 500))
    out = BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def article(transactional_db):
    made, image = draft(title="Fog over the harbour"), store_image(harbour())
    StoredImage.objects.filter(pk=image.pk).update(focal_x=50, focal_y=50)
    choose_image(made, image, by=SYSTEM)
    return made


def open_page(page, article, role="Editor"):
    log_in(page, role)
    page.goto(f"/admin/articles/article/{article.pk}/picture/")


def test_focal_point_is_dragged_and_moved_by_keys(page, article):
    open_page(page, article)
    point = page.get_by_role("button", name="Focal point")
    square = page.get_by_role("img", name="Square")
    expect(point).to_have_accessible_name("Focal point: 50% from the left, 50% from the top")
    expect(square).to_have_attribute("viewBox", "400 0 800 800")

    box = page.locator("[data-focal-frame] img").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.4, steps=3)
    page.mouse.up()
    expect(page.get_by_label("percent from the left")).to_have_value("30")
    expect(page.get_by_label("percent from the top")).to_have_value("40")
    expect(square).to_have_attribute("viewBox", "80 0 800 800")

    expect(point).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    expect(point).to_have_accessible_name("Focal point: 29% from the left, 50% from the top")
    expect(square).to_have_attribute("viewBox", "64 0 800 800")
    check_accessibility(page)

    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    image = StoredImage.objects.get()
    assert (image.focal_x, image.focal_y, image.focal_by_person) == (29, 50, True)
    expect(page.get_by_role("img", name="Square")).to_have_attribute("viewBox", "64 0 800 800")


def test_dropped_file_becomes_the_file_of_the_form(page, article):
    open_page(page, article)
    page.evaluate(
        """() => {
          const dropped = new DataTransfer();
          dropped.items.add(new File(["no picture"], "notes.txt"));
          const drop = new DragEvent("drop", { dataTransfer: dropped, bubbles: true });
          document.querySelector("[data-drop-zone]").dispatchEvent(drop);
        }"""
    )

    page.get_by_role("button", name="Upload and use").click()

    expect(page.get_by_text("not a picture", exact=False).first).to_be_visible()


def test_page_on_a_small_screen(page, article):
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, article)
    expect(page.get_by_role("button", name="Focal point")).to_be_visible()
    check_width(page)
    check_accessibility(page)


def test_without_a_script_numbers_move_the_focal_point(browser, live_server, article):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    open_page(page, article)
    expect(page.get_by_role("button", name="Focal point")).to_be_hidden()
    page.get_by_label("percent from the left").fill("0")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("img", name="Square")).to_have_attribute("viewBox", "0 0 800 800")
    context.close()
