"""One action on many articles: what is chosen, what is asked, what becomes of each."""

from html import unescape

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from articles.admin.articles.bulk_view import described
from articles.jobs.lifecycle import execute
from articles.models import Article, BulkAction, BulkActionItem, Event, RejectionReason, Status
from articles.workflow.actions import BY_KEY
from articles.workflow.actors import SYSTEM
from articles.workflow.transitions import hold
from tests.admin.sent import messages_of, press
from tests.factories import NOON, draft, in_status, person, provider, published_article, topic

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"
BULK = f"{LIST}bulk/"


def ask(client, act, *, query="", ticked=(), **more):
    which = "ticked" if ticked else "all"
    data = {"act": act, "which": which, "query": query, "chosen": [a.pk for a in ticked]}
    return client.post(BULK, data | more)


def start(client, act, *, expected=None, **choice):
    """Confirm what the page asked; return what it leads to."""
    found = ask(client, act, **choice).context["forecast"]
    shown = found.total if expected is None else expected
    with TestCase.captureOnCommitCallbacks(execute=True):
        return ask(client, act, **{"expected": shown, "count": found.likely, "start": "1"} | choice)


def text_of(response):
    return unescape(response.content.decode())


@pytest.mark.parametrize(
    ("act", "status", "details", "ends"),
    [
        ("publish", "draft", {}, {"status": "published"}),
        ("unpublish", "published", {}, {"status": "draft", "held": True}),
        ("hold", "draft", {}, {"held": True}),
        ("reject", "draft", {"reason": "dull"}, {"status": "rejected"}),
        ("archive", "published", {}, {"status": "archived"}),
        ("reopen", "rejected", {}, {"status": "draft"}),
        ("assign", "draft", {"to": "rosa"}, {"assigned_to__username": "rosa"}),
        ("add_topic", "draft", {"topic": "Fog", "create_topic": "Fog"}, {"topics__name": "Fog"}),
        ("schedule", "draft", {"at": "2100-01-01T10:00"}, {"scheduled_for__year": 2100}),
        ("set_expiry", "published", {"at": "2100-01-01T10:00"}, {"expires_at__year": 2100}),
    ],
)
def test_bulk_action_is_done_to_each_article(editor, act, status, details, ends):
    person(username="rosa")
    for _ in range(3):
        in_status(status)

    response = start(editor, act, **details)

    assert response.url == f"/admin/articles/bulkaction/{BulkAction.objects.get().pk}/change/"
    assert Article.objects.filter(**ends).count() == 3


@pytest.mark.parametrize(
    ("act", "before", "ends"),
    [
        ("release", {"held": True}, {"held": False}),
        ("unschedule", {"scheduled_for": NOON}, {"scheduled_for": None}),
        ("clear_expiry", {"expires_at": NOON}, {"expires_at": None}),
        ("assign", {}, {"assigned_to": None}),
        ("remove_topic", {}, {"topics": None}),
    ],
)
def test_bulk_action_clears_what_was_set(editor, act, before, ends):
    made = draft(topics=(topic("Fog"),), **before)
    if act == "assign":
        Article.objects.update(assigned_to=person())

    start(editor, act, to="none", topic="Fog")

    assert Article.objects.filter(pk=made.pk, **ends).exists()


def test_bulk_action_on_all_changes_what_the_filter_shows(editor):
    waiting, live = [draft(quality=80) for _ in range(3)], published_article(quality=80)
    low = draft(quality=3)

    start(editor, "archive", query="status=draft&quality_from=70")

    archived = Article.objects.filter(status="archived")
    assert {each.pk for each in archived} == {each.pk for each in waiting}
    assert Article.objects.exclude(status="archived").count() == 2
    assert BulkAction.objects.get().query == "status=draft&quality_from=70"
    assert set(Article.objects.exclude(status="archived")) == {live, low}


@pytest.mark.parametrize("query", ["q=heron", "q=tide+her", "q=https://tidewire.example/report"])
def test_bulk_action_on_a_search_changes_each_match_once(editor, query):
    tide = provider(name="Tide")
    made = [draft(title=f"Tide of herons {n}", excerpt="A heron.", provider=tide) for n in range(4)]
    other = draft(title="Gull", web_url="")

    start(editor, "archive", query=query)

    assert {*Article.objects.filter(status="archived")} == {*made}
    assert [*Article.objects.exclude(status="archived")] == [other]


def test_bulk_action_on_ticked_articles_ignores_the_filter(editor):
    first, _, third = draft(), draft(), draft()

    start(editor, "hold", ticked=[first, third], query="status=draft")

    assert set(Article.objects.filter(held=True)) == {first, third}


def test_confirmation_counts_what_will_be_skipped_and_lists_the_others(editor):
    waiting = draft()
    draft(held=True), published_article(), published_article()

    page = ask(editor, "hold")

    assert "Hold 1 draft?" in text_of(page)
    assert page.context["forecast"].reasons == ["2 are published", "1 is already held"]
    assert [*page.context["some"]] == [waiting]
    assert not BulkAction.objects.exists()


def test_confirmation_without_possible_articles_has_no_button(editor):
    published_article()

    page = text_of(ask(editor, "hold"))

    assert "This action is not available for any of the selected articles" in page
    assert 'name="start"' not in page


def test_bulk_action_skips_what_is_not_possible_and_says_why(editor):
    live, waiting = published_article(title="Live"), draft(title="Waiting")

    page = editor.get(start(editor, "publish", ticked=[live, waiting]).url)

    assert "“Live” is published: “Publish” is not possible." in text_of(page)
    assert Article.objects.published().count() == 2
    assert "run=bulk:" in text_of(page)


def test_bulk_reject_requires_a_reason_and_suggests_some(editor):
    draft()

    page = start(editor, "reject", reason=" ")

    assert page.status_code == 200
    assert "This field is required" in text_of(page)
    assert RejectionReason.objects.all()[0].text in text_of(page)
    assert Article.objects.get().status == Status.DRAFT


@pytest.mark.parametrize(
    ("act", "details", "words"),
    [
        ("schedule", {"at": "2001-01-01T10:00"}, "has passed"),
        ("schedule", {}, "This field is required"),
        ("schedule", {"at": "soon"}, "valid date"),
        ("assign", {}, "This field is required"),
        ("assign", {"to": "ghost"}, "There is no user “ghost”"),
        ("add_topic", {}, "This field is required"),
    ],
)
def test_confirmation_with_invalid_details_is_refused_and_keeps_them(editor, act, details, words):
    draft()

    page = start(editor, act, reason="Because of the fog", **details)

    assert words in text_of(page)
    assert "Because of the fog" in text_of(page)
    assert not Event.objects.exclude(verb="written").exists()


def test_confirmation_after_the_number_changed_does_nothing(editor):
    draft(), draft()

    page = start(editor, "hold", expected=1)

    assert "The number changed from 1 to 2" in text_of(page)
    assert page.context["forecast"].total == 2
    assert not BulkAction.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"act": "hold", "which": "ticked"}, "Tick some articles"),
        ({"act": "hold", "chosen": ["x", "²"]}, "Tick some articles"),
        ({"act": "", "which": "all"}, "Choose an action"),
        ({"act": "delete", "which": "all"}, "Choose an action"),
        ({"act": "hold", "which": "all", "query": "held=maybe"}, "filters is invalid"),
        (
            {"act": "hold", "which": "all", "query": "provider=gone.example"},
            "filters is invalid",
        ),
        ({"act": "hold", "chosen": range(401)}, "at most 400"),
    ],
)
def test_choice_without_articles_or_action_is_refused_and_keeps_the_filter(editor, data, words):
    draft()

    response = editor.post(BULK, {"query": "status=draft", **data})

    assert words in messages_of(response)[0]
    assert response.url.startswith(f"{LIST}?")
    assert not Article.objects.filter(held=True).exists()


@pytest.mark.parametrize("act", ["publish", "archive", "schedule", "threshold"])
def test_bulk_action_that_the_role_does_not_allow_is_refused(reviewer, act):
    draft()

    response = ask(reviewer, act, start="1", expected="1")

    assert response.status_code == 302
    assert not BulkAction.objects.exists()


@pytest.mark.parametrize("act", ["merge_topic", "merge_provider"])
def test_bulk_action_that_no_menu_offers_is_refused(managing_editor, act):
    draft()

    response = ask(managing_editor, act, start="1", expected="1")

    assert messages_of(response) == ["Choose an action."]
    assert not BulkAction.objects.exists()


def test_undo_of_a_bulk_action_skips_articles_changed_since(editor):
    first, second = draft(title="First"), draft(title="Second")
    start(editor, "archive")
    job = BulkAction.objects.get()
    page = f"/admin/articles/bulkaction/{job.pk}/"
    press(editor, second, "reopen")

    with TestCase.captureOnCommitCallbacks(execute=True):
        editor.post(f"{page}undo/")

    first.refresh_from_db()
    second.refresh_from_db()
    job.refresh_from_db()
    assert (first.status, second.status) == (Status.DRAFT, Status.DRAFT)
    assert job.state == "undone"
    assert job.totals["undo_skipped"] == 1
    assert "“Second” was changed since" in text_of(editor.get(f"{page}change/"))


def test_bulk_action_page_leads_back_to_the_filter(editor):
    draft()

    page = editor.get(start(editor, "hold", query="status=draft&order=heat").url)

    assert f'href="{LIST}?status=draft&order=heat"' in text_of(page)


@pytest.mark.parametrize(
    ("action", "number", "says"),
    [
        ("reject", 1_094, "Reject 1,094 drafts"),
        ("archive", 1, "Archive 1 article"),
        ("add_topic", 2, "Add topic: 2 articles"),
    ],
)
def test_button_names_action_and_number(action, number, says):
    assert described(BY_KEY[action], number) == says


@pytest.mark.parametrize("query", ["", "status=draft", "order=oldest"])
@pytest.mark.parametrize(("count", "is_done"), [("", False), ("3", False), ("2", True)])
def test_bulk_action_without_a_filter_requires_the_number_to_be_typed(
    editor, query, count, is_done
):
    draft(), draft(), draft(held=True)

    page = start(editor, "hold", query=query + "&status=draft", count=count)

    assert BulkAction.objects.exists() is is_done
    assert is_done or "Type 2 to confirm" in text_of(page)


def test_confirmation_lists_the_first_20_that_will_be_changed(editor):
    for number in range(30):
        draft(title=f"Fog {number}"), draft(title="", name=f"incomplete-{number}")

    page = ask(editor, "publish", query="status=draft")

    assert "Publish 30 drafts" in text_of(page)
    assert page.context["forecast"].reasons == ["30 are incomplete"]
    assert {article.title[:3] for article in page.context["some"]} == {"Fog"}
    assert (len(page.context["some"]), page.context["others"]) == (20, 10)
    assert '<button type="submit" disabled hidden>' in text_of(page)  # Enter does not publish


def test_bulk_action_of_the_desk_is_confirmed_on_the_same_page(reviewer):
    good, low = draft(quality=80), draft(quality=3)
    page = reviewer.get("/desk/bulk/?quality_from=70").content.decode()
    assert f'action="{BULK}"' in page
    assert '<option value="">Choose…</option>' in page
    sent = {"act": "reject", "queue": "quality_from=70", "reason": "dull"}

    asked = reviewer.post(BULK, sent)
    assert "Reject 1 draft?" in text_of(asked)
    assert 'href="/desk/?quality_from=70"' in text_of(asked)
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = reviewer.post(BULK, sent | {"start": "1", "expected": "1"})

    rejected = Article.objects.filter(status="rejected")
    assert ([*rejected], BulkAction.objects.get().details["list"]) == ([good], "desk")
    assert "Back to the review desk" in text_of(reviewer.get(response.url))
    assert reviewer.post(BULK, sent | {"queue": "quality_from=x"}).url.startswith("/desk/?")
    assert Article.objects.get(pk=low.pk).status == Status.DRAFT


def test_bulk_action_of_the_desk_by_story_acts_on_what_the_desk_counts(editor):
    lead, _ = draft(quality=95), draft()
    draft(quality=70, top_related_quality=95, top_related_name=lead.name)

    counted = editor.get("/desk/bulk/?order=story").context["count"].number
    asked = editor.post(BULK, {"act": "reject", "queue": "order=story"})

    assert (counted, asked.context["expected"]) == (2, 2)


@pytest.mark.parametrize("queue", ["", "claimed=no"])
def test_bulk_action_of_the_desk_without_filter_asks_for_the_number(editor, queue):
    draft(), draft()

    asked = editor.post(BULK, {"act": "reject", "queue": queue})

    assert "Type 2 to confirm" in text_of(asked)


def test_confirmation_query_count_is_the_same_for_10_and_100_articles(editor):
    counts = []
    for number in (10, 100):
        for _ in range(number):
            draft()
        with CaptureQueriesContext(connection) as asked:
            ask(editor, "reject", query="status=draft")
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_bulk_action_skips_articles_changed_after_the_start(editor):
    chosen = draft(title="Fog")
    ask(
        editor, "reject", reason="dull", start="1", expected="1", count="1"
    )  # no worker is there yet
    hold(chosen, by=SYSTEM)

    execute(BulkAction.objects.get())

    assert Article.objects.get().status == Status.DRAFT
    assert "changed since it was chosen" in BulkAction.objects.get().items.get().problem


def test_publish_by_threshold_without_articles_is_refused(editor):
    draft(quality=90)

    response = ask(editor, "threshold", query="quality_from=200")

    page = editor.get(response.url, follow=True).content.decode()
    assert "There are no drafts within these limits." in page


def test_filter_that_is_too_long_is_refused(editor):
    draft()

    response = ask(editor, "hold", query=f"x={'y' * 4_000}&status=published")

    assert response.status_code == 302
    assert "too long" in " ".join(messages_of(response))


def test_bulk_reopen_by_a_reviewer_skips_archived_articles(reviewer):
    in_status("archived")
    in_status("rejected")

    asked = ask(reviewer, "reopen")
    start(reviewer, "reopen")

    assert asked.context["forecast"].reasons == ["1 is archived: your role does not allow this"]
    assert sorted(Article.objects.values_list("status", flat=True)) == ["archived", "draft"]
    (skipped,) = BulkActionItem.objects.filter(outcome="skipped")
    assert "Your role does not allow this" in skipped.problem
