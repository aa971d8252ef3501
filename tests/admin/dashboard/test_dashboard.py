"""The dashboard: what needs attention, and what changed since the last visit."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.admin.dashboard import todo
from articles.admin.dashboard.views import count_ready
from articles.jobs.heartbeat import beat
from articles.models import (
    Article,
    Conflict,
    Event,
    FetchState,
    Heartbeat,
    ImageFetch,
    ImportRun,
    Notification,
    PublishingRule,
    PublishRun,
    RunState,
    User,
    Verb,
)
from articles.workflow.actors import SYSTEM
from articles.workflow.passing import pass_on
from articles.workflow.transitions import hold, perform, publish, reject
from tests.admin.made import conflict_about
from tests.factories import draft, link, person, published_article, set_hashes, source

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    cache.clear()


def lines(browser):
    """Return the lines of what needs a person: words -> number and address."""
    page = browser.get("/admin/").content.decode()
    found = re.findall(
        r'<a class="todo-item[^"]*" href="([^"]+)">\s*<strong class="todo-number">([^<]+)</strong>'
        r'\s*<span class="todo-text">([^<]+)<',
        page,
    )
    return {
        words.strip(): (number, address.replace("&amp;", "&")) for address, number, words in found
    }


@pytest.mark.parametrize(("number", "shown"), [(todo.MANY_PICTURES - 1, None), (1_500, "1,000+")])
def test_todo_item_of_missing_pictures_appears_when_they_are_many(editor, number, shown):
    ImageFetch.objects.bulk_create(
        ImageFetch(url=f"https://a.example/{n}", url_digest=f"{n}", state=FetchState.FAILED)
        for n in range(number)
    )

    line = lines(editor).get("pictures could not be fetched")

    assert line == (shown and (shown, "/admin/pictures/queue/?state=failed"))


def was_here(who, ago):
    User.objects.filter(pk=who.pk).update(visited_at=timezone.now() - ago)


def test_todo_items_link_to_their_lists(editor):
    draft(held=True)
    draft(scheduled_for=NOW + HOUR)
    draft(scheduled_for=NOW - HOUR)
    article = draft(assigned_to=editor.person, recommended=True)
    Notification.objects.create(person=editor.person, article=article, at=NOW)
    conflict_about(article, "title")
    for state in (RunState.FAILED, RunState.FAILED):
        ImportRun.objects.create(source=source(), label="/seeds", state=state)
    refused = ImportRun.objects.create(
        source=source(), label="/seeds", state=RunState.DONE, totals={"created": 3, "refused": 2}
    )

    found = lines(editor)

    assert found["overdue"] == ("1", "/admin/schedule/")
    assert found["imports failed"] == ("2", "/admin/articles/importrun/?state__exact=failed")
    assert found["files rejected"] == ("2", f"/admin/articles/importrun/{refused.pk}/change/")
    assert found["open conflict"] == ("1", "/admin/articles/conflict/?resolved_at__isempty=1")
    assert found["assigned to you"][0] == "1"
    assert found["recommended draft"] == ("1", "/desk/?recommended=yes")
    assert found["new mention or assignment"] == ("1", "/desk/my-work/")
    assert found["drafts to review"][0] == "1"
    for _, address in found.values():
        assert editor.get(address, follow=True).status_code == 200


@pytest.mark.parametrize(("role", "number"), [("Reviewer", 1), ("Editor", 2)])
def test_drafts_to_review_are_counted_as_in_the_queue_of_the_role(at_desk, role, number):
    draft(), draft(recommended=True)
    browser = at_desk(role)
    for passed in (draft(), draft(recommended=True)):
        pass_on(passed, by=browser.person)

    count, address = lines(browser)["drafts to review"]

    left = browser.get("/desk/my-work/").context["day"].left.number
    queue = browser.get(address).context["upcoming"].count.number
    assert (int(count), left, queue) == (number, number, number)


def test_todo_items_of_zero_are_hidden(editor):
    assert "Import your first seeds" in editor.get("/admin/").content.decode()
    published_article()
    page = editor.get("/admin/").content.decode()

    assert "Nothing to do." in page
    assert list(lines(editor)) == ["ready to publish under the rules"]


def test_import_problems_of_the_last_week_are_counted(editor):
    def imports(number=1, **columns):
        for _ in range(number):
            run = ImportRun.objects.create(source=source(), label="/s", **columns)
        return run

    long_ago = timezone.now() - timedelta(days=8)
    imports(state=RunState.FAILED, created_at=long_ago)
    assert "import failed" not in lines(editor)
    imports(state=RunState.FAILED)
    refused = imports(state=RunState.DONE, totals={"refused": 7})
    imports(60, state=RunState.DONE)

    found = lines(editor)

    assert found["import failed"][0] == "1"
    assert found["files rejected"] == ("7", f"/admin/articles/importrun/{refused.pk}/change/")


@pytest.mark.parametrize("role", ["Reviewer", "Editor", "Managing editor", "Superuser"])
def test_dashboard_links_are_allowed_for_each_role(at_desk, role):
    browser = at_desk(role)
    conflict_about(draft(quality=90, scheduled_for=NOW - HOUR), "title")
    published_article(went_live_at=timezone.now())
    ImportRun.objects.create(source=source(), label="/s", state=RunState.FAILED)
    page = browser.get("/admin/").content.decode() + browser.get("/admin/ready/").content.decode()

    addresses = set(re.findall(r'href="(/admin/[^"]*)"', page.partition("<main")[2]))

    codes = {
        address: browser.get(address.replace("&amp;", "&"), follow=True).status_code
        for address in addresses
    }
    assert {address for address, code in codes.items() if code != 200} == set()


def test_dashboard_without_role_says_so(at_desk):
    browser = at_desk("")

    assert "You have no role yet" in browser.get("/admin/").content.decode()
    assert browser.get("/admin/ready/").status_code == 403


def test_ready_count_is_a_fragment_or_a_page(editor):
    draft(quality=90)
    assert 'hx-get="/admin/ready/"' in editor.get("/admin/").content.decode()

    part = editor.get("/admin/ready/", HTTP_HX_REQUEST="true").content.decode()
    whole = editor.get("/admin/ready/").content.decode()

    assert '<strong class="todo-number">1</strong>' in part
    assert "<html" not in part
    assert '<strong class="todo-number">1</strong>' in whole
    assert 'href="/admin/threshold/?threshold=70&amp;narrower=on"' in whole
    assert "<html" in whole


def test_ready_count_is_cached_until_something_changes():
    first = draft(quality=90)
    draft(quality=65)
    assert count_ready() == (1, {})

    with CaptureQueriesContext(connection) as queries:
        assert count_ready() == (1, {})
    assert len(queries) == 4
    PublishingRule.objects.update(threshold=60)
    assert count_ready() == (2, {})
    hold(first, by=SYSTEM)
    assert count_ready() == (1, {})


def test_dashboard_shows_a_decision_at_once(editor):
    first, _ = draft(), draft()
    assert lines(editor)["drafts to review"][0] == "2"

    publish(first, by=editor.person)

    assert lines(editor)["drafts to review"][0] == "1"
    assert "<strong>1</strong> today" in editor.get("/admin/").content.decode()


def test_chart_counts_by_day(editor):
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    for moment in (midnight, midnight - timedelta(seconds=1), midnight - timedelta(days=6)):
        published_article(went_live_at=moment)
    published_article(went_live_at=midnight - timedelta(days=6, seconds=1))

    page = editor.get("/admin/").content.decode()

    assert "<strong>1</strong> today" in page
    assert "<strong>3</strong> in the last 7 days" in page
    assert f"{midnight - timedelta(days=1):%A} 1, {midnight:%A} 1" in page


def test_activity_on_first_visit_is_empty(editor):
    assert "This is your first visit" in editor.get("/admin/").content.decode()


def test_activity_describes_changes_since_the_last_visit(editor):
    was_here(editor.person, 5 * HOUR)
    ed, rosa = person("Editor", "ed"), person("Reviewer", "rosa")
    done = {"state": RunState.DONE, "finished_at": timezone.now(), "started_by": ed}
    imported = ImportRun.objects.create(
        source=source(), label="/in/ai.zip", totals={"created": 1127, "refused": 1}, **done
    )
    run = PublishRun.objects.create(totals={"published": 139, "kept": 535}, **done)
    for _ in range(3):
        reject(draft(), by=rosa, reason="dull")
    hold(draft(), by=rosa)
    publish(draft(), by=editor.person)
    conflict_about(draft(), "title")
    Conflict.objects.update(created_at=timezone.now())

    page = editor.get("/admin/").content.decode()

    assert f"Import {imported.pk} of ai.zip by ed: 1,127 new, 1 rejected." in page
    assert f"Publish run {run.pk} by ed published 139 of 674." in page
    assert "rosa: 3 rejected and 1 held." in page
    assert "1 new conflict is open." in page
    assert "you" not in page.partition("Since your last visit</h2>")[2].partition("</ul>")[0]


def test_activity_counts_decisions_among_many_run_events(editor):
    was_here(editor.person, 5 * HOUR)
    rosa = person("Reviewer", "rosa")
    reject(made := draft(), by=rosa, reason="dull")
    run = ImportRun.objects.create(source=source(), label="/s", state=RunState.DONE)
    Event.objects.bulk_create(
        Event(
            article=made, version=n, at=timezone.now(), verb=Verb.UPDATED, actor=rosa,
            import_run=run,
        )
        for n in range(3, 10_100)
    )  # fmt: skip

    assert "rosa: 1 rejected." in editor.get("/admin/").content.decode()


def test_activity_covers_at_most_thirty_days(editor):
    rosa = person("Reviewer", "rosa")
    hold(draft(), by=rosa, now=timezone.now() - timedelta(days=201))
    for days in (100, 31, 29, 1):
        reject(draft(), by=rosa, reason="dull", now=timezone.now() - timedelta(days=days))
    was_here(editor.person, timedelta(days=200))

    page = editor.get("/admin/").content.decode()

    assert "rosa: 2 rejected in the last 30 days." in page


def test_visit_lasts_until_a_pause(editor):
    was_here(editor.person, 5 * HOUR)
    before = User.objects.get(pk=editor.person.pk).visited_at
    for _ in range(3):
        assert editor.get("/admin/").context["since"] == before
        editor.post("/admin/visited/")

    who = User.objects.get(pk=editor.person.pk)
    assert who.visited_before == before != who.visited_at


def test_dashboard_get_writes_nothing(editor):
    """On SQLite a page that is only read must not wait for the one write lock."""
    was_here(editor.person, 5 * HOUR)

    with CaptureQueriesContext(connection) as queries:
        page = editor.get("/admin/").content.decode()

    writes = ("INSERT", "UPDATE", "DELETE")
    assert not [each for each in queries if each["sql"].startswith(writes)]
    assert 'hx-post="/admin/visited/" hx-trigger="load"' in page


def test_dashboard_warns_about_a_silent_worker(editor):
    assert "The background worker is not running." in editor.get("/admin/").content.decode()

    beat()
    assert "worker" not in editor.get("/admin/").content.decode()

    Heartbeat.objects.update(at=timezone.now() - HOUR)
    assert "The background worker was last seen" in editor.get("/admin/").content.decode()


def test_activity_escapes_names(editor):
    was_here(editor.person, 5 * HOUR)
    rosa = person("Reviewer", "rosa")
    User.objects.filter(pk=rosa.pk).update(first_name="<script>alert(1)</script>")
    hold(draft(), by=User.objects.get(pk=rosa.pk))

    page = editor.get("/admin/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_draft_count_is_capped(editor, monkeypatch):
    monkeypatch.setattr(todo, "MAX_DRAFTS", 2)
    draft(), draft()
    assert "2+" not in editor.get("/admin/").content.decode()

    draft()

    page = editor.get("/admin/").content.decode()
    assert page.count("2+</strong>") == 2


def test_dashboard_query_count_does_not_grow(editor):
    was_here(editor.person, 5 * HOUR)
    make_desk(10)
    few = queries(editor)
    was_here(editor.person, 5 * HOUR)
    make_desk(990)

    assert queries(editor) == few


def queries(browser):
    with CaptureQueriesContext(connection) as captured:
        assert browser.get("/admin/").status_code == 200
    return len(captured)


def make_desk(number):
    """Make drafts, held, late and live articles with events, imports and conflicts, quickly."""
    first = draft()
    link(first)
    rosa = person("Reviewer")
    start = Article.objects.latest("pk").pk
    articles = []
    for n in range(start, start + number):
        kinds: list[dict[str, Any]] = [
            {"held": True},
            {"scheduled_for": NOW - HOUR},
            {"status": "published", "went_live_at": timezone.now()},
            {},
        ]
        made = Article(
            source=first.source, name=f"2031-05-04-n{n}", slug=f"n{n}", title=f"N {n}",
            published_at=NOW, quality=n % 100, **kinds[n % 4],
        )  # fmt: skip
        set_hashes(made)
        articles.append(made)
    articles = Article.objects.bulk_create(articles)
    Event.objects.bulk_create(
        [
            Event(article=each, version=1, at=timezone.now(), verb=Verb.HELD, actor=rosa)
            for each in articles
        ]
    )
    for each in articles[: number // 10]:
        conflict_about(each, "title")
        ImportRun.objects.create(
            source=first.source, label="/s", state=RunState.FAILED, finished_at=timezone.now()
        )


def test_dashboard_says_what_leads_the_home_page_and_why(editor):
    old = published_article(title="Old", published_at=NOW - 9 * HOUR)
    published_article(title="New", quality=60, published_at=NOW - HOUR)
    published_article(title="Far", published_at=NOW + 99 * HOUR)

    by_date = editor.get("/admin/").text
    perform("feature", old, by=SYSTEM, at=NOW + 99 * HOUR)
    featured = editor.get("/admin/").text

    assert re.search(r">New</a> leads: its quality is the highest", by_date)
    assert "1 published article</a> dated more than a day ahead" in by_date
    assert re.search(r">Old</a> leads: featured until", featured)
