"""The page that describes the API: accessible, without scripts, allowed by the security policy."""

import pytest

from tests.browser.page_checks import small_targets, violations, width

pytestmark = pytest.mark.django_db(transaction=True)


def test_page_of_the_api_is_accessible_and_fits_the_window(page):
    page.goto("/api/v1/")
    for operation in page.locator("details").all():
        operation.evaluate("e => e.open = true")
    assert page.get_by_text("Words, as on the site's search page.").first.is_visible()

    assert violations(page, "/api/v1/") == ""
    page.set_viewport_size({"width": 320, "height": 640})
    assert width(page, "/api/v1/") == 320
    assert small_targets(page, "/api/v1/") == []
