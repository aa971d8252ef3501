"""The schedule page: times by day, overdue articles, and changing a time."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.jobs.heartbeat import beat
from articles.models import Article, Heartbeat
from articles.workflow.transitions import hold
from tests.factories import draft, person, published_article, set_hashes, source

pytestmark = pytest.mark.django_db
PAGE = "/admin/schedule/"
HOUR = timedelta(hours=1)
# Beyond any clock that a test may run by.
DAY = datetime(2131, 5, 4, 9, tzinfo=UTC)


def shown(browser, address=PAGE):
    return browser.get(address).content.decode()


def reschedule(browser, article, **sent):
    data = {"what": "up", "version": article.version, "at": ""} | sent
    return browser.post(f"/admin/articles/article/{article.pk}/reschedule/", data, follow=True)


def titles(page):
    return re.findall(r'/change/">([^<]+)</a>', page)


def test_schedule_lists_both_kinds_of_times_by_day(editor):
    published_article(title="Fog", expires_at=DAY + HOUR)
    draft(title="Gales", scheduled_for=DAY + 24 * HOUR, expires_at=DAY + 48 * HOUR)
    draft(title="Herons", scheduled_for=DAY)

    page = shown(editor)

    assert titles(page) == ["Herons", "Fog", "Gales", "Gales"]
    days = re.findall(r'<h2 id="day-[^"]+">([^<]+)</h2>', page)
    assert days == ["Friday, 4 May 2131", "Saturday, 5 May 2131", "Sunday, 6 May 2131"]
    assert re.findall(r">(Publish|Unpublish)</span>", page) == [
        "Publish", "Unpublish", "Publish", "Unpublish"
    ]  # fmt: skip
    assert re.search(r"It is now \w+, [^<]* UTC\.", page)


def test_schedule_shows_overdue_articles_first_with_the_reason(editor):
    beat()
    late = draft(title="Fog", scheduled_for=timezone.now() - HOUR)
    hold(late, by=person("Reviewer", "rosa"), reason="a second source")
    draft(title="Herons", scheduled_for=DAY)

    page = shown(editor)

    assert titles(page) == ["Fog", "Herons"]
    assert "Should be published. rosa holds it: a second source." in page


def test_schedule_shows_whether_the_worker_runs(editor):
    assert "The background worker is not running." in shown(editor)
    beat()
    assert "Background worker running" in shown(editor)
    Heartbeat.objects.update(at=timezone.now() - HOUR)
    assert "The background worker was last seen" in shown(editor)


def test_schedule_without_entries_says_what_to_do(editor):
    assert "Nothing scheduled" in shown(editor)


@pytest.mark.parametrize(
    ("article", "what", "column"),
    [
        (draft, "up", "scheduled_for"),
        (draft, "down", "expires_at"),
        (published_article, "down", "expires_at"),
    ],
)
def test_reschedule_sets_changes_and_clears_a_time(editor, article, what, column):
    made = article(title="Fog")
    for typed, moment in [
        ("2131-05-04T09:00", DAY),
        ("2131-05-04T10:00:00", DAY + HOUR),
        ("", None),
    ]:
        page = reschedule(editor, made, what=what, at=typed)
        made.refresh_from_db()
        assert getattr(made, column) == moment
        assert "“Fog”:" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("2001-05-04T09:00", "has passed"),
        ("yesterday", "Enter a valid date/time"),
        ("2131-05-05T09:00", "is unpublished at"),
    ],
)
def test_reschedule_to_an_invalid_time_is_refused_and_keeps_the_input(editor, typed, why):
    article = draft(expires_at=DAY)

    page = reschedule(editor, article, at=typed).content.decode()

    assert why in page
    assert f'value="{typed}' in page
    assert Article.objects.get(pk=article.pk).scheduled_for is None


def test_reschedule_of_an_older_version_is_refused_and_keeps_the_input(editor):
    article = draft(scheduled_for=DAY)
    Article.objects.filter(pk=article.pk).update(version=2)

    page = reschedule(editor, article, at="2131-05-04T12:00").content.decode()

    assert 'value="2131-05-04T12:00' in page
    assert Article.objects.get(pk=article.pk).scheduled_for == DAY


def test_reschedule_of_a_published_article_shows_an_error(editor):
    article = published_article(title="Fog")

    page = reschedule(editor, article, at="2131-05-04T12:00").content.decode()

    assert "“Fog” is published" in page


def test_schedule_with_an_article_in_the_address_opens_its_form(editor):
    article = draft(title="Fog")

    page = shown(editor, f"{PAGE}?article={article.pk}")

    assert f'action="/admin/articles/article/{article.pk}/reschedule/"' in page


@pytest.mark.parametrize(
    "query",
    [
        "article=x",
        "article=999",
        "article=9999999999999999999",
        "from=x",
        "from=2031-05-04",
        "from=",
        "from=0001-01-01T00:00:00-14:00",
        "from=9999-12-31T23:59:59%2B00:00",
    ],
)
def test_schedule_with_an_invalid_address_is_shown(editor, query):
    assert editor.get(f"{PAGE}?{query}").status_code == 200


def test_reschedule_by_a_reviewer_is_forbidden(reviewer):
    article = draft(scheduled_for=DAY)

    assert "reschedule" not in shown(reviewer)
    url = f"/admin/articles/article/{article.pk}/reschedule/"
    for sent in ({"what": "up", "version": 1, "at": ""}, {}):
        assert reviewer.post(url, sent).status_code == 403


def test_schedule_escapes_titles(editor):
    draft(title="<b onclick=x>Fog", scheduled_for=DAY)

    assert "<b onclick" not in shown(editor)


def many(number):
    start = Article.objects.count()
    made = []
    for n in range(start, start + number):
        late = n % 4 == 0
        made.append(Article(
            source=source(), name=f"n{n}", slug=f"n{n}", title=f"N {n:04}", published_at=DAY,
            scheduled_for=timezone.now() - HOUR if late else DAY + timedelta(minutes=n),
            held=n % 8 == 0,
        ))  # fmt: skip
        set_hashes(made[-1])
    Article.objects.bulk_create(made)


def test_schedule_query_count_is_independent_of_the_number_of_articles(editor):
    many(10)
    few = queries(editor)
    many(990)

    assert queries(editor) == few


def queries(browser):
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(PAGE).status_code == 200
    return len(captured)


def test_schedule_with_many_entries_has_further_pages(editor):
    for n in range(150):
        draft(title=f"N {n:04}", scheduled_for=DAY + timedelta(minutes=n // 2))
    first = shown(editor)
    later = re.search(r'rel="next" href="([^"]+)"', first)
    assert later

    second = shown(editor, PAGE + later[1])

    assert sorted({*titles(first), *titles(second)}) == [f"N {n:04}" for n in range(150)]
