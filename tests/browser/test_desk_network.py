"""The review desk on a slow or failing network, on a wide and on a narrow screen."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from articles.models import Article, Event, Status, Verb
from tests.browser.staff import log_in, set_session
from tests.factories import draft

pytestmark = pytest.mark.usefixtures("roles_and_rule")

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LATENCY = 700
"""Milliseconds that each answer takes longer."""


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def desk(request, page):
    """The desk with 8 drafts, and an editor logged in."""
    for number in range(8):
        draft(title=f"Report {number}", quality=70 + number)
    page.set_viewport_size(request.param)
    page.editor = log_in(page, "Editor")
    return page


def slow_down(page):
    """Delay each answer that the page gets."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": -1,
            "uploadThroughput": -1,
        },
    )


def open_desk(page):
    page.goto("/desk/")
    expect(page.locator("#desk-upcoming .draft")).to_have_count(3)


def current(page):
    return page.locator("#desk-current .draft-title")


def is_saved(page):
    expect(page.locator("#desk:not([data-saving])")).to_have_count(1)


def outcomes():
    """Return the actions of people, by the title of the article."""
    events = Event.objects.exclude(verb=Verb.IMPORTED).filter(actor__isnull=False)
    found: dict[str, list[str]] = {}
    for title, verb in events.values_list("article__title", "verb"):
        found.setdefault(title, []).append(verb)
    return found


def press_in_turn(page, keys):
    """Press each key on the draft that is shown; return the title and key of each."""
    pressed = {}
    for key in keys:
        title = current(page).inner_text()
        pressed[title] = key
        page.keyboard.press(key)
        expect(current(page).filter(has_text=title)).to_have_count(0)
    return pressed


VERBS = {"p": Verb.PUBLISHED, "x": Verb.REJECTED, "h": Verb.HELD}


def test_each_decision_is_saved_once_with_slow_answers(desk):
    open_desk(desk)
    slow_down(desk)

    pressed = press_in_turn(desk, "pxhpxhp")

    is_saved(desk)
    assert outcomes() == {title: [VERBS[key]] for title, key in pressed.items()}


def test_decisions_during_an_outage_are_saved_once_when_the_server_is_back(desk):
    open_desk(desk)
    desk.context.set_offline(True)

    pressed = press_in_turn(desk, "pxh")
    expect(desk.locator("#desk-connection")).to_be_visible()
    assert outcomes() == {}
    desk.context.set_offline(False)

    expect(desk.locator("#desk-outbox, #desk-connection").locator("visible=true")).to_have_count(0)
    is_saved(desk)
    assert outcomes() == {title: [VERBS[key]] for title, key in pressed.items()}


def test_decision_after_the_login_ended_is_saved_once_after_the_next_login(desk):
    open_desk(desk)
    title = current(desk).inner_text()
    Session.objects.all().delete()

    desk.keyboard.press("p")
    expect(desk.get_by_role("alert").first).to_contain_text("logged out")
    set_session(desk, desk.editor)
    desk.get_by_role("button", name=re.compile("Try again|Send again|Retry")).first.click()

    is_saved(desk)
    assert outcomes() == {title: [Verb.PUBLISHED]}


def test_two_people_with_slow_answers_decide_each_draft_once(desk, browser, live_server):
    context = browser.new_context(base_url=live_server.url, viewport=desk.viewport_size)
    other = context.new_page()
    log_in(other, "Editor")
    open_desk(desk)
    other.goto("/desk/")
    expect(current(other)).to_be_visible()
    assert current(other).inner_text() != current(desk).inner_text()
    slow_down(desk)
    slow_down(other)

    for _ in range(4):
        press_in_turn(desk, "p")
        press_in_turn(other, "x")

    for page in (desk, other):
        is_saved(page)
    context.close()
    assert Article.objects.filter(status=Status.DRAFT).count() == 0
    assert all(len(verbs) == 1 for verbs in outcomes().values())
