"""Unsaved text: kept in the browser, offered again, removed when it was saved or on logout."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from articles.models import Article
from tests.browser.staff import fill_in, log_in
from tests.factories import draft

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("roles_and_rule"),
]
OFFER = "This browser has unsaved text for this form"
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('newsdesk:unsaved:')).length"
NEW_TITLE = "#related-rows [data-row] input[name$=-title]"


def open_form(page, article):
    page.goto(f"/admin/articles/article/{article.pk}/change/")


def test_article_form_when_logged_out_offers_the_text_after_login(page):
    article = draft(title="Fog")
    who = log_in(page, "Editor")
    open_form(page, article)
    page.locator("#id_title").fill("Fog lifts")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/admin/login/**")
    fill_in(page, who)

    expect(page.get_by_text(OFFER)).to_be_visible()
    expect(page.locator("#id_title")).to_have_value("Fog")
    page.get_by_role("button", name="Restore unsaved text").click()
    expect(page.locator("#id_title")).to_have_value("Fog lifts")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator("#messages")).to_contain_text("Saved “Fog lifts”: title.")
    assert Article.objects.get().title == "Fog lifts"
    assert page.evaluate(KEPT) == 0


def test_article_form_when_the_tab_was_closed_offers_the_text_with_its_new_rows(page):
    article = draft(title="Fog")
    log_in(page, "Editor")
    open_form(page, article)
    page.locator("#id_excerpt").fill("It thins.")
    page.locator("#related-rows > summary").click()
    page.get_by_role("button", name="Add related link").click()
    page.locator(NEW_TITLE).fill("Elsewhere")
    page.close(run_before_unload=False)

    page = page.context.new_page()
    open_form(page, article)
    page.get_by_role("button", name="Restore unsaved text").click()

    expect(page.locator("#id_excerpt")).to_have_value("It thins.")
    expect(page.locator(NEW_TITLE)).to_have_value("Elsewhere")
    page.get_by_role("button", name="Discard").wait_for(state="detached")


def test_article_form_when_discarded_offers_nothing_again(page):
    article = draft(title="Fog")
    log_in(page, "Editor")
    page.on("dialog", lambda dialog: dialog.accept())
    open_form(page, article)
    page.locator("#id_title").fill("Fog lifts")
    page.reload()
    page.get_by_role("button", name="Discard").click()
    page.reload()

    expect(page.locator("#id_title")).to_have_value("Fog")
    expect(page.get_by_text(OFFER)).to_have_count(0)


def test_logout_removes_unsaved_text(page):
    article = draft(title="Fog")
    log_in(page, "Editor")
    page.on("dialog", lambda dialog: dialog.accept())
    open_form(page, article)
    page.locator("#id_title").fill("Fog lifts")
    page.goto("/admin/")
    assert page.evaluate(KEPT) == 1

    page.locator(".user-menu > summary").click()
    page.get_by_role("button", name="Log out").click()

    assert page.evaluate(KEPT) == 0


def test_desk_dialog_offers_the_text_of_a_closed_page(page):
    draft(title="Fog", quality=69)
    log_in(page, "Editor")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/desk/")
    page.keyboard.press("e")
    page.get_by_label("Excerpt").fill("Typed before.")
    page.reload()
    page.keyboard.press("e")

    page.get_by_role("button", name="Restore unsaved text").click()
    expect(page.get_by_label("Excerpt")).to_have_value("Typed before.")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator("#desk-current .draft-excerpt")).to_have_text("Typed before.")
    assert page.evaluate(KEPT) == 0
