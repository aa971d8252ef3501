"""The review desk in a browser: by keyboard alone, by two at once, by touch."""

import re
from collections import Counter

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Route, expect

from articles.ingest.pipeline import import_seeds
from articles.models import Article, Conflict, Event, RejectionReason, Status, Verb
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.transitions import hold, publish, reject
from tests.browser.staff import check_accessibility, check_width, fill_in, log_in, set_session
from tests.conformance.sites import AI, needs_sites
from tests.factories import NOON, draft, link, person, provider, topic

pytestmark = pytest.mark.usefixtures("roles_and_rule")


def title(page):
    return page.locator("#desk-current .draft-title")


def shown(page):
    """Return the primary key of the draft that is shown."""
    return int(page.locator("#desk-current .draft").get_attribute("data-pk") or 0)


def saved(page):
    """Wait until everything that was decided is saved."""
    expect(page.locator("#desk:not([data-saving])")).to_have_count(1)


END = "All drafts are reviewed"


def decide_or_skip(page, key):
    """Press `key`, or `j` if another user decided the draft. Return False without a draft."""
    end, panel = page.locator(".desk-finished"), page.locator("#desk-current .draft")
    expect(end.or_(panel)).to_be_visible()
    if end.is_visible():
        return False
    decided = page.locator("#desk-current [data-decided]").count()
    page.keyboard.press("j" if decided else key)
    return True


def decisions(page):
    """Return a list that grows with each request of a page but for its questions about others."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    return lambda: [url for url in sent if "/desk/" in url and not re.search("poll|leave", url)]


def hold_requests(page, pattern):
    """Hold requests until they are continued. Return the list that they are added to."""
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks the function
    return held


def wait_for_request(page, held):
    """Wait for the first of the held requests and take it."""
    wait_until(page, lambda: held)
    return held.pop(0)


def wait_until(page, condition):
    """Wait until a condition outside the page holds."""
    for _ in range(1_500):
        if condition():
            return
        page.wait_for_timeout(20)
    raise AssertionError("The condition did not become true within 30 seconds.")


def now(article):
    """Return an article as stored."""
    return Article.objects.get(pk=article.pk)


def drafts(number):
    return [draft(title=f"Report {n:02}", quality=70 + n) for n in range(number)]


@pytest.fixture(
    params=[
        "invented",
        pytest.param("ai", marks=[pytest.mark.conformance, needs_sites]),
    ]
)
def sixty_drafts(request):
    """Drafts to review: ours, or the first ones of a real site."""
    if request.param == "invented":
        drafts(60)
        return
    files = sorted((AI / "_posts").glob("*.md"))[:120]
    import_seeds(files, by=SYSTEM, source="ai")
    assert Article.objects.to_review().count() >= 60


def test_decisions_by_keyboard_take_one_request_each(page, sixty_drafts):
    """Each key shows the next draft at once; each decision takes one request."""
    who = log_in(page, "Editor")
    page.goto("/desk/")
    requests = decisions(page)
    expected: dict[int, str] = {}

    for n, key in enumerate("pxhjp" * 10):
        if n == 25:
            saved(page)
            last = [pk for pk in expected if expected[pk] != "j"][-1]
            page.keyboard.press("u")
            expect(page.locator("#desk-current .draft")).to_have_attribute("data-pk", str(last))
        pk = shown(page)
        expected[pk] = key
        page.keyboard.press(key)
        expect(page.locator(f"#desk-current .draft[data-pk='{pk}']")).to_have_count(0)
        expect(title(page)).to_be_focused()
    saved(page)

    keys = Counter(expected.values())
    found = Counter(Article.objects.values_list("status", "held"))
    assert keys["p"] + keys["x"] + keys["h"] + keys["j"] == len(expected) == 49
    assert found[(Status.PUBLISHED, False)] == keys["p"]
    assert found[(Status.REJECTED, False)] == keys["x"]
    assert found[(Status.DRAFT, True)] == keys["h"]
    events = Event.objects.filter(actor=who, undone=False)
    assert events.count() == len(expected) - keys["j"]
    assert Event.objects.filter(actor=who, verb=Verb.UNDONE).count() == 1
    assert len(requests()) <= 2 * 51


def test_keys_skip_search_schedule_and_assign(page):
    first, second, third = drafts(3)
    first.web_url = "/nowhere"
    log_in(page, "Editor")
    page.goto("/desk/")

    page.keyboard.press("j")
    expect(title(page)).to_have_text("Report 01")
    page.keyboard.press("k")
    expect(title(page)).to_have_text("Report 00")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("p")
    page.keyboard.press("Escape")
    expect(title(page)).to_have_text("Report 00")
    page.keyboard.press("/")
    page.keyboard.type("pxh")
    expect(page.get_by_label("Search the queue").first).to_have_value("pxh")
    page.keyboard.press("Tab")
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="In an hour")).to_be_focused()
    page.keyboard.press("p")
    page.get_by_role("button", name="Tomorrow at 07:00").focus()
    page.keyboard.press("Enter")
    expect(title(page)).to_have_text("Report 01")
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Me", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(title(page)).to_have_text("Report 02")
    saved(page)

    assert Article.objects.get(pk=first.pk).scheduled_for is not None
    assert Article.objects.get(pk=second.pk).assigned_to is not None
    assert Article.objects.get(pk=third.pk).version == 1


def test_source_opens_in_a_tab_without_opener(page, live_server):
    draft(web_url=f"{live_server.url}/nowhere")
    log_in(page, "Reviewer")
    page.goto("/desk/")

    with page.context.expect_page() as opened:
        page.keyboard.press("o")
    opened.value.wait_for_load_state()

    assert opened.value.url.endswith("/nowhere")
    assert opened.value.evaluate("window.opener") is None


def test_edit_by_keyboard_is_saved_in_place(page):
    article = draft(title="Fogg", excerpt="Thick.", topics=(topic("Trams"),))
    log_in(page, "Editor")
    page.goto("/desk/")

    page.keyboard.press("e")
    expect(page.get_by_label("Title")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Fog")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")

    expect(title(page)).to_have_text("Fog")
    expect(title(page)).to_be_focused()
    page.keyboard.press("p")
    saved(page)
    found = Article.objects.get(pk=article.pk)
    assert (found.title, found.status) == ("Fog", Status.PUBLISHED)


def test_conflicts_are_resolved_and_reopened_by_keyboard(page):
    torn = draft(title="Ferry stays", excerpt="For good.", quality=70)
    for field, ours, source in (
        ("title", "Ferry stays", "Ferry goes"),
        ("excerpt", "For good.", ""),
    ):
        Conflict.objects.create(
            article=torn, field=field, base="Ferry", ours=ours, source=source, created_at=NOON
        )
    draft(title="Next", quality=71)
    log_in(page, "Editor")
    page.goto("/desk/")
    sent = decisions(page)
    page.keyboard.press("c")
    title_form = page.get_by_role("form", name="Conflict about title")
    expect(title_form.locator("ins", has_text="goes")).to_be_visible()
    before = len(sent())
    title_form.get_by_role("button", name="Use source").press("Enter")

    expect(title(page)).to_have_text("Ferry goes")
    rest = page.get_by_role("form", name="Conflict about excerpt")
    expect(rest.get_by_role("button", name="Keep ours")).to_be_focused()
    assert len(sent()) - before <= 2
    page.keyboard.press("Enter")
    expect(page.locator("#desk-status")).to_contain_text("excerpt: kept ours")
    expect(page.locator("#desk-current [data-shortcut=c]")).to_have_count(0)
    page.keyboard.press("u")
    expect(page.locator("#desk-current [data-shortcut=c]")).to_be_visible()
    page.keyboard.press("u")
    expect(title(page)).to_have_text("Ferry stays")
    assert Conflict.objects.unresolved().count() == 2


def test_draft_that_left_the_filter_is_left_when_saved(page):
    torn = draft(title="Ferry stays")
    Conflict.objects.create(
        article=torn, field="title", base="", ours="a", source="Ferry goes", created_at=NOON
    )
    log_in(page, "Editor")
    page.goto("/desk/?conflict=yes")
    page.keyboard.press("c")
    page.get_by_role("button", name="Use source").click()

    expect(page.get_by_role("heading", name="Nothing to review")).to_be_visible()
    expect(page.locator("#desk-status")).to_contain_text("conflict resolved")


def test_digit_after_a_rejection_saves_its_reason(page):
    one, two = drafts(2)
    RejectionReason.objects.all().delete()
    RejectionReason.objects.create(text="Not news")
    log_in(page, "Reviewer")
    page.goto("/desk/")

    page.keyboard.press("x")
    expect(title(page)).to_have_text("Report 01")
    expect(page.get_by_role("button", name="Not news")).to_be_visible()
    page.keyboard.press("1")

    expect(page.locator("#desk-status")).to_contain_text("Reason saved: Not news")
    assert Event.objects.get(article=one, verb=Verb.REJECTED).reason == "Not news"
    assert Article.objects.get(pk=two.pk).version == 1


@pytest.mark.parametrize(("key", "verb"), [("r", Verb.RECOMMENDED), ("x", Verb.REJECTED)])
def test_reason_typed_after_y_is_saved_with_its_decision(page, key, verb):
    one, two = drafts(2)
    log_in(page, "Reviewer")
    page.goto("/desk/")

    for typed in (key, "y", "peer report"):
        page.keyboard.type(typed)
    page.keyboard.press("Enter")

    expect(page.locator("#desk-status")).to_contain_text("Reason saved: peer report")
    assert Event.objects.get(article=one, verb=verb).reason == "peer report"
    assert now(two).version == 1


def test_reason_given_while_saving_stays_with_its_rejection(page):
    """`1` comes while the first rejection is sent, `2` while the second one waits for it."""
    one, two, three = drafts(3)
    RejectionReason.objects.all().delete()
    for text in ("Not news", "Too old"):
        RejectionReason.objects.create(text=text)
    log_in(page, "Reviewer")
    page.goto("/desk/")
    expect(page.locator("#desk-upcoming .draft")).to_have_count(2)
    reject = hold_requests(page, "**/reject/")

    page.keyboard.type("x1x2")
    expect(page.locator("#desk-status")).to_contain_text("Saving reason: Too old")
    for _ in range(2):
        wait_for_request(page, reject).continue_()
    saved(page)

    expect(page.locator("#desk-status")).to_contain_text("Reason saved: Too old")
    rejections = Event.objects.filter(verb=Verb.REJECTED).values_list("article", "reason")
    assert dict(rejections) == {one.pk: "Not news", two.pk: "Too old"}
    assert now(three).status == Status.DRAFT


def test_unsaved_edit_is_discarded_only_on_confirmation(page):
    article, _ = drafts(2)
    log_in(page, "Editor")
    page.goto("/desk/")
    page.keyboard.press("e")
    page.get_by_label("Excerpt").fill("Typed.")
    questions = []

    def dismiss(dialog):
        questions.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)

    page.get_by_role("button", name="Publish", exact=True).click()
    page.locator(".desk-row a").last.click()
    page.get_by_role("button", name="Pass").click()
    page.get_by_label("Excerpt").press("Escape")
    assert questions == ["Discard your unsaved changes to this draft?"] * 4
    page.get_by_label("Excerpt").press("Control+s")

    expect(page.locator("#desk-current .draft-excerpt")).to_have_text("Typed.")
    assert now(article).status == Status.DRAFT


def test_edit_conflict_is_focused_and_in_view(page):
    article, _ = drafts(2)
    log_in(page, "Editor")
    page.goto("/desk/")
    page.keyboard.press("e")
    page.get_by_label("Title").fill("Ours")
    edit(now(article), {"title": "Theirs"}, by=person("Editor", "rival"))

    page.get_by_label("Title").press("Control+Enter")

    alert = page.locator(".desk-dialog [role=alert]")
    expect(alert).to_be_focused()
    expect(alert).to_be_in_viewport()
    expect(alert).to_contain_text("Theirs")


def test_next_draft_starts_below_the_bar_with_buttons_in_place(page):
    for text in ("Short.", "Long. " * 600, "Long. " * 600):
        draft(quality=70, excerpt=text)
    log_in(page, "Editor")
    page.goto("/desk/")
    reject_button = page.locator("#desk-current [data-shortcut=x]")
    place = reject_button.bounding_box()
    page.keyboard.press("h")
    expect(page.locator("#desk-current")).to_contain_text("Long.")
    assert reject_button.bounding_box() == place
    first = shown(page)
    page.mouse.wheel(0, 1_000)
    expect(title(page)).not_to_be_in_viewport()

    page.keyboard.press("h")
    expect(page.locator(f"#desk-current [data-pk='{first}']")).to_have_count(0)

    bar = page.locator(".staff-bar").bounding_box()
    assert title(page).bounding_box()["y"] >= bar["y"] + bar["height"]


def test_schedule_refused_keeps_the_draft_and_the_typed_time(page):
    drafts(2)
    log_in(page, "Editor")
    page.goto("/desk/")
    page.keyboard.press("s")
    typed = page.get_by_label("Another time")
    typed.evaluate("field => { field.min = ''; field.value = '2001-01-01T07:00'; }")

    page.get_by_role("button", name="Schedule", exact=True).click()

    expect(page.locator("#desk-current [data-notice]")).to_contain_text("Not saved.")
    expect(typed).to_have_value("2001-01-01T07:00")


def test_refused_decision_leaves_no_message_of_success(page):
    one, _two = drafts(2)
    log_in(page, "Editor")
    page.goto("/desk/")
    publish = hold_requests(page, "**/publish/")
    page.keyboard.press("p")
    expect(page.locator("#desk-status")).to_contain_text("Published: Report 00")
    reject(now(one), by=person("Editor", "rival"))

    wait_for_request(page, publish).continue_()

    expect(page.get_by_role("alert")).to_contain_text("Not saved: Published: Report 00")
    expect(page.locator("#desk-status")).to_be_empty()


def test_story_decided_by_one_button_is_undone_by_one_key(page):
    lead, other = draft(title="Lead", quality=70), draft(title="Other", quality=60)
    link(lead, title="Other", target=other, quality=60)
    last = draft(title="Last", quality=90)
    log_in(page, "Editor")
    page.goto("/desk/")

    page.get_by_role("link", name="Publish this, reject 1").click()
    page.get_by_role("button", name="Publish one, reject the ticked drafts").click()
    expect(title(page)).to_have_text("Last")
    assert Article.objects.get(pk=other.pk).status == Status.REJECTED
    page.keyboard.press("u")

    expect(title(page)).to_have_text("Lead")
    assert set(Article.objects.values_list("status", flat=True)) == {Status.DRAFT}
    assert last.version == 1


def test_copies_are_rejected_as_duplicates_by_keys_and_undone_by_one_key(page):
    same = "A heron reads the tide tables and is right twice a day"
    for quality in (70, 60):
        draft(title=same, name=f"copy-{quality}", quality=quality)
    draft(title="Last", quality=95, web_url="https://last.example/")
    log_in(page, "Reviewer")
    page.goto("/desk/")

    page.keyboard.press("d")
    expect(page.get_by_role("radio").first).to_be_focused()
    page.keyboard.press("Enter")
    assert not Article.objects.filter(status=Status.REJECTED).exists()
    boxes = page.locator(".desk-copies [name=seen]")
    expect(boxes.first).to_be_hidden()  # that of the copy that stays
    expect(boxes.last).to_be_visible()
    page.keyboard.press("Control+Enter")

    expect(page.locator("#desk-status")).to_contain_text(f"rejected as duplicate of “{same}”")
    assert Article.objects.get(status=Status.REJECTED).quality == 60
    page.keyboard.press("u")
    expect(page.locator("#desk-status")).to_contain_text("Undone")
    assert not Article.objects.filter(status=Status.REJECTED).exists()


def test_undo_after_the_last_draft_shows_it_again(page):
    draft(title="Fog")
    log_in(page, "Editor")
    page.goto("/desk/")

    page.keyboard.press("h")
    expect(page.get_by_role("heading", name="All drafts are reviewed")).to_be_focused()
    page.keyboard.press("u")

    expect(title(page)).to_have_text("Fog")


def test_decision_not_saved_is_sent_after_a_reload(page):
    one, _two = drafts(2)
    log_in(page, "Editor")
    page.goto("/desk/")
    page.route("**/publish/", lambda route: route.abort())

    page.keyboard.press("p")
    expect(title(page)).to_have_text("Report 01")
    expect(page.get_by_role("alert")).to_contain_text("Not saved: Published: Report 00.")
    assert Article.objects.get(pk=one.pk).status == Status.DRAFT
    page.unroute("**/publish/")
    page.reload()

    wait_until(page, Article.objects.published().filter(pk=one.pk).exists)


def test_outbox_of_one_tab_survives_decisions_in_another(page):
    one, two = drafts(2)
    log_in(page, "Editor")
    page.goto("/desk/")
    page.route("**/publish/", lambda route: route.abort())
    page.keyboard.press("p")
    expect(page.get_by_role("alert")).to_contain_text("Not saved: Published: Report 00.")

    other = page.context.new_page()
    other.goto(f"/desk/?at={two.pk}")
    other.keyboard.press("x")
    saved(other)
    assert Article.objects.get(pk=one.pk).status == Status.DRAFT
    page.unroute("**/publish/")
    page.reload()

    wait_until(page, Article.objects.published().filter(pk=one.pk).exists)


def test_shortcuts_when_switched_off_decide_nothing_until_switched_on(page):
    drafts(2)
    log_in(page, "Editor")
    page.goto("/desk/")
    page.get_by_role("button", name="Shortcuts").focus()
    page.keyboard.press("Enter")
    switch = page.get_by_role("checkbox", name="Keyboard shortcuts")
    switch.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")

    for key in "pxhjsea/?":
        page.keyboard.press(key)
    page.reload()
    page.keyboard.press("p")
    expect(title(page)).to_have_text("Report 00")
    assert not Event.objects.filter(actor__isnull=False).exists()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(title(page)).to_have_text("Report 01")

    page.get_by_role("button", name="Shortcuts").click()
    switch.check()
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    saved(page)
    assert Article.objects.filter(status=Status.REJECTED).count() == 1


def test_shortcuts_with_shift_decide_nothing(page):
    drafts(1)
    log_in(page, "Editor")
    page.goto("/desk/")

    for key in ("Shift+P", "Shift+X", "Shift+H"):
        page.keyboard.press(key)

    expect(title(page)).to_have_text("Report 00")
    assert Article.objects.drafts().count() == 1


def test_edit_after_a_logout_is_saved_after_a_login(page):
    drafts(2)
    who = log_in(page, "Editor")
    page.goto("/desk/")
    page.keyboard.press("e")
    page.get_by_label("Excerpt").fill("Typed before.")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#desk-current [data-notice]")).to_contain_text("You are logged out")

    other = page.context.new_page()
    other.goto("/admin/")
    fill_in(other, who)
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#desk-current .draft-excerpt")).to_have_text("Typed before.")


def test_actions_dialog_lists_finds_and_performs_actions(page):
    drafts(2)
    log_in(page, "Editor")
    page.goto("/desk/")

    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").get_by_role("button", name="Publish P")).to_be_visible()
    page.keyboard.type("newest")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Newest first")).to_have_attribute("aria-current", "true")
    page.keyboard.press("?")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("q")

    expect(page.get_by_role("link", name="Hottest first")).to_have_attribute("aria-current", "true")


def test_queue_list_and_search_by_keyboard(page):
    drafts(3)
    log_in(page, "Editor")
    page.goto("/desk/?q=report")

    page.locator(".desk-row a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(title(page)).to_have_text("Report 01")
    page.keyboard.press("k")
    expect(title(page)).to_have_text("Report 00")
    page.keyboard.press("k")
    expect(page.locator("#desk-status")).to_have_text("This is the start of the queue.")
    page.keyboard.press("/")
    page.keyboard.type("fog")
    expect(page.locator("#desk-search")).to_have_value("fog")
    page.keyboard.press("Escape")
    page.keyboard.press("j")

    expect(title(page)).to_have_text("Report 01")


def test_row_keeps_the_focus_when_the_list_is_updated(page):
    drafts(3)
    log_in(page, "Editor")
    held = []

    def hold(route):
        held.append(route)

    page.route("**/desk/ahead/**", hold, times=1)
    page.goto("/desk/")

    page.locator(".desk-row a").first.focus()
    with page.expect_response("**/desk/ahead/**"):
        held[0].continue_()
    expect(page.locator("#desk-upcoming .draft")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(title(page)).to_have_text("Report 01")


def test_decisions_without_scripts(browser, live_server):
    """By forms and links alone."""
    lead, follower = draft(title="Lead", quality=90), draft(title="Follower", quality=80)
    link(lead, title="Follower", target=follower)
    fog, ice, sun, rain = (draft(title=name, quality=60) for name in ("Fog", "Ice", "Sun", "Rain"))
    Conflict.objects.create(
        article=rain, field="title", base="", ours="Rain", source="Showers", created_at=NOON
    )
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    plain = context.new_page()
    who = log_in(plain, "Editor")
    plain.goto("/desk/")
    expect(plain.get_by_role("button", name="Shortcuts")).to_be_hidden()

    def press(key, article=None):
        if article:
            plain.goto(f"/desk/?at={article.pk}")
        plain.locator(f"#desk-current [data-shortcut={key}]").click()

    press("x", fog)
    plain.get_by_label("Other reason").fill("Old hat")
    plain.get_by_role("button", name="Save").click()
    press("h", ice)
    press("u")
    press("h", ice)
    press("s", sun)
    plain.get_by_role("button", name="In an hour").click()
    press("c", rain)
    plain.get_by_role("button", name="Use source").click()
    press("e")
    plain.get_by_label("Excerpt").fill("All day.")
    plain.get_by_role("button", name="Save").click()
    press("a")
    plain.get_by_role("button", name="Me", exact=True).click()
    plain.goto(f"/desk/?at={lead.pk}")
    plain.get_by_role("link", name="Publish this, reject 1").click()
    plain.get_by_role("button", name="Publish one, reject the ticked drafts").click()

    stand = {each.title: each for each in Article.objects.all()}
    assert [stand[name].status for name in ("Lead", "Follower")] == ["published", "rejected"]
    assert Event.objects.get(verb=Verb.REJECTED, article=fog).reason == "Old hat"
    assert (stand["Ice"].held, stand["Sun"].scheduled_for is not None) == (True, True)
    assert (stand["Showers"].excerpt, stand["Showers"].assigned_to) == ("All day.", who)
    plain.goto("/desk/my-work/")
    plain.get_by_role("button", name="Undo “Lead”").click()
    assert Article.objects.filter(status=Status.DRAFT, title__in=["Lead", "Follower"]).count() == 2
    context.close()


def test_decisions_on_their_way_arrive_when_the_page_is_left(page):
    drafts(6)
    log_in(page, "Editor")
    page.goto("/desk/")

    expect(page.locator("#desk-upcoming .draft")).to_have_count(3)
    for _ in range(3):
        page.keyboard.press("p")
    page.goto("/desk/my-work/")
    wait_until(page, lambda: Article.objects.published().count() == 3)
    page.reload()

    expect(page.get_by_role("button", name=re.compile("Undo"))).to_have_count(3)


def test_draft_decided_by_another_user_says_so(page):
    one, _two = drafts(2)
    log_in(page, "Editor")
    page.goto("/desk/")
    hold(Article.objects.get(pk=one.pk), by=person("Editor", "rival"))

    expect(page.get_by_text("Already decided. rival: held")).to_be_visible()
    page.keyboard.press("p")
    page.keyboard.press("j")

    expect(title(page)).to_have_text("Report 01")
    assert Article.objects.get(pk=one.pk).status == Status.DRAFT


def test_two_reviewers_on_one_queue_see_and_decide_each_draft_once(browser, live_server, page):
    drafts(24)
    context = browser.new_context(base_url=live_server.url, locale="en-GB", timezone_id="UTC")
    other = context.new_page()
    people = [log_in(page, "Editor"), log_in(other, "Editor")]
    page.goto("/desk/")
    other.goto("/desk/")
    expect(title(page)).to_have_text("Report 00")
    expect(title(other)).to_have_text("Report 04")
    first = page.locator("#desk-current .draft").get_attribute("data-pk")
    other.goto(f"/desk/?at={first}")
    expect(page.locator("#desk-current .draft-people")).to_have_text(re.compile("is viewing it"))
    expect(other.get_by_text(f"{people[0]} is reviewing this draft.")).to_be_visible()
    other.goto("/desk/")

    seen = []
    for _ in range(100):
        panels = [each.locator("#desk-current .draft-title") for each in (page, other)]
        seen += [text for panel in panels for text in panel.all_inner_texts()]
        if not [each for each, key in ((page, "p"), (other, "x")) if decide_or_skip(each, key)]:
            break

    for each in (page, other):
        saved(each)
    for each in (page, other):  # one may have ended while the other still had the last drafts
        each.reload()
        expect(each.get_by_role("heading", name=END)).to_be_visible()
    decided = Event.objects.filter(actor__in=people)
    assert decided.count() == decided.values("article").distinct().count() == 24
    assert len(seen) == len(set(seen))
    assert not Article.objects.drafts().exists()
    context.close()


def test_refused_draft_is_not_shown_again_by_an_answer_asked_for_before(page):
    drafts(1)
    log_in(page, "Editor")
    page.goto("/desk/")
    ahead, publish = hold_requests(page, "**/ahead/**"), hold_requests(page, "**/publish/")
    page.keyboard.press("p")
    older = wait_for_request(page, ahead)
    answer = older.fetch()
    reject(Article.objects.get(), by=person("Editor", "rival"))
    wait_for_request(page, publish).continue_()
    expect(page.get_by_role("alert")).to_contain_text("Report 00")
    newer = wait_for_request(page, ahead)

    with page.expect_event("requestfinished"):
        older.fulfill(response=answer)
    newer.continue_()
    page.unroute("**/ahead/**")

    expect(page.get_by_role("heading", name=END)).to_be_visible()


def test_note_with_a_mention_is_added_by_keyboard(page):
    drafts(2)
    ann = person("Editor", "ann")
    log_in(page, "Reviewer")
    page.goto("/desk/")

    page.keyboard.press("n")
    expect(page.get_by_role("textbox", name="Note")).to_be_focused()
    page.keyboard.type("Ask @ann")
    page.get_by_role("button", name="Add note").click()

    expect(page.locator("#desk-status")).to_contain_text(
        "Note added to “Report 00”. Notified: ann."
    )
    expect(page.locator("#desk-current .note")).to_contain_text("Ask @ann")
    check_accessibility(page)
    set_session(page, ann)
    page.goto("/desk/my-work/")
    expect(page.get_by_role("main")).to_contain_text("Ask @ann")
    check_accessibility(page)


def test_passing_faster_than_the_server_answers_does_not_end_the_queue(page):
    drafts(6)
    log_in(page, "Editor")
    page.goto("/desk/")
    expect(page.locator("#desk-upcoming .draft")).to_have_count(3)
    passes = hold_requests(page, "**/pass/**")

    for _ in range(4):
        page.keyboard.press("j")
    for _ in range(4):
        wait_for_request(page, passes).continue_()

    expect(title(page)).to_have_text("Report 04")


def test_end_of_the_queue_offers_passed_drafts(page):
    drafts(2)
    log_in(page, "Editor")
    page.goto("/desk/")

    page.keyboard.press("j")
    expect(title(page)).to_have_text("Report 01")
    page.keyboard.press("j")
    expect(page.get_by_role("heading", name="End of the queue")).to_be_focused()
    expect(page.locator("#desk-current")).to_contain_text("2 drafts that you passed")
    page.keyboard.press("j")

    expect(title(page)).to_have_text("Report 00")


def test_desk_recovers_from_an_outage(page):
    drafts(6)
    log_in(page, "Editor")
    page.goto("/desk/")
    expect(page.locator("#desk-upcoming .draft")).to_have_count(3)
    page.route("**/desk/**", lambda route: route.abort())

    page.keyboard.press("e")
    expect(page.locator("#desk-current")).to_contain_text("The server cannot be reached.")
    for _ in range(4):
        page.keyboard.press("p")
    expect(page.locator("#desk-outbox").get_by_role("alert")).to_have_count(4)
    expect(page.locator("#desk-connection")).to_be_visible()
    page.unroute("**/desk/**")

    expect(title(page)).to_have_text("Report 04")
    expect(page.locator("#desk-outbox, #desk-connection").locator("visible=true")).to_have_count(0)
    saved(page)
    assert Article.objects.published().count() == 4


def test_reason_given_during_an_outage_is_saved_later(page):
    article, _ = drafts(2)
    RejectionReason.objects.all().delete()
    RejectionReason.objects.create(text="Not news")
    log_in(page, "Reviewer")
    page.goto("/desk/")
    page.route("**/desk/**", lambda route: route.abort())

    page.keyboard.press("x")
    expect(page.get_by_role("alert")).to_contain_text("Not saved: Rejected")
    page.keyboard.press("1")
    page.unroute("**/desk/**")

    wait_until(page, article.events.filter(reason="Not news").exists)


def test_slow_saving_is_shown(page):
    drafts(2)
    log_in(page, "Editor")
    page.goto("/desk/")
    publish = hold_requests(page, "**/publish/")

    page.keyboard.press("p")
    expect(page.locator("#desk-saving")).to_have_text("Saving 1 change …")
    wait_for_request(page, publish).continue_()

    expect(page.locator("#desk-saving")).to_be_hidden()


def test_decision_is_saved_only_as_the_person_who_made_it(page):
    _one, two = drafts(2)
    ed = log_in(page, "Editor")
    page.goto("/desk/")
    page.route("**/publish/", lambda route: route.abort())
    page.keyboard.press("p")
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    maren = log_in(page, "Editor")
    page.unroute("**/publish/")

    problem = f"{ed} opened this page; you are logged in as {maren}"
    expect(page.locator("#desk-connection")).to_contain_text(problem)
    assert not Article.objects.published().exists()
    other = page.context.new_page()
    other.goto(f"/desk/?at={two.pk}")
    other.keyboard.press("x")
    saved(other)
    set_session(page, ed)

    expect(page.locator("#desk-outbox")).to_be_hidden()
    assert Event.objects.get(verb=Verb.PUBLISHED).actor == ed
    assert Event.objects.get(verb=Verb.REJECTED).actor == maren


@pytest.fixture
def rich():
    """A queue with everything on it that a panel shows."""
    tidewire = provider()
    article = draft(
        title="A harbour crane of ninety-one goes back to work " * 4,
        excerpt="It lifted eleven tonnes of tinned plums. " * 8,
        provider=tidewire,
        topics=(topic("Harbours"),),
        quality=64,
        heat=3,
    )
    Conflict.objects.create(
        article=article, field="excerpt", base="", ours="a", source="b " * 200, created_at=NOON
    )
    draft(title=article.title[:-3] + "again", name="2031-05-04-other", quality=10)
    for n in range(12):
        link(article, title="Coverage " * 12, web_url=f"https://far.example/{n}", quality=n * 20)
    publish(draft(provider=tidewire), by=SYSTEM)
    return article


PATHS = ["", "my-work/", "bulk/", "filter/"]


def test_desk_pages_are_accessible(page, rich):
    log_in(page, "Editor")
    for path in [*PATHS, "?q=nothing", f"drafts/{rich.pk}/resolve/", f"drafts/{rich.pk}/edit/"]:
        page.goto(f"/desk/{path}")
        check_accessibility(page)
    page.goto("/desk/")
    for key in "esacx":
        page.keyboard.press(key)
        expect(page.locator(".desk-dialog, .reason-form")).to_be_visible()
        check_accessibility(page)
        page.keyboard.press("Escape")


def test_narrow_screen_has_large_targets(page, rich):
    log_in(page, "Editor")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/desk/")
    for name in (".draft-excerpt", "[data-shortcut=p]", "[data-shortcut=u]"):
        expect(page.locator("#desk-current").locator(name)).to_be_in_viewport()

    for path in [*PATHS, f"drafts/{rich.pk}/resolve/"]:
        page.goto(f"/desk/{path}")
        check_width(page)
        assert small_targets(page) == [], path


def small_targets(page):
    return page.eval_on_selector_all(
        ".staff-page :is(a[href], button, summary, input:not([type=hidden]), select)",
        """targets => targets
            .filter(e => e.checkVisibility())
            .map(e => [e.textContent.trim(), (e.closest("label") || e).getBoundingClientRect()])
            .filter(([, box]) => box.height < 44 || box.width < 24)
            .map(([text, box]) => `${text} ${box.width}x${box.height}`)""",
    )


def test_buttons_of_an_editor_stand_in_two_rows(page):
    drafts(1)
    log_in(page, "Editor")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/desk/")

    buttons = page.locator("#desk-current .draft-actions .button")
    tops = buttons.evaluate_all("all => all.map((each) => each.getBoundingClientRect().top)")
    assert len({round(top) for top in tops}) <= 2


@pytest.mark.parametrize("width", [1440, 390])
def test_question_for_a_reason_does_not_move_the_draft(page, width):
    drafts(2)
    log_in(page, "Editor")
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/desk/")
    draft_panel = page.locator("#desk-current .draft")
    before = draft_panel.bounding_box()

    page.keyboard.press("x")

    expect(page.locator(".reason-form")).to_be_visible()
    after, question = draft_panel.bounding_box(), page.locator(".reason-form").bounding_box()
    bar = page.locator("#desk-current .draft-actions").bounding_box()
    assert after["y"] == before["y"]
    assert question["y"] + question["height"] <= bar["y"] + 1


@pytest.mark.parametrize("address", ["/desk/my-work/", "/desk/bulk/?order=newest"])
def test_pages_of_the_desk_lead_back_to_it(page, address):
    drafts(1)
    log_in(page, "Editor")
    page.goto(address)

    page.get_by_role("navigation", name="Breadcrumbs").get_by_role(
        "link", name="Review desk"
    ).click()

    expect(page).to_have_url(re.compile(r"/desk/" + (r"\?order=newest" if "?" in address else "")))
