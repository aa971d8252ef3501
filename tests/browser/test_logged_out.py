"""A page that is open when its login ends stays and says so."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.browser.staff import fill_in, log_in
from tests.factories import draft

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("roles_and_rule"),
]
SIGN_OF_LIFE = "part => htmx.ajax('POST', part.dataset.presence, {source: part, target: part})"


def test_a_fragment_asked_for_without_a_login_leaves_the_page_and_says_so(page):
    draft(quality=80)
    who = log_in(page, "Editor")
    page.goto("/admin/threshold/?topic=")
    here = page.url
    Session.objects.all().delete()

    page.get_by_role("checkbox", name=re.compile("Leads only")).check()

    expect(page.get_by_role("alert")).to_contain_text("You are logged out.")
    assert page.url == here
    page.reload()
    fill_in(page, who)
    page.wait_for_url(here)
    expect(page.get_by_role("heading", level=1)).to_have_text("Publish by threshold")


def test_a_page_on_which_somebody_types_stays_and_says_so(page):
    article = draft(title="Fog")
    log_in(page, "Editor")
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.locator("#id_title").fill("Fog lifts")
    Session.objects.all().delete()

    page.locator("[data-presence]").evaluate(SIGN_OF_LIFE)

    expect(page.get_by_role("alert")).to_contain_text("You are logged out. Log in in another tab")
    expect(page.locator("#id_title")).to_have_value("Fog lifts")
