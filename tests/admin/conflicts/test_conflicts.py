"""Conflicts between an editor and the source: shown, resolved one by one or in bulk, undone."""

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from articles.models import Article, BulkAction, Conflict, Resolution
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.job_control import undo_now
from tests.admin.made import conflict_about
from tests.admin.sent import address, messages_of
from tests.factories import draft

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/conflict/"
OPEN = f"{LIST}?resolved_at__isempty=1"


def torn():
    return conflict_about(draft(title="Mine"), "title")


def page_of(conflict):
    return f"{LIST}{conflict.pk}/change/"


def resolve(client, conflict, choice, version=1, own=""):
    data = {"choice": choice, "version": version, "from": own}
    return client.post(f"{LIST}{conflict.pk}/resolve/", data)


def resolve_all_of(client, article, **sent):
    return client.post(address(article, "resolve"), {"version": 1, "choice": "source"} | sent)


def test_conflict_is_shown_on_the_article_and_on_its_own_page(editor):
    conflict = torn()
    edit(conflict.article, {"title": "Mine, polished"}, by=SYSTEM)

    for page in (address(conflict.article), page_of(conflict)):
        text = editor.get(page).content.decode()
        for word in ("Keep ours", "Use source", "Old", "Mine", "polished", "Theirs"):
            assert word in text


@pytest.mark.parametrize(("choice", "title"), [("ours", "Mine"), ("source", "Theirs")])
def test_conflict_is_resolved_either_way_and_undone(editor, choice, title):
    conflict = torn()
    article = conflict.article

    response = resolve(editor, conflict, choice)

    conflict.refresh_from_db()
    assert (conflict.resolution, conflict.resolved_by) == (Resolution(choice), editor.person)
    assert Article.objects.get().title == title
    assert f'action="{address(article, "undo", 2)}"' in messages_of(response)[0]
    assert "Keep ours" not in editor.get(address(article)).content.decode()
    editor.post(address(article, "undo", 2))
    assert Article.objects.get().title == "Mine"
    assert "Keep ours" in editor.get(address(article)).content.decode()


def test_conflict_resolved_on_its_page_leads_to_the_next(editor):
    conflict = torn()
    other = conflict_about(draft(title="Another"), "title", ours="Another")

    assert resolve(editor, conflict, "ours", own="conflict").url == page_of(other)
    assert resolve(editor, other, "source", own="conflict").url == OPEN


@pytest.mark.parametrize("is_during", [False, True])
def test_conflict_resolution_around_an_edit_is_refused(editor, is_during):
    conflict = torn()
    writes = [lambda: edit(conflict.article, {"title": "Newer"}, by=SYSTEM)]

    def meanwhile(execute, sql, *rest):
        result = execute(sql, *rest)
        if "articles_conflict" in sql and writes:
            writes.pop()()
        return result

    if not is_during:
        writes.pop()()
    with connection.execute_wrapper(meanwhile):
        response = resolve(editor, conflict, "source")

    assert "changed by someone else" in messages_of(response)[0]
    assert Article.objects.get().title == "Newer"


def test_resolve_all_conflicts_of_an_article_and_undo(editor):
    article = torn().article
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
    resolve_all_of(editor, torn().article, **sent)

    assert Conflict.objects.unresolved().exists()


def test_conflict_resolution_by_a_reviewer_is_forbidden(reviewer):
    conflict = torn()

    page = reviewer.get(address(conflict.article)).content.decode()

    assert "Use source" not in page
    assert resolve(reviewer, conflict, "source").status_code == 403
    assert resolve_all_of(reviewer, conflict.article).status_code == 403
    ask(reviewer, "use_source", conflict, start="1", expected="1")
    assert Conflict.objects.unresolved().exists()
    assert not BulkAction.objects.exists()


def test_conflict_list_without_matches_does_not_claim_that_there_are_none(editor):
    resolve(editor, torn(), "ours")

    assert "editors and sources agree" in editor.get(OPEN).content.decode()
    page = editor.get(f"{LIST}?q=zebra").content.decode()

    assert "No results for “zebra”." in page
    assert "editors and sources agree" not in page
    assert 'name="action"' not in page


def ask(client, action, *conflicts, query="", **more):
    """Choose conflicts of the list, or without any all that the query shows."""
    data = {"action": action, "_selected_action": [conflict.pk for conflict in conflicts]}
    if not conflicts:
        shown = Conflict.objects.values_list("pk", flat=True)[:1]
        data = {"action": action, "select_across": "1", "_selected_action": [*shown]}
    return client.post(f"{LIST}{query}", data | more)


def confirm(client, action, *conflicts, query=""):
    """Confirm what the page asked; return the bulk action and its items' problems."""
    asked = ask(client, action, *conflicts, query=query)
    sent = {"start": "1", "expected": asked.context["expected"]}
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = ask(client, action, *conflicts, query=query, **sent)
    job = BulkAction.objects.get()
    assert response.url == f"/admin/articles/bulkaction/{job.pk}/change/"
    return job, [*job.items.values_list("problem", flat=True)]


def open_fields():
    return {*Conflict.objects.unresolved().values_list("article__title", "field")}


def two_of_each():
    return [
        conflict_about(article, field, ours=getattr(article, field))
        for article in (draft(title="One", excerpt="1"), draft(title="Two", excerpt="2"))
        for field in ("title", "excerpt")
    ]


def test_bulk_resolution_of_selected_conflicts_runs_and_can_be_undone(editor):
    conflicts = two_of_each()

    asked = ask(editor, "use_source", *conflicts[:3])
    assert asked.context["title"] == "Use source in 3 conflicts of 2 articles?"
    assert not BulkAction.objects.exists()
    job, problems = confirm(editor, "use_source", *conflicts[:3])

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
        ("?field=title&q=Two", {("One", "title"), ("One", "excerpt"), ("Two", "excerpt")}),
    ],
)
def test_bulk_resolution_of_all_conflicts_respects_the_filter(editor, query, left):
    two_of_each()

    job, problems = confirm(editor, "keep_ours", query=query)

    assert not any(problems)
    assert open_fields() == left
    back = editor.get(f"/admin/articles/bulkaction/{job.pk}/change/").context["back"]
    assert back == f"{LIST}{query}"


@pytest.mark.parametrize("query", ["?field__exact=title", "?id=1", "?source__contains=T"])
def test_conflict_list_rejects_unknown_filters(editor, query):
    two_of_each()

    assert editor.get(f"{LIST}{query}").status_code == 400
    assert ask(editor, "use_source", query=query, start="1", expected="2").status_code == 400
    assert len(open_fields()) == 4


def test_bulk_resolution_skips_resolved_conflicts(editor):
    one, two, *_ = two_of_each()
    resolve(editor, one, "ours")

    asked = ask(editor, "keep_ours", one, two).context
    nothing = ask(editor, "keep_ours", one)

    assert (asked["forecast"].reasons, asked["expected"]) == (["1 resolved already"], 1)
    assert "None of these conflicts is still open" in nothing.content.decode()


def test_bulk_resolution_after_the_count_changed_starts_nothing(editor):
    two_of_each()
    sent = {"start": "1", "expected": ask(editor, "keep_ours").context["expected"]}
    torn()

    page = ask(editor, "keep_ours", **sent).content.decode()

    assert "changed from 4 to 5." in page
    assert not BulkAction.objects.exists()


@pytest.mark.parametrize(
    ("action", "problem", "resolution"),
    [
        ("keep_ours", "", Resolution.OURS),
        ("use_source", "It was edited since. Resolve the conflict on the article's page.", ""),
    ],
)
def test_bulk_resolution_uses_the_source_only_for_values_not_edited_since(
    editor, action, problem, resolution
):
    conflict = torn()
    edit(conflict.article, {"title": "Mine, polished"}, by=SYSTEM)

    _, problems = confirm(editor, action, conflict)

    assert problems == [problem]
    assert Conflict.objects.get().resolution == resolution
    assert Article.objects.get().title == "Mine, polished"


def test_conflict_list_query_count_is_independent_of_its_length(editor):
    for number in range(50):
        conflict_about(draft(title=f"A {number}"), "title")

    with CaptureQueriesContext(connection) as asked:
        page = editor.get(LIST).content.decode()

    assert "[added: </span>Theirs" in page
    assert len(asked) <= 20
