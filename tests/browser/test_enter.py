"""Enter in a field of any form: it sends that form, takes no offered choice and never publishes."""

from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import BulkAction
from articles.workflow.transitions import reject
from tests.admin.made import conflict_about, one_of_each
from tests.admin.routes import NO_ONE, ROUTES, TABLE, address_of
from tests.browser.staff import log_in, set_session
from tests.factories import NOON, draft, person, published_article

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("roles_and_rule"),
]
NOT_TYPED = ("hidden", "submit", "checkbox", "radio", "file", "range")
FIELDS = f"input:not({', '.join(f'[type={kind}]' for kind in NOT_TYPED)})"
COLLECT = """() => {
    window.sent = [];
    for (const part of document.querySelectorAll("details")) part.open = true;
    for (const form of document.forms) form.noValidate = true;
    document.addEventListener("submit", (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
        const button = event.submitter;
        window.sent.push({
            field: document.activeElement.name,
            text: button?.textContent.trim() ?? "",
            name: button?.name ?? "",
            value: button?.value ?? "",
            target: button?.getAttribute("formaction") ?? "",
            style: button?.className ?? "",
        });
    }, true);
}"""
DIALOGS = ("edit", "schedule", "assign", "note", "story", "duplicates")
SAVES = {"_save", "start", "do"}
"""Names of buttons that do what their form is for. Their values offer no choice."""
DECIDES = ("Publish", "Reject", "Archive", "Unpublish", "Delete", "Undo", "Discard")


class FormCounter(HTMLParser):
    """Whether a page has a form with two or more buttons and a field."""

    def __init__(self, text):
        super().__init__()
        self.is_worth_a_look, self._buttons, self._fields = False, 0, 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "form":
            self._buttons = self._fields = 0
        self._buttons += (tag == "button" or values.get("type") == "submit") and (
            values.get("type", "submit") == "submit"
        )
        self._fields += tag == "input" and values.get("type") not in NOT_TYPED
        self.is_worth_a_look |= self._buttons > 1 and self._fields > 0


def addresses():
    """Return the staff pages with a form that has several buttons and a field."""
    objects = one_of_each()
    article, live = objects["articles_article"], published_article()
    conflict_about(article, "excerpt"), conflict_about(article, "type")
    rejected, late = draft(title="Dull"), draft(title="Late", scheduled_for=NOON)
    user = person("Superuser")
    event = reject(rejected, by=user, reason="")
    desk = [reverse(f"desk:{name}") for name in ("queue", "filter", "bulk", "my_work")]
    desk += [reverse(f"desk:{name}", args=[article.pk]) for name in DIALOGS]
    readable = (route for route in sorted(ROUTES) if TABLE[route][0] != NO_ONE)
    found = [address_of(route, objects) for route in readable if route != "logout"]
    found += [*desk, reverse("admin:articles_article_change", args=[live.pk])]
    found.append(f"{reverse('admin:articles_article_schedule')}?article={late.pk}")
    client = Client()
    client.force_login(user)
    pages = {address: client.get(address) for address in dict.fromkeys(found)}
    several = [
        address
        for address, page in pages.items()
        if page.status_code == 200
        and page["Content-Type"].startswith("text/html")
        and not page.streaming
        and FormCounter(page.content.decode()).is_worth_a_look
    ]
    return [*several, f"{reverse('desk:queue')}?why={event.pk}"], user


def is_allowed(sent):
    """Return whether a button may be what Enter presses."""
    offers = bool(sent["value"]) and sent["name"] not in SAVES
    decides = sent["text"].startswith(DECIDES) or "button-danger" in sent["style"]
    return not offers and not decides and "/do/" not in sent["target"]


def test_enter_in_every_field_sends_the_form_without_a_decision(page):
    several, user = addresses()
    assert len(several) >= 5
    set_session(page, user)

    wrong, pressed = {}, 0
    for address in several:
        page.goto(address)
        page.evaluate(COLLECT)
        for field in page.locator(f"main form {FIELDS}, main {FIELDS}[form]").all():
            if field.is_visible() and field.is_enabled():
                field.press("Enter")
        sent = page.evaluate("window.sent")
        pressed += len(sent)
        if bad := [each for each in sent if not is_allowed(each)]:
            wrong[address] = bad
    assert wrong == {}
    assert pressed > 30


def test_enter_on_the_confirmation_of_a_bulk_publish_does_nothing(page):
    draft(title="Fog", quality=80)
    log_in(page, "Editor")
    page.goto("/admin/articles/article/?quality_from=70")
    page.get_by_label("Action", exact=True).select_option("publish")
    page.get_by_label("for", exact=True).select_option("all")
    page.get_by_role("button", name="Continue…").click()

    page.get_by_label("Reason, for the history").fill("All good")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Publish 1 draft?")).to_be_visible()
    assert not BulkAction.objects.exists()
    page.get_by_role("button", name="Publish 1 draft").click()

    expect(page.get_by_role("link", name="Done: 1")).to_be_visible()
