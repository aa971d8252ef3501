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


def test_history_shows_actor_change_time_and_reason(editor):
    page = editor.get(address(edited())).content.decode()

    for word in ("<b>Edited</b> by ada", "“why”", "Fog", "Mist", "Weather", "version 3"):
        assert word in page


def test_history_shows_a_word_diff_of_texts(editor):
    article = draft(title="Fog on the bar")
    edit(article, {"title": "Mist on the bar"}, by=SYSTEM)

    page = editor.get(address(article)).content.decode()

    assert "[removed: </span>Fog<" in page
    assert "[added: </span>Mist<" in page


def test_history_shows_times_and_statuses_as_text(editor):
    article = draft()
    publish(article, by=SYSTEM, now=NOON)

    page = editor.get(address(article)).content.decode()

    assert "[added: </span>4 May 2031, 12:00 UTC" in page
    assert "[added: </span>Published" in page


def test_difference_of_lists_that_look_alike_is_shown_in_full():
    before = {"title": "A", "provider": "", "quality": 1, "web_url": "", "excerpt": "Old"}

    told = difference("related", [before], [before | {"excerpt": "New"}])

    assert "excerpt: Old" in told.before
    assert "excerpt: New" in told.after


def test_history_offers_revert_where_the_content_differs(editor):
    article = edited()
    hold(article, by=SYSTEM)

    page = editor.get(address(article)).content.decode()

    assert "Revert to version 2" in page
    assert "Revert to version 3" not in page


def test_history_page_with_many_events_has_further_pages(editor):
    article = draft()
    for number in range(60):
        edit(article, {"title": f"Title {number}"}, by=SYSTEM)

    url = address(article, "history")
    response = editor.get(url)
    first = response.content.decode()
    second = editor.get(f"{url}?after={response.context['page'].after}").content.decode()

    assert "Title 59" in first
    assert "Title 0" not in first
    assert "Title 0" in second


@pytest.mark.parametrize("query", ["after=x", "before=9" * 30, "after=1_2"])
def test_history_page_with_an_invalid_cursor_leads_to_the_first_page(editor, query):
    url = address(draft(), "history")

    assert editor.get(f"{url}?{query}").url == url


def test_revert_creates_a_new_version(editor):
    article = edited()

    editor.post(address(article, "back", 1), {"version": 3})

    now = Article.objects.for_values().get()
    assert (now.title, now.version, now.article_topics.count()) == ("Fog", 4, 0)
    assert Event.objects.get(version=4).reason == "back to version 1"


def test_revert_from_an_older_page_is_refused(editor):
    article = edited()

    response = editor.post(address(article, "back", 1), {"version": 2})

    assert "changed by someone else" in messages_of(response)[0]
    assert Article.objects.get().title == "Haze"


def torn():
    article = draft(title="Mine")
    return conflict_about(article, "title", base="Old", ours="Mine", source="Theirs")


def resolve(client, conflict, choice, version=1, own=""):
    data = {"choice": choice, "version": version, "from": own}
    return client.post(f"/admin/articles/conflict/{conflict.pk}/resolve/", data)


def test_conflict_is_shown_on_the_article_and_on_its_own_page(editor):
    conflict = torn()

    for page in (address(conflict.article), f"/admin/articles/conflict/{conflict.pk}/change/"):
        text = editor.get(page).content.decode()
        for word in ("Keep ours", "Use source", "Old", "Mine", "Theirs"):
            assert word in text


@pytest.mark.parametrize(("choice", "title"), [("ours", "Mine"), ("source", "Theirs")])
def test_conflict_is_resolved_either_way(editor, choice, title):
    conflict = torn()

    resolve(editor, conflict, choice)

    conflict.refresh_from_db()
    assert conflict.resolution == Resolution(choice)
    assert conflict.resolved_by == editor.person
    assert Article.objects.get().title == title
    assert "Keep ours" not in editor.get(address(conflict.article)).content.decode()


def test_conflict_page_shows_the_current_value_as_ours(editor):
    conflict = torn()
    edit(conflict.article, {"title": "Mine, polished"}, by=SYSTEM)

    for page in (address(conflict.article), f"/admin/articles/conflict/{conflict.pk}/change/"):
        assert "polished" in editor.get(page).content.decode()


def test_conflict_resolved_on_its_page_leads_to_the_next(editor):
    conflict = torn()
    other = conflict_about(draft(title="Another"), "title", ours="Another")
    last = "/admin/articles/conflict/?resolved_at__isempty=1"

    assert resolve(editor, conflict, "ours", own="conflict").url.endswith(f"{other.pk}/change/")
    assert resolve(editor, other, "source", own="conflict").url == last


def test_conflict_resolution_from_an_older_page_is_refused(editor):
    conflict = torn()
    edit(conflict.article, {"title": "Newer"}, by=SYSTEM)

    response = resolve(editor, conflict, "source")

    assert "changed by someone else" in messages_of(response)[0]
    assert Article.objects.get().title == "Newer"


def test_conflict_resolution_during_an_edit_is_refused(editor):
    conflict = torn()
    writes = [lambda: edit(conflict.article, {"title": "Newer"}, by=SYSTEM)]

    def meanwhile(execute, sql, *rest):
        result = execute(sql, *rest)
        if "articles_conflict" in sql and writes:
            writes.pop()()
        return result

    with connection.execute_wrapper(meanwhile):
        response = resolve(editor, conflict, "source")

    assert "changed by someone else" in messages_of(response)[0]
    assert Article.objects.get().title == "Newer"


def test_conflict_resolution_by_a_reviewer_is_forbidden(reviewer):
    conflict = torn()

    page = reviewer.get(address(conflict.article)).content.decode()

    assert "Use source" not in page
    assert resolve(reviewer, conflict, "source").status_code == 403
    assert Conflict.objects.unresolved().exists()


def test_conflict_list_filters_open_conflicts(editor):
    conflict = torn()
    open_ones = "/admin/articles/conflict/?resolved_at__isempty=1"

    assert "title" in editor.get(open_ones).content.decode()
    resolve(editor, conflict, "ours")
    assert "editors and sources agree" in editor.get(open_ones).content.decode()


def test_conflict_list_without_matches_does_not_claim_that_there_are_none(editor):
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


def resolve_listed(client, action, *conflicts, query=""):
    """Confirm what the page asked; return the bulk action and its items' problems."""
    asked = ask_listed(client, action, *conflicts, query=query)
    sent = {"start": "1", "expected": asked.context["expected"]}
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = ask_listed(client, action, *conflicts, query=query, **sent)
    job = BulkAction.objects.get()
    assert response.url == f"/admin/articles/bulkaction/{job.pk}/change/"
    return job, [*job.items.values_list("problem", flat=True)]


def open_fields():
    return {*Conflict.objects.unresolved().values_list("article__title", "field")}


def two_of_each():
    return [
        conflict_about(article, field, ours=getattr(article, field), source="Theirs")
        for article in (draft(title="One", excerpt="1"), draft(title="Two", excerpt="2"))
        for field in ("title", "excerpt")
    ]


def test_bulk_resolution_of_selected_conflicts_runs_and_can_be_undone(editor):
    conflicts = two_of_each()

    asked = ask_listed(editor, "use_source", *conflicts[:3])
    assert asked.context["title"] == "Use source in 3 conflicts of 2 articles?"
    assert not BulkAction.objects.exists()
    job, problems = resolve_listed(editor, "use_source", *conflicts[:3])

    assert (problems, job.totals["done"]) == (["", ""], 2)
    assert open_fields() == {("Theirs", "excerpt")}
    undo_now(job, by=editor.person)
    assert len(open_fields()) == 4
    assert {article.title for article in Article.objects.all()} == {"One", "Two"}


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("?resolved_at__isempty=1", set()),
        ("?q=One", {("Two", "title"), ("Two", "excerpt")}),
        ("?field=title", {("One", "excerpt"), ("Two", "excerpt")}),
        ("?field=title&q=Two", {("One", "title"), ("One", "excerpt"), ("Two", "excerpt")}),
    ],
)
def test_bulk_resolution_of_all_conflicts_respects_the_filter(editor, query, left):
    two_of_each()

    job, problems = resolve_listed(editor, "keep_ours", query=query)

    assert not any(problems)
    assert open_fields() == left
    back = editor.get(f"/admin/articles/bulkaction/{job.pk}/change/").context["back"]
    assert back == f"/admin/articles/conflict/{query}"


@pytest.mark.parametrize("query", ["?field__exact=title", "?id=1", "?source__contains=T"])
def test_conflict_list_rejects_unknown_filters(editor, query):
    two_of_each()
    sent = {"start": "1", "expected": "2"}

    assert editor.get(f"/admin/articles/conflict/{query}").status_code == 400
    assert ask_listed(editor, "use_source", query=query, **sent).status_code == 400
    assert len(open_fields()) == 4


def test_bulk_resolution_skips_resolved_conflicts(editor):
    one, two, *_ = two_of_each()
    resolve(editor, one, "ours")

    asked = ask_listed(editor, "keep_ours", one, two).context
    nothing = ask_listed(editor, "keep_ours", one)

    assert (asked["forecast"].reasons, asked["expected"]) == (["1 resolved already"], 1)
    assert "None of these conflicts is still open" in nothing.content.decode()


def test_bulk_resolution_after_the_count_changed_starts_nothing(editor):
    two_of_each()
    sent = {"start": "1", "expected": ask_listed(editor, "keep_ours").context["expected"]}
    conflict_about(draft(), "title", ours="Mine", source="Theirs")

    page = ask_listed(editor, "keep_ours", **sent).content.decode()

    assert "changed from 4 to 5." in page
    assert not BulkAction.objects.exists()


def test_bulk_resolution_with_the_source_skips_values_edited_since(editor):
    conflict = torn()
    edit(conflict.article, {"title": "Mine, polished"}, by=SYSTEM)

    _, problems = resolve_listed(editor, "use_source", conflict)

    assert problems == ["It was edited since. Resolve the conflict on the article's page."]
    assert Article.objects.get().title == "Mine, polished"


def test_bulk_resolution_keeping_ours_includes_values_edited_since(editor):
    conflict = torn()
    edit(conflict.article, {"title": "Mine, polished"}, by=SYSTEM)

    resolve_listed(editor, "keep_ours", conflict)

    assert Conflict.objects.get().resolution == Resolution.OURS


def test_bulk_resolution_by_a_reviewer_is_forbidden(reviewer):
    ask_listed(reviewer, "use_source", torn(), start="1", expected="1")

    assert Conflict.objects.unresolved().exists()
    assert not BulkAction.objects.exists()


def test_conflict_list_query_count_is_independent_of_its_length(editor):
    for number in range(50):
        conflict_about(draft(title=f"A {number}"), "title", ours="Mine", source="Theirs")

    with CaptureQueriesContext(connection) as asked:
        page = editor.get("/admin/articles/conflict/").content.decode()

    assert "[added: </span>Theirs" in page
    assert len(asked) <= 20


@pytest.mark.parametrize("choice", ["ours", "source"])
def test_conflict_resolution_can_be_undone(editor, choice):
    conflict = torn()
    article = conflict.article

    response = resolve(editor, conflict, choice)
    assert f'action="{address(article, "undo", 2)}"' in messages_of(response)[0]
    assert "Undo</button>" in editor.get(address(article)).content.decode()
    editor.post(address(article, "undo", 2))

    assert Article.objects.get().title == "Mine"
    assert "Keep ours" in editor.get(address(article)).content.decode()


def resolve_all_of(client, article, **sent):
    return client.post(address(article, "resolve"), {"version": 1, "choice": "source"} | sent)


def test_resolve_all_conflicts_of_an_article_and_undo(editor):
    conflict = torn()
    article = conflict.article
    assert "Use source for all" not in editor.get(address(article)).content.decode()
    conflict_about(article, "excerpt", ours="", source="Their excerpt.")
    assert "Use source for all" in editor.get(address(article)).content.decode()

    response = resolve_all_of(editor, article)
    now = Article.objects.get()
    assert (now.title, now.excerpt) == ("Theirs", "Their excerpt.")
    assert "Conflicts resolved: excerpt, title (used source)." in messages_of(response)[0]
    editor.post(address(article, "undo", 2))

    assert Article.objects.get().title == "Mine"
    assert Conflict.objects.unresolved().count() == 2


@pytest.mark.parametrize("sent", [{"version": 7}, {"choice": "obsolete"}, {"choice": ""}])
def test_resolve_all_from_an_older_page_or_without_a_choice_is_refused(editor, sent):
    conflict = torn()

    resolve_all_of(editor, conflict.article, **sent)

    assert Conflict.objects.unresolved().exists()


def test_resolve_all_by_a_reviewer_is_forbidden(reviewer):
    assert resolve_all_of(reviewer, torn().article).status_code == 403
    assert Conflict.objects.unresolved().exists()
