"""Accounts, dashboard and schedule in a browser."""

import re
import time

import pytest
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from articles.models import User
from tests.browser.staff import PASSWORD, check_accessibility, check_width, log_in
from tests.factories import NOON, draft, published_article

pytestmark = pytest.mark.usefixtures("roles_and_rule")


def app_code(username):
    device = TOTPDevice.objects.get(user__username=username)
    device.last_t = -1  # as if half a minute had passed
    device.save()
    totp = TOTP(device.bin_key)
    totp.time = time.time()
    return f"{totp.token():06}"


def check(page):
    check_accessibility(page)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        check_width(page)


def type_login(page, code=""):
    page.goto("/admin/login/")
    page.get_by_label("Username").fill("nina")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    if code:
        page.get_by_label("Code").fill(code)
        page.keyboard.press("Enter")


def test_new_user_sets_a_password_and_two_factor_authentication(page):
    log_in(page, "Managing editor")
    page.goto("/admin/articles/user/add/")
    page.get_by_label("Username").fill("nina")
    page.get_by_label("Editor", exact=True).check()
    page.get_by_role("button", name="Save", exact=True).click()
    link = page.get_by_label("Password link").input_value()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    check(page)
    page.wait_for_load_state("networkidle")  # the dashboard posts the visit
    page.context.clear_cookies()

    page.goto(link)
    assert link.rsplit("/", 2)[1] not in page.url
    check(page)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password confirmation").fill(PASSWORD)
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_text("Log in as nina")).to_be_visible()
    type_login(page)
    expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()

    page.goto("/admin/account/")
    check(page)
    page.get_by_role("link", name="Set up").click()
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    check(page)
    page.get_by_label("Code from the app").fill(app_code("nina"))
    page.get_by_label("Your password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Two-factor authentication is set up.")).to_be_visible()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    check(page)

    page.wait_for_load_state("networkidle")  # the dashboard posts the visit
    page.context.clear_cookies()
    type_login(page)
    expect(page.get_by_role("heading", name="Two-factor authentication")).to_be_visible()
    check(page)
    page.get_by_label("Code").fill(app_code("nina"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()

    page.wait_for_load_state("networkidle")  # the dashboard posts the visit
    page.context.clear_cookies()
    type_login(page, code=codes[0])
    expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()
    page.goto("/admin/account/two-factor/")
    expect(page.get_by_text("9 of 10 codes left")).to_be_visible()
    check(page)
    assert StaticDevice.objects.count() == 1


def test_dashboard_and_schedule_are_accessible_and_fit_the_window(page):
    draft(title="Fog", quality=90)
    draft(title="Herons " * 20, scheduled_for=NOON.replace(year=2020))
    published_article(title="Gales", expires_at=NOON.replace(year=2131))
    who = log_in(page, "Editor")
    User.objects.filter(pk=who.pk).update(visited_at=NOON.replace(year=2020))

    page.goto("/admin/")
    ready = page.get_by_role("link", name=re.compile("1 ready to publish"))
    expect(ready).to_be_visible()
    check(page)
    page.goto("/admin/schedule/")
    for change in page.locator(".schedule-entries summary").all():
        change.click()
    check(page)


def test_schedule_without_javascript_clears_a_time(browser, live_server):
    article = draft(title="Fog", scheduled_for=NOON.replace(year=2131))
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    log_in(page, "Editor")

    page.goto("/admin/")
    page.get_by_role("link", name="ready to publish under the rules").click()
    expect(page.get_by_role("heading", name="Ready to publish")).to_be_visible()
    page.goto("/admin/schedule/")
    page.locator(".schedule-entries summary").click()
    page.get_by_role("button", name="Clear").click()

    expect(page.get_by_text("publish time cleared")).to_be_visible()
    article.refresh_from_db()
    assert article.scheduled_for is None
    context.close()


def test_staff_pages_at_390_pixels_have_targets_of_44_pixels(page):
    draft(title="Fog", scheduled_for=NOON.replace(year=2131))
    log_in(page, "Managing editor")
    page.set_viewport_size({"width": 390, "height": 844})

    small = {}
    for path in ("", "articles/article/schedule/", "account/", "account/two-factor/"):
        page.goto(f"/admin/{path}")
        page.wait_for_load_state("networkidle")
        small[path] = page.eval_on_selector_all(
            "main :is(a[href], summary, button)",
            """targets => targets
                .filter(e => e.checkVisibility() && !e.closest("p, .breadcrumbs, .activity"))
                .map(e => [e.textContent.trim(), e.getBoundingClientRect()])
                .filter(([, box]) => box.height < 44 || box.width < 24)
                .map(([text]) => text)""",
        )

    assert {path: texts for path, texts in small.items() if texts} == {}
