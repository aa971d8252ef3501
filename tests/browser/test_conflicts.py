"""Conflicts and long changes in a browser: resolved by keyboard, opened in place."""

import pytest
from playwright.sync_api import expect

from articles.models import Conflict
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from tests.admin.made import conflict_about
from tests.browser.staff import check_accessibility, log_in
from tests.factories import draft
from tests.workflow.values import COVERAGE

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("roles_and_rule"),
]


def test_keyboard_alone_resolves_conflicts_in_bulk_and_undoes_it(page):
    for title in ("Fog", "Mist", "Haze"):
        conflict_about(draft(title=title), "title", ours=title, source=f"{title} again")
    log_in(page, "Editor")
    page.goto("/admin/articles/conflict/?resolved_at__isempty=1")
    for place in (0, 1):
        page.locator("input[name=_selected_action]").nth(place).focus()
        page.keyboard.press("Space")
    page.get_by_role("combobox", name="Action for selected rows").focus()
    page.keyboard.type("Use")
    page.get_by_role("button", name="Continue", exact=True).press("Enter")
    expect(
        page.get_by_role("heading", name="Use source in 2 conflicts of 2 articles?")
    ).to_be_visible()
    check_accessibility(page)

    page.get_by_role("button", name="Use source in 2 conflicts").press("Enter")
    expect(page.get_by_role("link", name="Done: 2")).to_be_visible()
    assert Conflict.objects.unresolved().count() == 1
    page.get_by_text("Undo run…").press("Enter")
    page.get_by_role("button", name="Undo run", exact=True).press("Enter")
    expect(page.get_by_text(": 2 reverted.")).to_be_visible()
    assert Conflict.objects.unresolved().count() == 3


def test_long_change_is_expanded_in_place(page):
    article = draft(title="Fog")
    links = [COVERAGE | {"title": f"Link {n:03}", "images": []} for n in range(200)]
    edit(article, {"related": links}, by=SYSTEM)
    log_in(page, "Reviewer")
    page.goto(f"/admin/articles/article/{article.pk}/history/")
    expect(page.get_by_text("Link 199")).to_have_count(0)

    page.get_by_role("link", name="Show 194 more lines").press("Enter")

    expect(page.get_by_text("Link 199")).to_be_visible()
    assert page.url.endswith("/history/")
    check_accessibility(page)
