"""The page of a publish run: outcome and reasons of each draft, Cancel, Undo."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.admin.base import paging
from articles.admin.jobs import base
from articles.jobs.heartbeat import beat
from articles.jobs.lifecycle import execute
from articles.models import Article, ImportRun, PublishingRule, PublishRun, RunState, User
from articles.publishing.policy import Rule
from articles.publishing.publish_run import start_publish_run
from articles.publishing.rules import one_off_rule
from articles.workflow.actors import SYSTEM
from articles.workflow.edit import edit
from articles.workflow.job_control import undo_now
from tests.admin.sent import messages_of
from tests.factories import draft, person, rule, seed_text, topic, write_seeds
from tests.ingest.desk import imported

pytestmark = pytest.mark.django_db


def page_of(run, button="change"):
    return f"/admin/articles/publishrun/{run.pk}/{button}/"


def waiting_run(by=SYSTEM):
    return start_publish_run([Rule("Everything", 70)], by=by)


@pytest.fixture
def drafts():
    return [draft(title="Good", quality=90), draft(title="Weak", quality=10)]


def test_run_page_lists_each_article_with_outcome_and_reasons(editor, drafts):
    run = execute(waiting_run())

    page = editor.get(page_of(run)).content.decode()

    for words in (
        "Its quality of 90 meets the threshold of 70.",
        "Its quality of 10 is below the threshold of 70.",
        "Published: 1",
        "Kept back: 1",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("outcome", "titles"), [("published", {"Good"}), ("kept", {"Weak"}), ("undone", set())]
)
def test_run_page_filters_by_outcome(editor, drafts, outcome, titles):
    run = execute(waiting_run())

    rows = editor.get(page_of(run), {"outcome": outcome}).context["rows"]

    assert {row["item"].article.title for row in rows} == titles


def test_run_page_of_an_active_run_refreshes_itself(editor, drafts):
    run = waiting_run()

    page = editor.get(page_of(run)).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "The background worker is not running." in page
    beat()
    assert "not running" not in editor.get(page_of(run)).content.decode()
    execute(run)
    assert "every 2s" not in editor.get(page_of(run)).content.decode()


def test_run_page_undo_question_counts_what_was_changed_since(editor, drafts, monkeypatch):
    other = draft(title="Also good", quality=80)
    run = execute(waiting_run(by=editor.person))
    assert "Reverts 2 changes. No article was changed since then." in words_of(editor, run)
    edit(Article.objects.get(pk=other.pk), {"excerpt": "New."}, by=SYSTEM)

    assert (
        "Reverts 1 change. 1 article was changed since then and will be skipped and listed."
        in words_of(editor, run)
    )
    monkeypatch.setattr(base, "MAX_CHECKED", 1)
    assert "Reverts 2 changes. Articles changed since then are skipped" in words_of(editor, run)


def test_run_page_says_what_an_undone_article_was(editor, drafts):
    run = execute(waiting_run(by=editor.person))
    undo_now(run, by=SYSTEM)

    page = words_of(editor, run)

    assert "Undone was published" in page
    assert "Published undone" not in page


def words_of(client, run):
    """Return the text of a run's page."""
    page = re.sub(r"<[^>]*>", "", client.get(page_of(run)).content.decode())
    return " ".join(page.split())


def test_run_undo_skips_and_names_articles_changed_since(
    editor, drafts, django_capture_on_commit_callbacks
):
    other = draft(title="Also good", quality=80)
    run = execute(waiting_run(by=editor.person))
    edit(Article.objects.get(pk=other.pk), {"excerpt": "New."}, by=SYSTEM)

    with django_capture_on_commit_callbacks(execute=True):
        response = editor.post(page_of(run, "undo"))

    assert messages_of(response) == ["The run is being undone."]
    page = editor.get(page_of(run)).content.decode()
    assert f"Undone by {editor.person} on " in page
    assert "1 reverted. 1 skipped, because it was changed since." in page
    assert [article.title for article in Article.objects.published()] == ["Also good"]
    skipped = editor.get(page_of(run), {"outcome": "undo_skipped"}).content.decode()
    assert "Also good" in skipped
    assert "It was changed since the run." in skipped
    assert "Undo run" not in skipped


@pytest.mark.parametrize(
    ("role", "status"), [("Reviewer", 403), ("Editor", 403), ("Managing editor", 302)]
)
@pytest.mark.parametrize("button", ["cancel", "undo"])
def test_run_of_another_user_can_be_cancelled_by_managing_editors_only(
    at_desk, drafts, role, status, button
):
    run = waiting_run(by=person("Editor"))
    if button == "undo":
        execute(run)
    client = at_desk(role)

    offered = f"/{button}/" in client.get(page_of(run)).content.decode()

    assert offered is (status == 302)
    assert client.post(page_of(run, button)).status_code == status


def test_run_page_with_many_items_is_capped(editor, monkeypatch):
    monkeypatch.setattr(base, "PAGE_SIZE", 1)
    monkeypatch.setattr(paging, "MAX_ROWS", 2)
    for quality in (10, 20, 90):
        draft(quality=quality)
    run = execute(waiting_run())

    page = editor.get(page_of(run), {"p": "9"}).content.decode()

    assert "Page 2 of 2" in page
    assert "Only the first 2 are shown." in page


def test_run_list_shows_totals(editor, drafts):
    run = execute(waiting_run())

    page = editor.get("/admin/articles/publishrun/").content.decode()

    assert f"Publish run {run.pk}" in page
    assert "threshold 70" in page
    assert '<td data-label="Published" class="field-published">1</td>' in page


@pytest.mark.parametrize("scope", [{}, {"topic": "Storms"}, {"type": "video"}, {"ids": [1]}])
def test_run_with_one_off_settings_offers_to_make_them_the_rule(managing_editor, editor, scope):
    storms = rule(name="Storms", topic=topic("Storms"), leads_only=True)
    settings = one_off_rule(threshold=60, corroborated_threshold=50, leads_only=False)
    run = execute(start_publish_run([settings], by=SYSTEM, scope=scope))
    assert "Make this the rule" not in editor.get(page_of(run)).content.decode()

    address = managing_editor.get(page_of(run)).context["make_rule"]
    if "ids" in scope:
        assert address == ""
        return

    form = managing_editor.get(address).context["form"]
    fields = ("threshold", "corroborated_threshold", "leads_only")
    assert [form[name].value() for name in fields] == ["60", "50", False]
    everything = PublishingRule.objects.get(topic=None)
    rules = {"topic": storms.pk, "type": None}
    assert form.instance.pk == rules.get(next(iter(scope), ""), everything.pk)
    assert form["type"].value() == scope.get("type", "")


def test_undone_run_offers_no_rule(managing_editor):
    run = execute(start_publish_run([one_off_rule(threshold=60)], by=SYSTEM))
    PublishRun.objects.update(state=RunState.UNDONE)

    assert "Make this the rule" not in managing_editor.get(page_of(run)).content.decode()


@pytest.fixture
def run_after_import(editor, tmp_path):
    PublishingRule.objects.update(name="Every<thing>", after_import=True, threshold=50)
    imported(write_seeds(tmp_path, {"a.md": seed_text(quality=90)}), by=editor.person)
    return PublishRun.objects.get()


def test_run_after_an_import_names_rule_and_importer(editor, at_desk, run_after_import):
    run = run_after_import
    began = f"rule Every&lt;thing&gt; after import {run.import_run_id} (of {editor.person})"

    assert f"by {began}" in editor.get(page_of(run)).content.decode()
    assert began in editor.get("/admin/articles/publishrun/").content.decode()
    reader = at_desk("Reviewer")
    User.objects.filter(pk=reader.person.pk).update(visited_at=timezone.now() - timedelta(days=1))
    assert f"by {began} published 1 of 1" in reader.get("/admin/").content.decode()


def test_run_after_an_import_is_undone_by_the_importer(
    editor, at_desk, run_after_import, django_capture_on_commit_callbacks
):
    run, other = run_after_import, at_desk("Editor")
    assert "Undo run" not in other.get(page_of(run)).content.decode()
    assert other.post(page_of(run, "undo")).status_code == 403
    assert "Undo run" in editor.get(page_of(run)).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        editor.post(page_of(run, "undo"))

    run.refresh_from_db()
    assert (run.state, run.undone_by) == (RunState.UNDONE, editor.person)
    assert not Article.objects.published().exists()


def test_run_after_an_import_is_not_undone_by_an_importer_without_permission(
    editor, run_after_import
):
    editor.person.groups.set(person("Reviewer").groups.all())

    assert editor.post(page_of(run_after_import, "undo")).status_code == 403


def test_run_after_an_import_of_a_deleted_person_names_no_person(editor, run_after_import):
    ImportRun.objects.update(started_by=None)

    page = editor.get(page_of(run_after_import)).content.decode()

    assert f"after import {run_after_import.import_run_id} after" in page
    assert "None" not in page


def test_run_list_query_count_is_independent_of_its_length(editor):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            editor.get("/admin/articles/publishrun/")
        return len(queries)

    PublishRun.objects.create(started_by=person("Managing editor", "one"), state=RunState.DONE)
    before = asked()
    for number in range(20):
        by = person("Managing editor", f"manager{number}")
        PublishRun.objects.create(started_by=by, state=RunState.DONE)

    assert asked() == before
