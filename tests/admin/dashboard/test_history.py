"""The history: what people did, with a line for each run, and its filters."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.admin.dashboard import history
from articles.bulk_actions.runs import start_bulk_action
from articles.jobs.lifecycle import execute
from articles.models import Article, BulkAction, Event, ImportRun, PublishRun, RunState, User, Verb
from articles.publishing.policy import Rule
from articles.publishing.publish_run import start_publish_run
from articles.workflow.actors import SYSTEM
from articles.workflow.transitions import hold, reject, schedule
from articles.workflow.undo_event import undo_event
from tests.factories import draft, person, seed_text, write_seeds
from tests.ingest.desk import imported

pytestmark = pytest.mark.django_db
PAGE = "/admin/articles/event/"
DAY = timedelta(days=1)


def lines(client, **query):
    """Return who did what in the lines of the page, the newest first."""
    return [(line.who, line.words) for line in client.get(PAGE, query).context["lines"]]


@pytest.fixture
def rosa():
    return person("Editor", "rosa")


@pytest.fixture
def desk(rosa, tmp_path):
    """An import of two files, then a publish run, a bulk action and two decisions by hand."""
    seeds = {name: seed_text(title=name, quality=80) for name in ("a.md", "b.md")}
    imported(write_seeds(tmp_path, seeds), by=rosa)
    execute(start_publish_run([Rule("All", 90)], by=SYSTEM))
    execute(start_bulk_action(Article.objects.all(), "hold", by=rosa, expected=2))
    Event.objects.exclude(import_run=None).update(at=timezone.now())
    hold(draft(), by=person("Reviewer", "ann"), reason="Ask the harbour master")
    reject(draft(), by=SYSTEM)
    Event.objects.filter(verb=Verb.WRITTEN).delete()


def test_history_has_a_line_for_each_run_and_decision(editor, desk, rosa):
    number = ImportRun.objects.get().pk

    assert lines(editor) == [
        ("Newsdesk", "Rejected"),
        ("ann", "Held"),
        ("rosa", "Hold: 2 articles"),
        ("Newsdesk", f"Publish run {PublishRun.objects.get().pk} by Newsdesk published 0 of 2."),
        ("rosa", f"{ImportRun.objects.get()} by rosa: 2 new."),
    ]
    page = editor.get(PAGE).content.decode()
    assert "<h1>History</h1>" in page
    assert "Ask the harbour master" in page
    assert f"/admin/articles/importrun/{number}/change/" in page


def test_history_marks_what_was_undone_but_no_undo(editor, desk, rosa):
    undo_event(Event.objects.get(verb=Verb.HELD, bulk_action=None), by=SYSTEM)
    BulkAction.objects.update(state=RunState.UNDONE)
    ImportRun.objects.update(state=RunState.UNDONE)

    marked = [line.words for line in editor.get(PAGE).context["lines"] if line.is_undone]

    assert marked == ["Held", "Hold: 2 articles", f"{ImportRun.objects.get()} by rosa: 2 new."]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"person": "ann"}, ["Held"]),
        ({"person": "me"}, []),
        ({"action": "held"}, ["Held", "Hold: 2 articles"]),
        ({"action": "rejected"}, ["Rejected"]),
        ({"people": "on"}, ["Held", "Hold: 2 articles"]),
        ({"run": "import:{import}"}, ["Imported", "Imported"]),
        ({"run": "import:{import}", "action": "held"}, []),
        ({"day_to": "2020-01-01"}, []),
    ],
)
def test_history_filters_by_person_action_run_and_day(editor, desk, query, found):
    number = ImportRun.objects.get().pk
    query = {name: value.replace("{import}", str(number)) for name, value in query.items()}

    assert [words for _, words in lines(editor, **query)] == found


def test_history_from_a_day_begins_at_its_midnight(editor, rosa):
    article = draft()
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    hold(article, by=rosa, now=today)
    Event.objects.filter(verb=Verb.WRITTEN).update(at=today - timedelta(seconds=1))

    day = f"{today:%Y-%m-%d}"

    assert lines(editor, day_from=day, day_to=day) == [("rosa", "Held")]
    yesterday = f"{today - DAY:%Y-%m-%d}"
    assert [words for _, words in lines(editor, day_to=yesterday)] == ["Created"]


@pytest.mark.parametrize(
    "query",
    [
        {"day_from": "0001-01-01"},
        {"day_from": "9999-12-31"},
        {"day_to": "0001-01-01"},
        {"day_to": "9999-12-31"},
    ],
)
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_history_with_a_day_outside_the_limits_shows_the_error(editor, rosa, query, zone):
    User.objects.filter(pk=editor.person.pk).update(time_zone=zone)

    response = editor.get(PAGE, query)

    assert "Enter a day between 1900 and 2199." in response.content.decode()


@pytest.mark.parametrize(
    "query", [{"person": "ghost"}, {"run": "import:99"}, {"action": "x"}, {"day_from": "soon"}]
)
def test_history_with_an_invalid_filter_shows_the_error_and_no_lines(editor, desk, query):
    response = editor.get(PAGE, query)

    assert response.context["lines"] == []
    assert "errorlist" in response.content.decode()


def test_history_pages_show_every_line_once_also_at_equal_times(editor, rosa, monkeypatch):
    monkeypatch.setattr(history, "PAGE_SIZE", 3)
    for _ in range(7):
        draft()

    pages = [editor.get(PAGE, {"p": number}) for number in (1, 2, 3)]

    shown = [line.article.pk for page in pages for line in page.context["lines"]]
    assert sorted(shown) == sorted(Article.objects.values_list("pk", flat=True))
    assert "Older" not in pages[2].content.decode()


def test_history_names_the_time_of_a_schedule(editor, rosa):
    schedule(draft(), at=timezone.now() + DAY, by=rosa)

    ((_, words),) = lines(editor, action="scheduled")
    assert words.startswith("Scheduled for ")


def test_history_query_count_is_independent_of_its_length(editor, rosa):
    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(PAGE).status_code == 200
        return len(queries)

    hold(draft(), by=rosa)
    imports = {"source": draft().source, "label": "/s", "state": RunState.DONE}
    ImportRun.objects.create(started_by=rosa, **imports)
    few = count_queries()
    for _ in range(20):
        hold(draft(), by=rosa)
        ImportRun.objects.create(started_by=person(), **imports)

    assert count_queries() == few
