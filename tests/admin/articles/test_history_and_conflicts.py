"""What happened to an article, the way back, and what the source wants otherwise."""

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from articles.desk.display import difference
from articles.models import Article, BulkAction, Conflict, Event, Resolution
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.job_control import undo_now
from articles.workflow.transitions import hold, publish
from tests.admin.made import conflict_about
from tests.admin.sent import address, messages_of
from tests.factories import NOON, draft, person

pytestmark = pytest.mark.django_db


def edited():
    article = draft(title="Fog")
    edit(article, {"title": "Mist", "topics": ["Weather"]}, by=person(username="ada"), reason="why")
    edit(article, {"title": "Haze"}, by=SYSTEM)
    return article


def test_the_timeline_says_who_did_what_when_and_why(editor):
    page = editor.get(address(edited())).content.decode()

    for word in ("<b>Edited</b> by ada", "“why”", "Fog", "Mist", "Weather", "version 3"):
        assert word in page


def test_a_change_of_a_text_is_told_word_by_word(editor):
    article = draft(title="Fog on the bar")
    edit(article, {"title": "Mist on the bar"}, by=SYSTEM)

    page = editor.get(address(article)).content.decode()

    assert "[removed: </span>Fog<" in page
    assert "[added: </span>Mist<" in page


def test_a_time_and_a_status_are_told_as_people_write_them(editor):
    article = draft()
    publish(article, by=SYSTEM, now=NOON)

    page = editor.get(address(article)).content.decode()

    assert "[added: </span>4 May 2031, 12:00 UTC" in page
    assert "[added: </span>Published" in page


def test_a_change_that_no_line_of_a_list_shows_is_told_in_full():
    before = {"title": "A", "provider": "", "quality": 1, "web_url": "", "excerpt": "Old"}

    told = difference("related", [before], [before | {"excerpt": "New"}])

    assert "excerpt: Old" in told.before
    assert "excerpt: New" in told.after


def test_the_way_back_is_offered_where_it_leads_to_another_content(editor):
    article = edited()
    hold(article, by=SYSTEM)

    page = editor.get(address(article)).content.decode()

    assert "Revert to version 2" in page
    assert "Revert to version 3" not in page


def test_the_whole_history_is_paged(editor):
    article = draft()
    for number in range(60):
        edit(article, {"title": f"Title {number}"}, by=SYSTEM)

    first = editor.get(address(article, "history")).content.decode()
    second = editor.get(address(article, "history") + "?p=2").content.decode()

    assert "Page 1 of 2" in first
    assert "Title 59" in first
    assert "Title 0" not in first
    assert "Title 0" in second


def test_back_to_an_earlier_version_is_a_new_version(editor):
    article = edited()

    editor.post(address(article, "back", 1), {"version": 3})

    now = Article.objects.for_values().get()
    assert (now.title, now.version, now.article_topics.count()) == ("Fog", 4, 0)
    assert Event.objects.get(version=4).reason == "back to version 1"


def test_the_way_back_from_an_old_page_is_refused(editor):
    article = edited()

    response = editor.post(address(article, "back", 1), {"version": 2})

    assert "changed by someone else" in messages_of(response)[0]
    assert Article.objects.get().title == "Haze"


def torn():
    article = draft(title="Mine")
    return conflict_about(article, "title", base="Old", mine="Mine", theirs="Theirs")


def settle(client, conflict, choice, version=1, own=""):
    data = {"choice": choice, "version": version, "from": own}
    return client.post(f"/admin/articles/conflict/{conflict.pk}/settle/", data)


def test_an_open_conflict_is_shown_on_its_article_and_on_a_page_of_its_own(editor):
    conflict = torn()

    for page in (address(conflict.article), f"/admin/articles/conflict/{conflict.pk}/change/"):
        text = editor.get(page).content.decode()
        for word in ("Keep ours", "Use source", "Old", "Mine", "Theirs"):
            assert word in text


@pytest.mark.parametrize(("choice", "title"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_a_conflict_is_settled_either_way_with_one_click(editor, choice, title):
    conflict = torn()

    settle(editor, conflict, choice)

    conflict.refresh_from_db()
    assert conflict.resolution == Resolution(choice)
    assert conflict.settled_by == editor.person
    assert Article.objects.get().title == title
    assert "Keep ours" not in editor.get(address(conflict.article)).content.decode()


def test_mine_is_what_the_article_says_by_now(editor):
    conflict = torn()
    edit(conflict.article, {"title": "Mine, polished"}, by=SYSTEM)

    for page in (address(conflict.article), f"/admin/articles/conflict/{conflict.pk}/change/"):
        assert "polished" in editor.get(page).content.decode()


def test_from_its_own_page_a_settled_conflict_leads_to_the_next(editor):
    conflict = torn()
    other = conflict_about(draft(title="Another"), "title", mine="Another")
    last = "/admin/articles/conflict/?settled_at__isempty=1"

    assert settle(editor, conflict, "mine", own="conflict").url.endswith(f"{other.pk}/change/")
    assert settle(editor, other, "theirs", own="conflict").url == last


def test_a_conflict_is_not_settled_from_an_old_page(editor):
    conflict = torn()
    edit(conflict.article, {"title": "Newer"}, by=SYSTEM)

    response = settle(editor, conflict, "theirs")

    assert "changed by someone else" in messages_of(response)[0]
    assert Article.objects.get().title == "Newer"


def test_what_somebody_writes_in_the_very_moment_is_not_replaced(editor):
    conflict = torn()
    writes = [lambda: edit(conflict.article, {"title": "Newer"}, by=SYSTEM)]

    def meanwhile(execute, sql, *rest):
        result = execute(sql, *rest)
        if "articles_conflict" in sql and writes:
            writes.pop()()
        return result

    with connection.execute_wrapper(meanwhile):
        response = settle(editor, conflict, "theirs")

    assert "changed by someone else" in messages_of(response)[0]
    assert Article.objects.get().title == "Newer"


def test_a_reviewer_settles_nothing(reviewer):
    conflict = torn()

    page = reviewer.get(address(conflict.article)).content.decode()

    assert "Use source" not in page
    assert settle(reviewer, conflict, "theirs").status_code == 403
    assert Conflict.objects.unsettled().exists()


def test_the_list_finds_what_is_open(editor):
    conflict = torn()
    open_ones = "/admin/articles/conflict/?settled_at__isempty=1"

    assert "title" in editor.get(open_ones).content.decode()
    settle(editor, conflict, "mine")
    assert "editors and sources agree" in editor.get(open_ones).content.decode()


def test_a_search_that_finds_no_conflict_does_not_say_that_there_are_none(editor):
    torn()

    page = editor.get("/admin/articles/conflict/?q=zebra").content.decode()

    assert "No results for “zebra”." in page
    assert "editors and sources agree" not in page
    assert 'name="action"' not in page


def ask_listed(client, action, *conflicts, query="", **more):
    """Choose conflicts of the list, or without any all that the query shows."""
    data = {"action": action, "_selected_action": [conflict.pk for conflict in conflicts]}
    if not conflicts:
        shown = Conflict.objects.values_list("pk", flat=True)[:1]
        data = {"action": action, "select_across": "1", "_selected_action": [*shown]}
    return client.post(f"/admin/articles/conflict/{query}", data | more)


def settle_listed(client, action, *conflicts, query=""):
    """Confirm what the page asked; return the bulk action and its items' problems."""
    asked = ask_listed(client, action, *conflicts, query=query)
    sent = {"start": "1", "expected": asked.context["expected"]}
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = ask_listed(client, action, *conflicts, query=query, **sent)
    job = BulkAction.objects.get()
    assert response.url == f"/admin/articles/bulkaction/{job.pk}/change/"
    return job, [*job.items.values_list("problem", flat=True)]


def open_fields():
    return {*Conflict.objects.unsettled().values_list("article__title", "field")}


def two_of_each():
    return [
        conflict_about(article, field, mine=getattr(article, field), theirs="Theirs")
        for article in (draft(title="One", excerpt="1"), draft(title="Two", excerpt="2"))
        for field in ("title", "excerpt")
    ]


def test_many_conflicts_are_settled_from_the_list_in_the_background_and_undone(editor):
    conflicts = two_of_each()

    asked = ask_listed(editor, "take_theirs", *conflicts[:3])
    assert asked.context["title"] == "Use source in 3 conflicts of 2 articles?"
    assert not BulkAction.objects.exists()
    job, problems = settle_listed(editor, "take_theirs", *conflicts[:3])

    assert (problems, job.totals["done"]) == (["", ""], 2)
    assert open_fields() == {("Theirs", "excerpt")}
    undo_now(job, by=editor.person)
    assert len(open_fields()) == 4
    assert {article.title for article in Article.objects.all()} == {"One", "Two"}


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("?settled_at__isempty=1", set()),
        ("?q=One", {("Two", "title"), ("Two", "excerpt")}),
        ("?field=title", {("One", "excerpt"), ("Two", "excerpt")}),
        ("?field=title&q=Two", {("One", "title"), ("One", "excerpt"), ("Two", "excerpt")}),
    ],
)
def test_all_that_the_list_shows_is_settled_and_nothing_else(editor, query, left):
    two_of_each()

    job, problems = settle_listed(editor, "keep_mine", query=query)

    assert not any(problems)
    assert open_fields() == left
    back = editor.get(f"/admin/articles/bulkaction/{job.pk}/change/").context["back"]
    assert back == f"/admin/articles/conflict/{query}"


@pytest.mark.parametrize("query", ["?field__exact=title", "?id=1", "?theirs__contains=T"])
def test_the_list_is_not_narrowed_by_what_a_batch_would_not_know(editor, query):
    two_of_each()
    sent = {"start": "1", "expected": "2"}

    assert editor.get(f"/admin/articles/conflict/{query}").status_code == 400
    assert ask_listed(editor, "take_theirs", query=query, **sent).status_code == 400
    assert len(open_fields()) == 4


def test_settled_conflicts_are_told_and_left_alone(editor):
    one, two, *_ = two_of_each()
    settle(editor, one, "mine")

    asked = ask_listed(editor, "keep_mine", one, two).context
    nothing = ask_listed(editor, "keep_mine", one)

    assert (asked["forecast"].reasons, asked["expected"]) == (["1 settled already"], 1)
    assert "None of these conflicts is still open" in nothing.content.decode()


def test_a_conflict_that_comes_between_the_look_and_the_start_stops_it(editor):
    two_of_each()
    sent = {"start": "1", "expected": ask_listed(editor, "keep_mine").context["expected"]}
    conflict_about(draft(), "title", mine="Mine", theirs="Theirs")

    page = ask_listed(editor, "keep_mine", **sent).content.decode()

    assert "changed from 4 to 5." in page
    assert not BulkAction.objects.exists()


def test_theirs_replaces_nothing_in_bulk_that_was_edited_since(editor):
    conflict = torn()
    edit(conflict.article, {"title": "Mine, polished"}, by=SYSTEM)

    _, problems = settle_listed(editor, "take_theirs", conflict)

    assert problems == ["It was edited since. Resolve the conflict on the article's page."]
    assert Article.objects.get().title == "Mine, polished"


def test_ours_is_kept_in_bulk_also_where_it_was_edited_since(editor):
    conflict = torn()
    edit(conflict.article, {"title": "Mine, polished"}, by=SYSTEM)

    settle_listed(editor, "keep_mine", conflict)

    assert Conflict.objects.get().resolution == Resolution.MINE


def test_a_reviewer_settles_nothing_in_bulk_either(reviewer):
    ask_listed(reviewer, "take_theirs", torn(), start="1", expected="1")

    assert Conflict.objects.unsettled().exists()
    assert not BulkAction.objects.exists()


def test_the_list_shows_what_theirs_would_change_and_asks_as_often_for_fifty(editor):
    for number in range(50):
        conflict_about(draft(title=f"A {number}"), "title", mine="Mine", theirs="Theirs")

    with CaptureQueriesContext(connection) as asked:
        page = editor.get("/admin/articles/conflict/").content.decode()

    assert "[added: </span>Theirs" in page
    assert len(asked) <= 20


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_settlement_can_be_undone_from_its_message_and_from_the_history(editor, choice):
    conflict = torn()
    article = conflict.article

    response = settle(editor, conflict, choice)
    assert f'action="{address(article, "undo", 2)}"' in messages_of(response)[0]
    assert "Undo</button>" in editor.get(address(article)).content.decode()
    editor.post(address(article, "undo", 2))

    assert Article.objects.get().title == "Mine"
    assert "Keep ours" in editor.get(address(article)).content.decode()


def settle_all_of(client, article, **sent):
    return client.post(address(article, "settle"), {"version": 1, "choice": "theirs"} | sent)


def test_all_conflicts_of_an_article_are_settled_with_one_button_and_undone_with_one(editor):
    conflict = torn()
    article = conflict.article
    assert "Use source for all" not in editor.get(address(article)).content.decode()
    conflict_about(article, "excerpt", mine="", theirs="Their excerpt.")
    assert "Use source for all" in editor.get(address(article)).content.decode()

    response = settle_all_of(editor, article)
    now = Article.objects.get()
    assert (now.title, now.excerpt) == ("Theirs", "Their excerpt.")
    assert (
        "Conflicts resolved: excerpt, title (took the source&#x27;s)." in messages_of(response)[0]
    )
    editor.post(address(article, "undo", 2))

    assert Article.objects.get().title == "Mine"
    assert Conflict.objects.unsettled().count() == 2


@pytest.mark.parametrize("sent", [{"version": 7}, {"choice": "moot"}, {"choice": ""}])
def test_all_conflicts_are_settled_from_the_newest_page_one_way_or_the_other(editor, sent):
    conflict = torn()

    settle_all_of(editor, conflict.article, **sent)

    assert Conflict.objects.unsettled().exists()


def test_a_reviewer_does_not_settle_all_of_an_article(reviewer):
    assert settle_all_of(reviewer, torn().article).status_code == 403
    assert Conflict.objects.unsettled().exists()
